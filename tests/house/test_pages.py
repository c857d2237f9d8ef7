"""Both languages of every page tell the same: headings, commands, examples; and every verb is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from tests.story.blocks import ROOT, read_blocks, read_commands

ENGLISH = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "docs").rglob("*.md")
    if not path.name.endswith(".zh.md") and (path.parent.name != "adr" or path.name == "index.md")
)
PAIRS = [("README.md", "README.zh-CN.md"), *((page, page.removesuffix(".md") + ".zh.md") for page in ENGLISH)]


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def find_levels(page: str) -> list[str]:
    text = re.sub(r"^```.*?^```$", "", read(page), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"^(#+) ", text, flags=re.MULTILINE)


def find_commands(page: str) -> list[str]:
    return [shown.command.replace(" --lang zh", "") for shown in read_commands(page)]


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_languages_tell_the_same(english: str, chinese: str) -> None:
    assert (ROOT / chinese).is_file(), f"{english} has no Chinese page {chinese}"
    assert find_levels(english) == find_levels(chinese)
    assert find_commands(english) == find_commands(chinese)
    for kind in ("pycon", "csv", "python", "json"):
        assert [block.text for block in read_blocks(english, kind)] == [
            block.text for block in read_blocks(chinese, kind)
        ]
    assert read(english).count("\n| ") == read(chinese).count("\n| "), "tables have the same rows"


@pytest.mark.parametrize("page", ["docs/cli.md", "docs/cli.zh.md"])
def test_every_verb_is_told(page: str) -> None:
    from tagma.cli.main import app

    command = typer.main.get_command(app)
    assert isinstance(command, typer.core.TyperGroup)
    told = set(re.findall(r"^\| `([\w-]+)", read(page), flags=re.MULTILINE))
    assert told - {"0"} >= set(command.commands)


def test_links_lead_somewhere() -> None:
    pages = [*(page for pair in PAIRS for page in pair), "CONTRIBUTING.md"]
    links = [
        (page, target) for page in pages for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", read(page))
    ]
    broken = [
        f"{page}: {target}"
        for page, target in links
        if not target.startswith("http") and not (ROOT / Path(page).parent / target).is_file()
    ]
    assert broken == []
