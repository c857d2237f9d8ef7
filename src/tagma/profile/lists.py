"""Imported lists: who is a member, with which value, from when until when."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from tagma.clock import Calendar
from tagma.collect.inputs import ReadOptions
from tagma.collect.sources import find_input
from tagma.collect.sources.instants import is_time_like, to_instants
from tagma.collect.sources.relations import open_relations
from tagma.engine.dialect import column, literal, query, table
from tagma.engine.protocol import Engine, Table
from tagma.errors import Place, SourceError, Text, nearest_names
from tagma.identity import USER_KIND
from tagma.identity.tables import IDENTITIES, IDENTITY_COLUMNS
from tagma.identity.values import to_texts, to_user_ids

if TYPE_CHECKING:
    from tagma.collect.definition import MembersSpec

LIST_MEMBERS = Table("people", "list_members")
LIST_MEMBERS_COLUMNS = {
    "list": "VARCHAR",
    "_customer_id": "BIGINT",
    "value": "VARCHAR",
    "since": "TIMESTAMP",
    "until": "TIMESTAMP",
}
_STAGED = Table("temp", "staged members")
_STAGED_COLUMNS = {
    "row": "BIGINT",
    "user": "VARCHAR",
    "value": "VARCHAR",
    "since": "TIMESTAMP",
    "until": "TIMESTAMP",
}
_RAW = 'SELECT * FROM "raw"'


@dataclass(frozen=True, slots=True)
class ListReport:
    """What the import of one list did.

    Attributes:
        unknown: rows of ids that no customer has; they count again at the next import.
        empty: rows without an id.
        repeated: further rows of a customer who is in the list already; the last row counts.
    """

    name: str
    read: int
    members: int
    unknown: int
    empty: int
    repeated: int
    ms: float = field(default=0.0, compare=False)

    def to_dict(self) -> dict[str, Any]:
        return {
            "list": self.name,
            "read": self.read,
            "members": self.members,
            "unknown": self.unknown,
            "empty": self.empty,
            "repeated": self.repeated,
            "ms": round(self.ms, 1),
        }


def import_list(engine: Engine, name: str, spec: MembersSpec, folder: Path, calendar: Calendar) -> ListReport:
    """Puts the members in a file in the place of all members that the list had.

    Raises:
        SourceError: the file is wrong or lacks a column; the list stays as it was.
    """
    started = time.perf_counter()
    engine.define(LIST_MEMBERS, LIST_MEMBERS_COLUMNS, step="define list members")
    engine.define(IDENTITIES, IDENTITY_COLUMNS, step="define identities")
    rows = _read_members(spec, folder, calendar)
    engine.drop(_STAGED, step="stage members")
    engine.define(_STAGED, _STAGED_COLUMNS, step="stage members")
    engine.load(_STAGED, rows, step="stage members")
    known = query(
        """
        SELECT i."_customer_id", s."row", s."value", s."since", s."until" FROM :staged AS s
        JOIN "people"."identities" AS i ON i."kind" = :kind AND i."value" = s."user"
        """,
        staged=table(_STAGED.name, _STAGED.schema),
        kind=literal(USER_KIND),
    )
    last = query(
        """
        SELECT k."_customer_id", :name AS "list", k."value", k."since", k."until" FROM :known AS k
        WHERE NOT EXISTS (
          SELECT 1 FROM :known AS o WHERE o."_customer_id" = k."_customer_id" AND o."row" > k."row")
        """,
        name=literal(name),
        known=exp.Subquery(this=known),
    )
    count = query('SELECT COUNT(*) AS "known" FROM :known AS k', known=exp.Subquery(this=known))
    found = int(engine.query(count, step="count known members").column(0)[0].as_py())
    with engine.transaction():
        forget_list(engine, name)
        target = table(LIST_MEMBERS.name, LIST_MEMBERS.schema)
        names = [column(title).this for title in last.named_selects]
        members = engine.execute(exp.insert(last, target, columns=names), step=f"import list {name}")
    engine.drop(_STAGED, step="drop staged members")
    empty = rows.column("user").null_count
    ms = (time.perf_counter() - started) * 1000
    return ListReport(name, rows.num_rows, members, rows.num_rows - empty - found, empty, found - members, ms)


def examine_list(
    engine: Engine, name: str, spec: MembersSpec, folder: Path, calendar: Calendar
) -> ListReport:
    """What importing a file would find; changes nothing.

    Raises:
        SourceError: the file is wrong or lacks a column.
    """
    started = time.perf_counter()
    users = _read_members(spec, folder, calendar).column("user").combine_chunks()
    given = users.drop_null()
    known = pa.table({"value": pa.array([], pa.string()), "_customer_id": pa.array([], pa.int64())})
    if "identities" in engine.tables(IDENTITIES.schema):
        ids = query('SELECT "value", "_customer_id" FROM "people"."identities" WHERE "kind" = :kind',
                    kind=literal(USER_KIND))  # fmt: skip
        known = engine.query(ids, step="find known customers")
    places = pc.index_in(given, value_set=known.column("value").combine_chunks())
    customers = known.column("_customer_id").take(places.drop_null())
    members, unknown = pc.count_distinct(customers).as_py(), places.null_count
    repeated = len(given) - unknown - members
    ms = (time.perf_counter() - started) * 1000
    return ListReport(name, len(users), members, unknown, users.null_count, repeated, ms)


def forget_list(engine: Engine, name: str) -> int:
    """Removes all members of a list; returns how many."""
    mine = exp.EQ(this=column("list"), expression=literal(name))
    statement = exp.delete(table(LIST_MEMBERS.name, LIST_MEMBERS.schema), where=mine)
    return engine.execute(statement, step=f"clear list {name}")


def _read_members(spec: MembersSpec, folder: Path, calendar: Calendar) -> pa.Table:
    with open_relations([find_input(spec.file, folder)], ReadOptions(), folder) as relations:
        rows = relations.query(_RAW, Place(file=spec.file)).read_all().combine_chunks()
    ids = _find_column(spec.column, "column", rows, spec)
    size = rows.num_rows
    since = _instants(spec.since_column, "since_column", rows, spec, calendar)
    until = _instants(spec.until_column, "until_column", rows, spec, calendar)
    values = pa.nulls(size, pa.string())
    if spec.value_column is not None:
        values = to_texts(_array(rows, _find_column(spec.value_column, "value_column", rows, spec)))
    return pa.table(
        {
            "row": pa.array(range(size), pa.int64()),
            "user": to_user_ids(_array(rows, ids)),
            "value": values,
            "since": since,
            "until": until,
        }
    )


def _instants(
    name: str | None, place: str, rows: pa.Table, spec: MembersSpec, calendar: Calendar
) -> pa.Array:
    if name is None:
        return pa.nulls(rows.num_rows, pa.timestamp("us"))
    values = _array(rows, _find_column(name, place, rows, spec))
    read = to_instants(values, calendar) if is_time_like(values.type) else None
    if read is None or read.null_count > values.null_count:
        raise SourceError(
            Text(f"the column “{name}” holds values that are no dates", f"列“{name}”中有不是日期的值"),
            where=Place(file=spec.file, field=f"members.{place}"),
            next_step=Text(
                "write dates as 2024-01-31, with or without a time", "请按 2024-01-31 书写日期，可带时间"
            ),
        )
    return read


def _find_column(name: str, place: str, rows: pa.Table, spec: MembersSpec) -> str:
    by_fold: dict[str, str] = {title.strip().casefold(): title for title in rows.column_names}
    found = by_fold.get(name.strip().casefold())
    if found is None:
        raise SourceError(
            Text(f"“{spec.file}” has no column “{name}”", f"“{spec.file}”没有列“{name}”"),
            where=Place(file=spec.file, field=f"members.{place}"),
            nearest=nearest_names(name, rows.column_names),
            next_step=Text(
                f"its columns are: {', '.join(rows.column_names[:12])}",
                f"现有列：{'、'.join(rows.column_names[:12])}",
            ),
        )
    return found


def _array(rows: pa.Table, name: str) -> pa.Array:
    column_ = rows.column(name)
    return (
        column_.chunk(0)
        if column_.num_chunks == 1
        else pa.concat_arrays(column_.chunks)
        if column_.num_chunks
        else pa.nulls(0, column_.type)
    )
