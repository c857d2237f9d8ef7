"""What a load did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tagma.errors import Language, Text
from tagma.identity.quality.screen import CHECK_PREFIX, NOT_ALLOWED


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
        wrong = word_fault(self.reason)
        return Text(
            f"{self.field} {wrong.en}: {fate.en}".lstrip(), f"{self.field} {wrong.zh}：{fate.zh}".lstrip()
        )


_REASONS = {
    "missing": Text("is missing", "缺失"),
    "not a time": Text("is not a time", "不是时间"),
    NOT_ALLOWED: Text("has a value that is not allowed", "取值不在允许范围内"),
}


def word_fault(reason: str) -> Text:
    """A reason in words that follow the name of what is wrong."""
    if reason.startswith(CHECK_PREFIX):
        name = reason.removeprefix(CHECK_PREFIX)
        return Text(f"breaks the check “{name}”", f"违反校验“{name}”")
    zh = f"不是 {reason.removeprefix('not ')}" if reason.startswith("not ") else reason
    return _REASONS.get(reason) or Text(f"is {reason}", zh)


_REFUSED = Text("the rows were not loaded", "这些行未载入")
_EMPTIED = Text("the value was left out", "该值留空")


@dataclass(frozen=True, slots=True)
class OutputReport:
    """What one SELECT of a source gave.

    Attributes:
        name: of the event, or ``traits``, ``consents``.
        extra: properties beyond the bound of an event's columns, kept in ``_extra`` only.
        noise: rows that were set aside as noise: kept, not counted.
    """

    name: str
    read: int
    loaded: int
    duplicates: int
    quarantined: tuple[Quarantined, ...] = ()
    extra: tuple[str, ...] = ()
    noise: int = 0


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What the load of one source did.

    Attributes:
        skipped: neither definition nor files had changed.
        new_customers: customers who were not there before.
        ms: milliseconds that it took.
        files: the files that were read, of a source that may grow by files.
        unchanged_files: how many of its files were loaded before and are as they were.
    """

    source: str
    fingerprint: str = ""
    outputs: tuple[OutputReport, ...] = ()
    new_customers: int = 0
    ms: float = field(default=0.0, compare=False)
    skipped: bool = False
    files: tuple[str, ...] = ()
    unchanged_files: int = 0

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
    def noise(self) -> int:
        return sum(output.noise for output in self.outputs)

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
            "files": list(self.files),
            "unchanged_files": self.unchanged_files,
            "read": self.read,
            "loaded": self.loaded,
            "duplicates": self.duplicates,
            "noise": self.noise,
            "quarantined": dict(self.quarantined),
            "new_customers": self.new_customers,
            "ms": round(self.ms, 1),
            "outputs": [
                {
                    "name": output.name,
                    "read": output.read,
                    "loaded": output.loaded,
                    "duplicates": output.duplicates,
                    "noise": output.noise,
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


def join_reports(reports: Sequence[LoadReport], files: tuple[str, ...], unchanged: int) -> LoadReport:
    """One report of the loads of several files of one source."""
    outputs: dict[str, OutputReport] = {}
    for report in reports:
        for output in report.outputs:
            before = outputs.get(output.name)
            outputs[output.name] = output if before is None else _add(before, output)
    return replace(
        reports[-1],
        outputs=tuple(outputs.values()),
        new_customers=sum(report.new_customers for report in reports),
        ms=sum(report.ms for report in reports),
        files=files,
        unchanged_files=unchanged,
    )


def _add(first: OutputReport, other: OutputReport) -> OutputReport:
    faults: dict[tuple[str, str], Quarantined] = {}
    for item in (*first.quarantined, *other.quarantined):
        before = faults.get((item.field, item.reason))
        rows = item.rows + (before.rows if before else 0)
        faults[item.field, item.reason] = replace(item, rows=rows)
    return OutputReport(
        first.name,
        first.read + other.read,
        first.loaded + other.loaded,
        first.duplicates + other.duplicates,
        tuple(faults.values()),
        tuple(dict.fromkeys((*first.extra, *other.extra))),
        first.noise + other.noise,
    )
