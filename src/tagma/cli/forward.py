"""Commands that a running server carries out: sent there as they were typed, answered piece by piece."""

from __future__ import annotations

from pathlib import Path

from tagma.flows.beside import find_server

CARRIED = frozenset({
    "apply", "changes", "checks", "count", "customers", "events", "explain", "history", "items",
    "lineage", "load", "mece", "plan", "profile", "quality", "quarantine", "rebuild", "refresh", "replay",
    "runs", "segments", "source", "sources", "sql", "tags", "tracking", "traits", "verify", "words",
})  # fmt: skip
"""The verbs that need the warehouse; a server that owns it carries them out."""

_VALUED = ("-w", "--workspace", "--lang")


def forward_words(words: list[str]) -> int | None:
    """Has a running server carry a command out; returns its exit code.

    Args:
        words: options before the verb first.

    Returns:
        None where there is no such server or the verb does not need one: the command then works by itself.
    """
    folder, verb = _read_front(words)
    if verb not in CARRIED or {"-h", "--help"} & {*words}:
        return None
    try:
        running = find_server(folder, Path.cwd())
    except OSError:  # a working directory that is gone
        return None
    if running is None:
        return None
    from tagma.cli.follow import ask_server

    return ask_server(running, words)


def _read_front(words: list[str]) -> tuple[Path | None, str | None]:
    """The workspace that is named before the verb, and the verb."""
    folder: Path | None = None
    waiting = iter(words)
    for word in waiting:
        name, joined, value = word.partition("=")
        if name in _VALUED:
            value = value if joined else next(waiting, "")
            if name != "--lang":
                folder = Path(value)
        elif word.startswith("-"):
            return folder, None
        else:
            return folder, word
    return folder, None
