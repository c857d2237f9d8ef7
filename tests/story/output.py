"""What a command prints, held against what a page shows of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from tagma.cli.main import app
from tests.story.blocks import Shown

GAP = "..."
MASKS = (
    (re.compile(r"\b\d[\d,.]* m?s\b"), "<time>"),
    (re.compile(r"\b202\d-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?"), "<now>"),
    (re.compile(r"\b(?=[a-z]*\d)[0-9a-z]{16}\b"), "<run>"),
    (re.compile(r"[ \u2500]+"), " "),
)


def run_command(shown: Shown, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    words = shown.words[1:]
    if words[0] == "demo" and "--no-serve" not in words:
        words = [*words, "--no-serve"]  # nobody presses Ctrl-C here
    code = app(words, standalone_mode=False)
    out, err = capsys.readouterr()
    assert code == 0 or shown.output, f"{shown.place}: {shown.command} ends with {code}\n{err}"
    return out + (err if code else "")


def compare_output(shown: Shown, printed: Sequence[str]) -> list[str]:
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
