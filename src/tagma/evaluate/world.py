"""What a plan is made for: names, formulas and an instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from tagma.evaluate.computed import Computed
from tagma.rules.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class World:
    """What a plan is made for.

    Attributes:
        definitions: every formula by its column name (``Computed.column``).
        as_of: the instant of the portrait.
        newest_trait: the newest instant in the history of traits; later portraits share one fold.
        last_runs: when ``on demand`` formulas ran last, by column name.
        stored: whether population values are read from ``portrait.cuts`` and ``portrait.ranks`` (for one
            customer) instead of being fitted over all customers in the same statement.
        cuts: the stored cuts by key and p, for ``stored``.
        published: formulas that ``portrait.profile`` holds as they are defined now, by column name, with the
            instant that their values speak of; where a plan needs that instant, it reads them from there.
    """

    vocabulary: Vocabulary
    definitions: Mapping[str, Computed]
    as_of: datetime
    newest_trait: datetime = datetime.max
    last_runs: Mapping[str, datetime] = field(default_factory=dict)
    stored: bool = False
    cuts: Mapping[tuple[str, Decimal], Decimal | float | None] = field(default_factory=dict)
    published: Mapping[str, datetime] = field(default_factory=dict)
