"""The commands that the pages show give what the pages show."""

from __future__ import annotations

import doctest
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tagma.cli.main import app
from tests.conftest import DemoShop
from tests.story.blocks import ROOT, Shown, read_blocks, read_commands, read_files

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
DOCUMENTS = (*PAGES, *(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")))
NOT_RUN = {"make", ".", "pip", "git", "pytest", "python"}  # setting up, and what other tests run
ABOVE = (ROOT, ROOT / "src/tagma", ROOT / "src/tagma/flows/demo/shop", ROOT / "src/tagma/tags")
GAP = "..."
MASKS = (
    (re.compile(r"\b\d[\d,.]* m?s\b"), "<time>"),
    (re.compile(r"\b202\d-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?"), "<now>"),
    (re.compile(r"\b(?=[a-z]*\d)[0-9a-z]{16}\b"), "<run>"),
    (re.compile(r"[ \u2500]+"), " "),
)


WRITING = re.compile(r"-w demo-shop (apply|refresh)")


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
        printed = demo_shop.printed if shown.words[1] == "demo" else _run(shown, capsys)
        wrong += _compare(shown, printed.splitlines())
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


def _run(shown: Shown, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    code = app(shown.words[1:], standalone_mode=False)
    out, err = capsys.readouterr()
    assert code == 0 or shown.output, f"{shown.place}: {shown.command} ends with {code}\n{err}"
    return out + (err if code else "")


def _compare(shown: Shown, printed: Sequence[str]) -> list[str]:
    """What of the shown lines is not printed: whole where nothing is left out, in order around each gap."""
    if not shown.output:
        return []
    lines = [_mask(line) for line in printed]
    position, free = 0, False
    for part in _split(shown.output):
        found = next(
            (
                start
                for start in range(position, (len(lines) if free else position) + 1)
                if lines[start : start + len(part)] == part
            ),
            None,
        )
        if found is None:
            return [f"{shown.place}: $ {shown.command}", *part, "-- printed:", *lines]
        position, free = found + len(part), True
    if shown.output[-1] != GAP and any(lines[position:]):
        return [f"{shown.place}: $ {shown.command}", "-- printed as well:", *lines[position:]]
    return []


def _split(output: Sequence[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for line in output:
        if line == GAP:
            parts.append([])
        else:
            parts[-1].append(_mask(line))
    return parts


def _mask(line: str) -> str:
    for pattern, word in MASKS:
        line = pattern.sub(word, line)
    return line.rstrip()
