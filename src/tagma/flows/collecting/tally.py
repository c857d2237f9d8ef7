"""What was counted since the server began: events taken, requests answered, events loaded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Counts that only grow.

    Attributes:
        accepted: events, by source and family of protocols; those that turn out to be duplicates included.
        refused: events by reason, and requests with an unknown key.
        answers: to requests that carry events, by status.
        loaded: events that were loaded, in so many loads and seconds.
    """

    accepted: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    loaded: int = 0
    loads: int = 0
    load_seconds: float = 0.0

    def note_load(self, events: int, seconds: float) -> None:
        """Counts a load."""
        self.loads += 1
        self.loaded += events
        self.load_seconds += seconds
