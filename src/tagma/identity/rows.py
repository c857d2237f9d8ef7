"""Which staged rows are kept, under which message id, and which are refused or misfit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from tagma.engine.dialect import all_of, column, from_template, literal, query, table
from tagma.engine.pipeline import Pipeline
from tagma.engine.protocol import Engine
from tagma.identity.casts import is_misfit, typed_value
from tagma.identity.stage import MESSAGE, ROW, TS, TS_TEXT, USER, Staged
from tagma.identity.tables import USER_KIND

MISSING, NO_TIME = "missing", "not a time"
_SEPARATOR, _NOTHING = "\x1f", "\x00"


@dataclass(frozen=True, slots=True)
class Fault:
    """A reason to refuse rows, or (``refuses`` false) to leave one value of them out.

    Attributes:
        field: the column of the source's SELECT.
        condition: holds for the staged rows concerned.
    """

    field: str
    reason: str
    condition: exp.Expr
    refuses: bool


def list_faults(staged: Staged) -> list[Fault]:
    """All faults that rows of this output may have; no row is refused for two reasons."""
    found: list[Fault] = []

    def add(field: str, reason: str, condition: exp.Expr) -> None:
        before = [_not(fault.condition) for fault in found]
        found.append(Fault(field, reason, all_of([*before, condition]), refuses=True))

    add("user_id", MISSING, _missing(column(USER)))
    unread = from_template("NOT :text IS NULL", text=column(TS_TEXT))
    if not staged.undated:
        add("ts", MISSING, all_of([_missing(column(TS)), _missing(column(TS_TEXT))]))
    add("ts", NO_TIME, all_of([_missing(column(TS)), unread]))
    for property_ in staged.columns:
        if property_.required:
            add(property_.source, MISSING, _missing(typed_value(property_)))
    kept = keep_condition(staged)
    for property_ in staged.columns:
        misfit = is_misfit(property_)
        if misfit is not None and not property_.required:
            reason = f"not {property_.target.value}"
            found.append(Fault(property_.source, reason, all_of([kept, misfit]), refuses=False))
    return found


def keep_condition(staged: Staged) -> exp.Expr:
    """Whether a row is kept."""
    required = [typed_value(property_) for property_ in staged.columns if property_.required]
    conditions = [_not(_missing(value)) for value in (column(USER), *required)]
    if staged.undated:
        conditions.append(_missing(column(TS_TEXT)))
    else:
        conditions.append(_not(_missing(column(TS))))
    return all_of(conditions)


def count_rows(engine: Engine, staged: Staged, faults: Sequence[Fault]) -> tuple[int, list[int]]:
    """Kept rows (duplicates among them) and rows with each fault, in one pass."""
    counts = [
        from_template("COUNT(*) FILTER (WHERE :condition)", condition=condition)
        for condition in (keep_condition(staged), *(fault.condition for fault in faults))
    ]
    select = exp.select(*(exp.alias_(count, f"c{i}", quoted=True) for i, count in enumerate(counts)))
    rows = engine.query(select.from_(table(staged.table.name, staged.table.schema)), step="count rows")
    kept, *faulty = (int(values[0].as_py()) for values in rows.columns)
    return kept, faulty


def has_repeats(engine: Engine, staged: Staged) -> bool:
    """Whether two kept rows have the same message id, or none and the same content."""
    repeats = query(
        """
        SELECT COUNT(*) AS "repeats"
        FROM (SELECT COUNT(*) AS "n" FROM :rows AS r WHERE :kept GROUP BY :key HAVING COUNT(*) > 1) AS d
        """,
        key=_key(staged),
        rows=table(staged.table.name, staged.table.schema),
        kept=keep_condition(staged),
    )
    return bool(engine.query(repeats, step="look for repeats").column(0)[0].as_py())


def keep_rows(staged: Staged, *, repeats: bool) -> Pipeline:
    """The steps that give the kept rows: ``_customer_id _identity_id _row _ts _id _extra`` and typed values.

    The id is the row's message id, of whose rows the first is kept; a row without one gets the md5 of its
    content and the number of its occurrence. Traits without one get their row number, so the last row wins.

    Args:
        repeats: as ``has_repeats``; without repeats a costly step is left out.
    """
    place = "1"
    if repeats:
        place = 'ROW_NUMBER() OVER (PARTITION BY "_key" ORDER BY "_row")'
    keyed = query(
        'SELECT *, :key AS "_key" FROM :rows AS r WHERE :kept',
        key=_key(staged),
        rows=table(staged.table.name, staged.table.schema),
        kept=keep_condition(staged),
    )
    placed = query('SELECT *, :place AS "_place" FROM "keyed"', place=from_template(place))
    kept = query(
        """
        SELECT i."_customer_id", i."_identity_id", n."_row", n."_ts", n."_extra",
          COALESCE(n."_message", :own) AS "_id"
        FROM "placed" AS n
        JOIN "people"."identities" AS i ON i."kind" = :kind AND i."value" = n."_user"
        WHERE n."_message" IS NULL OR n."_place" = 1
        """,
        own=from_template(_OWN_TRAIT if staged.undated else _OWN),
        kind=literal(USER_KIND),
    )
    assert isinstance(kept, exp.Select)
    values = [exp.alias_(typed_value(item), item.name, quoted=True) for item in staged.columns]
    kept = kept.select(*values, copy=False)
    return Pipeline().then("keyed", keyed).then("placed", placed).then("kept", kept)


_OWN = """CONCAT(n."_key", '-', CAST(n."_place" AS VARCHAR))"""
_OWN_TRAIT = 'n."_key"'


def _key(staged: Staged) -> exp.Expr:
    """What makes a row the same as another: its message id, else the md5 of its content."""
    if staged.undated:
        own = from_template("SUBSTR(CAST(1000000000000 + :row AS VARCHAR), 2)", row=column(ROW))
    else:
        parts: list[exp.Expr] = []
        for name in (USER, TS, *(item.raw for item in staged.columns)):
            text = from_template(
                "COALESCE(CAST(:x AS VARCHAR), :nothing)", x=column(name), nothing=literal(_NOTHING)
            )
            parts += [text, literal(_SEPARATOR)]
        own = exp.MD5(this=exp.Concat(expressions=parts, safe=True, coalesce=True))
    return from_template("COALESCE(:message, :own)", message=column(MESSAGE), own=own)


def _missing(value: exp.Expr) -> exp.Expr:
    return from_template(":x IS NULL", x=value)


def _not(condition: exp.Expr) -> exp.Expr:
    return exp.Not(this=exp.Paren(this=condition.copy()))
