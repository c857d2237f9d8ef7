"""What the staged rows of a file or database show of themselves, for the schema registry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlglot import exp

from tagma.clock import Calendar
from tagma.engine.dialect import cast, column, from_template, query, table, to_local
from tagma.engine.protocol import Engine
from tagma.govern.personal import show_example
from tagma.identity.casts import is_misfit
from tagma.identity.quality.seen import MOST_EXAMPLES, Seen
from tagma.identity.rows import keep_condition
from tagma.identity.stage import ROW, TS, Staged, StagedColumn
from tagma.rules.vocabulary import fold_name

LOOKED_AT = 200
_RAW_TYPES = {"BOOLEAN": "bool", "BIGINT": "integer", "DOUBLE": "float", "VARCHAR": "text"}


def observe_staged(
    engine: Engine,
    staged: Staged,
    source: str,
    received_at: datetime,
    zone: Calendar,
    personal: frozenset[str] = frozenset(),
) -> list[Seen]:
    """What the kept rows of an event show: one pass over them, and a look at the first of them for examples.

    Args:
        personal: folded names of properties that are declared personal.
    """
    event = staged.output.event
    rows = table(staged.table.name, staged.table.schema)
    kept = keep_condition(staged)
    counts = _count(engine, staged, rows, kept)
    if not counts["n"]:
        return []
    examples = _find_examples(engine, staged, rows, kept, personal)
    seen: list[Seen] = []
    for place, each in enumerate(staged.columns):
        first, last = counts[f"a{place}"], counts[f"z{place}"]
        misfits = counts.get(f"m{place}") or 0
        known = counts[f"n{place}"] - misfits
        for kind, number in ((each.target.value, known), (_raw_kind(each), misfits)):
            if number:
                told = tuple(examples[place]) if number == known else ()
                seen.append(Seen(source, event, each.name, kind, number, first, last, received_at, told))
    days = query(
        """
        SELECT :day AS "day", COUNT(*) AS "n", MIN(:ts) AS "first", MAX(:ts) AS "last" FROM :rows AS r
        WHERE :kept GROUP BY :day
        """,
        day=cast(to_local(column(TS), zone.time_zone), "DATE"),
        ts=column(TS),
        rows=rows,
        kept=kept,
    )
    for row in engine.query(days, step=f"days of {event}").to_pylist():
        day, first, last = row["day"].isoformat(), row["first"], row["last"]
        seen.append(Seen(source, event, "", day, row["n"], first, last, received_at))
    return seen


def _count(engine: Engine, staged: Staged, rows: exp.Table, kept: exp.Expr) -> Mapping[str, Any]:
    parts: dict[str, exp.Expr] = {
        "n": from_template("COUNT(*)"),
    }
    for place, each in enumerate(staged.columns):
        raw = column(each.raw)
        parts[f"n{place}"] = from_template("COUNT(:raw)", raw=raw)
        for name, part in (("a", "MIN"), ("z", "MAX")):
            parts[f"{name}{place}"] = from_template(
                f"{part}(:ts) FILTER (WHERE :raw IS NOT NULL)", ts=column(TS), raw=raw
            )
        misfit = is_misfit(each)
        if misfit is not None:
            parts[f"m{place}"] = from_template("COUNT(*) FILTER (WHERE :misfit)", misfit=misfit)
    select = exp.select(*(exp.alias_(part, name, quoted=True) for name, part in parts.items()))
    found: Mapping[str, Any] = engine.query(
        select.from_(rows.copy()).where(kept.copy()), step=f"look at {staged.output.event}"
    ).to_pylist()[0]
    return found


def _find_examples(
    engine: Engine, staged: Staged, rows: exp.Table, kept: exp.Expr, personal: frozenset[str]
) -> list[list[str]]:
    if not staged.columns:
        return []
    texts = [
        exp.alias_(cast(column(each.raw), "VARCHAR"), f"t{place}", quoted=True)
        for place, each in enumerate(staged.columns)
    ]
    first = exp.select(*texts).from_(rows.copy()).where(kept.copy()).order_by(column(ROW)).limit(LOOKED_AT)
    found = engine.query(first, step=f"examples of {staged.output.event}")
    return [
        _choose(each.name, found.column(place).to_pylist(), personal)
        for place, each in enumerate(staged.columns)
    ]


def _choose(name: str, values: Sequence[str | None], personal: frozenset[str]) -> list[str]:
    examples: list[str] = []
    for value in dict.fromkeys(values):
        if value is None:
            continue
        shown = show_example(name, _trim(value), personal=fold_name(name) in personal)
        if shown not in examples:
            examples.append(shown)
        if len(examples) == MOST_EXAMPLES:
            break
    return examples


def _trim(text: str) -> str:
    """A number without the zeros that its column adds."""
    whole, point, digits = text.partition(".")
    if not point or not digits.isdigit() or not whole.lstrip("-").isdigit():
        return text
    return f"{whole}.{digits}".rstrip("0").rstrip(".")


def _raw_kind(staged: StagedColumn) -> str:
    return "decimal" if staged.raw_type.startswith("DECIMAL") else _RAW_TYPES.get(staged.raw_type, "text")
