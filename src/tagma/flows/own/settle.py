"""The settings of a workspace that is still empty, by the first file that it takes in."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tagma.flows.own.portrait import TAXONOMY
from tagma.places import SETTINGS_FILE
from tagma.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from tagma.flows.own.guess import OwnGuess
    from tagma.workspace import Workspace

Clock = Literal["wall", "data"]


@dataclass(frozen=True, slots=True)
class Settled:
    """What the settings file said before, to put back after a failure."""

    path: Path
    before: str


def is_untouched(ws: Workspace) -> bool:
    """Whether nothing is defined and nothing was loaded, so that settings may still be chosen."""
    return not ws.state.definitions.current() and not ws.engine.tables("events")


def settle_workspace(ws: Workspace, guess: OwnGuess, clock: Clock | None = None) -> Settled:
    """Writes clock, time zone, currency and taxonomy into ``tagma.yaml``; they count at once.

    What the file says besides keeps every byte.

    Args:
        clock: as somebody chose; default: as guessed.

    Raises:
        WorkspaceError: the file is wrong.
    """
    path = ws.folder / SETTINGS_FILE
    before = path.read_text(encoding="utf-8")
    settled = Settled(path, before)
    chosen = {"time_zone": guess.time_zone, "clock": clock or guess.clock}
    if guess.currency:
        chosen["currency"] = guess.currency
    text = before
    for key, value in chosen.items():
        text = _set_line(text, key, value)
    if not ws.settings.taxonomy:
        text = _add_taxonomy(text, guess)
    _write(path, text)
    try:
        _take_settings(ws)
    except BaseException:
        restore_settings(ws, settled)
        raise
    return settled


def restore_settings(ws: Workspace, settled: Settled) -> None:
    """Puts the settings back as they were."""
    _write(settled.path, settled.before)
    _take_settings(ws)


def _take_settings(ws: Workspace) -> None:
    # A handle is frozen for everybody who holds it; the settings of an empty workspace are the one exception.
    object.__setattr__(ws, "settings", load_settings(ws.folder))


def _set_line(text: str, key: str, value: str) -> str:
    """The text with one top-level setting; a comment behind it stays."""
    line = re.compile(rf"^{key}:[^#\n]*?(?P<comment>[ \t]+#.*)?$", re.MULTILINE)
    if line.search(text):
        return line.sub(lambda found: f"{key}: {value}{found['comment'] or ''}", text, count=1)
    return f"{text.rstrip()}\n\n{key}: {value}\n"


def _add_taxonomy(text: str, guess: OwnGuess) -> str:
    used = dict.fromkeys(level for body in guess.bodies for level in body.get("path", ()))
    levels: Mapping[str, str] = {level: TAXONOMY[level] for level in used if level in TAXONOMY}
    if not levels or re.search(r"^taxonomy:", text, re.MULTILINE):
        return text
    lines = [f"  {level}: {{zh: {words}}}" for level, words in levels.items()]
    return "\n".join([f"{text.rstrip()}\n", "taxonomy:", *lines]) + "\n"


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)
