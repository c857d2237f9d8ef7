"""Loads that ended with their process: at the same place less is loaded at a time, in the end one entry.

An exception is caught where it happens. What takes the whole process down, such as a crash in a library or
an end for lack of memory, can only be seen afterwards: what was being loaded is noted in a file before.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

SHRINK = 10
MOST_TRIES = 20
"""Ends at one entry until it is held for the cause: fewer may be chance where something often kills it."""


@dataclass(slots=True)
class Attempts:
    """What is loaded next, in view of what went wrong before.

    Attributes:
        most: entries to load at a time where nothing went wrong.
    """

    path: Path
    most: int
    _size: int = 0
    _until: int = 0
    _tries: int = 0
    _crashed: tuple[int, int, int, int] | None = field(default=None)

    def __post_init__(self) -> None:
        self._size = self.most
        with suppress(OSError, ValueError, KeyError, TypeError):
            noted = json.loads(self.path.read_text(encoding="utf-8"))
            names = ("after", "size", "until", "tries")
            after, size, until, tries = (int(noted[name]) for name in names)
            self._crashed = after, size, until, tries

    def begin(self, after: int) -> tuple[int, bool]:
        """Notes that loading goes on after a position.

        Returns:
            How many entries are to be loaded, and whether the one entry took the process down by itself.
        """
        poison = False
        if self._crashed is not None:
            noted, size, until, tries = self._crashed
            self._crashed = None
            if noted == after:  # somewhere in what was being loaded then, and nowhere else
                self._size, self._until = max(1, size // SHRINK), after + size
                self._tries = tries + 1 if size == 1 else 0
                poison = self._tries >= MOST_TRIES
            elif noted < after < until:
                self._size, self._until = size, until
        elif self._tries:
            self._tries = 0
        if after >= self._until:
            self._size = self.most
        noted_now = {"after": after, "size": self._size, "until": self._until, "tries": self._tries}
        with suppress(OSError):  # without room for the note the load itself will say so
            self.path.write_text(json.dumps(noted_now), encoding="utf-8")
        return self._size, poison

    def end(self) -> None:
        """Notes that the process has outlived the load."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
