"""The commands that the pages show give what the pages show."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import DemoShop
from tests.story.blocks import ROOT, read_blocks, read_commands, read_files
from tests.story.output import compare_output, run_command

PAGES = (
    "README.md",
    "README.zh-CN.md",
    "docs/walkthrough.md",
    "docs/walkthrough.zh.md",
    "docs/cli.md",
    "docs/cli.zh.md",
    "docs/how-to-add/tag.md",
    "docs/how-to-add/tag.zh.md",
    "docs/how-to-add/source.md",
    "docs/how-to-add/source.zh.md",
)
DOCUMENTS = (*PAGES, *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")))
NOT_RUN = {"make", ".", "pip", "git", "pytest", "python"}  # setting up, and what other tests run
ABOVE = (ROOT, ROOT / "src/tagma", ROOT / "src/tagma/flows/demo/shop", ROOT / "src/tagma/tags")
WRITING = re.compile(r"-w demo-shop (apply|refresh)|demo .*--lang")


@pytest.fixture
def desk(
    demo_shop: DemoShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Path:
    """A folder to work in, with the demo shop in it: a copy for pages that change it."""
    page = request.getfixturevalue("page")
    if any(WRITING.search(shown.command) for shown in read_commands(page)):
        shutil.copytree(demo_shop.folder, tmp_path / "demo-shop")
    else:
        (tmp_path / "demo-shop").symlink_to(demo_shop.folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("TAGMA_LANG", "en")
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_page(page: str, desk: Path, demo_shop: DemoShop, capsys: pytest.CaptureFixture[str]) -> None:
    files = {name: text for name, text in read_files(page).items() if not name.startswith("src/")}
    wrong: list[str] = []
    for shown in read_commands(page):
        for name in [name for name in files if (desk / name).parent.is_dir()]:
            (desk / name).write_text(files.pop(name), encoding="utf-8")
        if shown.words[0] in NOT_RUN:
            continue
        assert shown.words[0] == "tagma", f"{shown.place}: {shown.command}"
        built = shown.words[1] == "demo" and "--lang" not in shown.words
        printed = demo_shop.printed if built else run_command(shown, capsys)
        wrong += compare_output(shown, printed.splitlines())
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)
    assert not files, "the page shows files that no command has use for"


@pytest.mark.parametrize("page", sorted(set(DOCUMENTS)))
def test_files_are_where_the_page_says(page: str) -> None:
    for name, text in read_files(page).items():
        if name.startswith("src/"):
            assert text in (ROOT / name).read_text(encoding="utf-8"), f"{page} quotes {name}"
    named = re.findall(
        r"`(?:demo-shop/)?((?:[\w-]+/)+[\w-]+\.(?:py|lark|yaml))`", (ROOT / page).read_text(encoding="utf-8")
    )
    assert [name for name in named if not any((above / name).exists() for above in ABOVE)] == []


@pytest.mark.parametrize("page", [page for page in PAGES if read_blocks(page, "pycon")])
def test_python(page: str, desk: Path) -> None:
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    names: dict[str, object] = {}
    for block in read_blocks(page, "pycon"):
        test = parser.get_doctest(block.text, names, page, page, block.line)
        told: list[str] = []
        runner.run(test, out=told.append, clear_globs=False)
        names = test.globs
        assert told == []
