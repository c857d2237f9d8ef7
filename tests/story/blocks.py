"""Fenced blocks of a Markdown page, and the commands with their output that console blocks show."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(?P<kind>\w+)[^\n]*\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block.

    Attributes:
        line: where its text begins in the page.
    """

    kind: str
    text: str
    page: str
    line: int


@dataclass(frozen=True)
class Shown:
    """A command that a page shows after ``$``, with the output lines that it shows below."""

    command: str
    output: tuple[str, ...]
    place: str

    @property
    def words(self) -> list[str]:
        """The command as a shell splits it, without a comment."""
        return shlex.split(self.command, comments=True)


def read_blocks(page: str, *kinds: str) -> list[Block]:
    """The blocks of some kinds on a page, a path below the root of the repository."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [
        Block(found["kind"], found["text"], page, text.count("\n", 0, found.start("text")) + 1)
        for found in FENCE.finditer(text)
        if found["kind"] in kinds
    ]


def read_commands(page: str) -> list[Shown]:
    """The commands of all console blocks; a line that ends in a backslash goes on in the next."""
    found: list[Shown] = []
    for block in read_blocks(page, "console"):
        text = block.text.replace("\\\n", " ")
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, *output = part.splitlines()
            found.append(Shown(command.strip(), tuple(output), f"{page}:{block.line}"))
    return found


def read_files(page: str) -> dict[str, str]:
    """The files that a page shows, by the path in the title of their block."""
    text = (ROOT / page).read_text(encoding="utf-8")
    titled = re.finditer(
        r'^```\w+ title="(?P<name>[^"]+)"\n(?P<text>.*?)^```$', text, re.MULTILINE | re.DOTALL
    )
    return {found["name"]: found["text"] for found in titled}
