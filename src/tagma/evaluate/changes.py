"""What moved between two portraits: the rows that everything downstream reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.engine import dialect
from tagma.engine.protocol import Engine, Table
from tagma.evaluate.relations import KEY
from tagma.rules.vocabulary import Type

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tagma.evaluate.computed import Computed
    from tagma.evaluate.plan import Plan

TAG_CHANGES = Table("portrait", "tag_changes")
SEGMENT_CHANGES = Table("portrait", "segment_changes")
CHANGED = Table("portrait", "changed")

_SEGMENT = """
INSERT INTO portrait.segment_changes (_customer_id, customer, name, entered, "at", version, run)
SELECT _customer_id, customer, :name, :new, :at, :version, :run
FROM portrait.changed WHERE :old IS DISTINCT FROM :new
"""
_TAG = """
INSERT INTO portrait.tag_changes (_customer_id, customer, name, old, new, "at", version, run)
SELECT _customer_id, customer, :name, CAST(:old AS VARCHAR), CAST(:new AS VARCHAR), :at, :version, :run
FROM portrait.changed WHERE :old IS DISTINCT FROM :new
"""

_SHARED = {KEY: "BIGINT", "customer": "VARCHAR", "name": "VARCHAR"}
_STAMP = {"at": "TIMESTAMP", "version": "BIGINT", "run": "VARCHAR"}
TABLES: dict[Table, dict[str, str]] = {
    TAG_CHANGES: {**_SHARED, "old": "VARCHAR", "new": "VARCHAR", **_STAMP},
    SEGMENT_CHANGES: {**_SHARED, "entered": "BOOLEAN", **_STAMP},
}


def record_changes(engine: Engine, plan: Plan, outputs: Sequence[Computed], run: str) -> tuple[int, int]:
    """Appends the differences between ``portrait.profile`` and ``portrait.fresh``; returns (tags, segments).

    A formula that the live portrait does not have yet has no changes: its first values are where it starts.
    Rows are compared whole first, so columns are only looked at where something moved.
    """
    for table, columns in TABLES.items():
        engine.define(table, columns, step="define changes")
    live = engine.tables("portrait").get("profile")
    if live is None:
        return 0, 0
    compared = [
        output for output in outputs if output.column in live and plan.instants[output.column] is not None
    ]
    if not compared:
        return 0, 0
    engine.create(CHANGED, _changed_rows(compared), step="compare portraits")
    counts = {"tag": 0, "segment": 0}
    for position, output in enumerate(compared):
        at = plan.instants[output.column]
        old, new = dialect.column(f"o{position}"), dialect.column(f"n{position}")
        segment = output.kind == "segment"
        template = _SEGMENT if segment else _TAG
        insert = dialect.from_template(
            template,
            name=dialect.literal(output.name),
            old=_say_type(old, output.type),
            new=_say_type(new, output.type),
            at=dialect.literal(at),
            version=dialect.literal(output.version),
            run=dialect.literal(run),
        )
        counts["segment" if segment else "tag"] += engine.execute(insert, step=f"changes of {output.name}")
    engine.drop(CHANGED, step="compare portraits")
    return counts["tag"], counts["segment"]


def _say_type(value: exp.Expr, kind: Type) -> exp.Expr:
    """The value, its type said where engines write it as text in different ways."""
    said = {Type.FLOAT: "DOUBLE", Type.LIST: "VARCHAR[]"}.get(kind)
    return value if said is None else dialect.cast(value, said)


def forget_after(engine: Engine, as_of: datetime) -> None:
    """Removes the changes after an instant, before an older portrait is published again."""
    for table in TABLES:
        if table.name in engine.tables(table.schema):
            delete = dialect.from_template(
                'DELETE FROM :table WHERE "at" > :as_of',
                table=dialect.table(table.name, table.schema),
                as_of=dialect.literal(as_of),
            )
            engine.execute(delete, step="forget changes")


def _changed_rows(compared: Sequence[Computed]) -> exp.Select:
    select = exp.Select().from_(dialect.table("fresh", "portrait", "n"))
    select = select.join(
        dialect.table("profile", "portrait", "o"),
        on=dialect.from_template("n._customer_id = o._customer_id"),
        join_type="full",
    )
    for name in (KEY, "customer"):
        either = dialect.from_template(
            "COALESCE(:n, :o)", n=dialect.column(name, "n"), o=dialect.column(name, "o")
        )
        select.select(exp.alias_(either, name, quoted=True), copy=False)
    differs: list[exp.Expr] = []
    for position, output in enumerate(compared):
        old, new = _value(output, "o"), _value(output, "n")
        select.select(exp.alias_(old, f"o{position}", quoted=True), copy=False)
        select.select(exp.alias_(new, f"n{position}", quoted=True), copy=False)
        differs.append(exp.NullSafeNEQ(this=old.copy(), expression=new.copy()))
    return select.where(dialect.any_of(differs))


def _value(output: Computed, side: str) -> exp.Expr:
    column = dialect.column(output.column, side)
    return exp.Coalesce(this=column, expressions=[exp.false()]) if output.type is Type.BOOL else column
