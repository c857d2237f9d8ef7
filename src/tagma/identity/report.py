"""What a load did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tagma.errors import Language, Text


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Rows of one output with the same fault.

    Attributes:
        rows: how many.
        refused: whether the rows were not loaded; otherwise only the value is missing.
    """

    field: str
    reason: str
    rows: int
    refused: bool

    @property
    def words(self) -> Text:
        """What is wrong and what became of it."""
        fate = _REFUSED if self.refused else _EMPTIED
        wrong = _REASONS.get(self.reason) or Text(
            f"is {self.reason}", f"不是 {self.reason.removeprefix('not ')}"
        )
        return Text(f"{self.field} {wrong.en}: {fate.en}", f"{self.field} {wrong.zh}：{fate.zh}")


_REASONS = {"missing": Text("is missing", "缺失"), "not a time": Text("is not a time", "不是时间")}
_REFUSED = Text("the rows were not loaded", "这些行未载入")
_EMPTIED = Text("the value was left out", "该值留空")


@dataclass(frozen=True, slots=True)
class OutputReport:
    """What one SELECT of a source gave.

    Attributes:
        name: of the event, or ``traits``, ``consents``.
        extra: properties beyond the bound of an event's columns, kept in ``_extra`` only.
    """

    name: str
    read: int
    loaded: int
    duplicates: int
    quarantined: tuple[Quarantined, ...] = ()
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What the load of one source did.

    Attributes:
        skipped: neither definition nor files had changed.
        new_customers: customers who were not there before.
        ms: milliseconds that it took.
    """

    source: str
    fingerprint: str = ""
    outputs: tuple[OutputReport, ...] = ()
    new_customers: int = 0
    ms: float = field(default=0.0, compare=False)
    skipped: bool = False

    @property
    def read(self) -> int:
        return sum(output.read for output in self.outputs)

    @property
    def loaded(self) -> int:
        return sum(output.loaded for output in self.outputs)

    @property
    def duplicates(self) -> int:
        return sum(output.duplicates for output in self.outputs)

    @property
    def quarantined(self) -> Mapping[str, int]:
        """Rows by field and reason, such as ``amount: not decimal``."""
        counts: dict[str, int] = {}
        for output in self.outputs:
            for item in output.quarantined:
                key = f"{item.field}: {item.reason}"
                counts[key] = counts.get(key, 0) + item.rows
        return counts

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        """The report as plain JSON data; reasons in words of a language."""
        return {
            "source": self.source,
            "skipped": self.skipped,
            "read": self.read,
            "loaded": self.loaded,
            "duplicates": self.duplicates,
            "quarantined": dict(self.quarantined),
            "new_customers": self.new_customers,
            "ms": round(self.ms, 1),
            "outputs": [
                {
                    "name": output.name,
                    "read": output.read,
                    "loaded": output.loaded,
                    "duplicates": output.duplicates,
                    "quarantined": [
                        {
                            "field": item.field,
                            "reason": item.reason,
                            "message": item.words.in_language(language),
                            "rows": item.rows,
                            "refused": item.refused,
                        }
                        for item in output.quarantined
                    ],
                    "extra": list(output.extra),
                }
                for output in self.outputs
            ],
        }
