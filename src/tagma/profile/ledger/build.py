"""Packs the ledger from the warehouse, and keeps it up with appended and replaced rows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from sqlglot import exp

from tagma.engine.protocol import Engine, Table
from tagma.errors import RunError, Text
from tagma.profile.ledger.layout import Coding, Layout, choose_coding
from tagma.profile.ledger.packing import pack_rows, unpack_rows
from tagma.profile.ledger.store import (
    MOST_CUSTOMERS,
    SEQUENCE_BITS,
    Ledger,
    add_layout,
    create_file,
    delete_chunks,
    first_key,
    open_ledger,
    read_chunks,
    split_runs,
    write_chunks,
    writing,
)

KEYED_TABLES = (
    Table("people", "customers"),
    Table("people", "traits"),
    Table("people", "trait_history"),
    Table("people", "consents"),
    Table("people", "list_members"),
    Table("portrait", "profile"),
    Table("portrait", "ranks"),
)
WHOLE_TABLES = (Table("portrait", "cuts"),)
PART_ROWS = 4_000_000
CHUNK_ROWS = 65_536
COMPACT_FROM = 8
_SAMPLE_ROWS = 100_000

Progress = Callable[[str, int, int | None], None]


def build_ledger(
    path: Path,
    engine: Engine,
    built_from: str,
    *,
    events: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Ledger:
    """Packs a ledger beside the present one and puts it in its place.

    Args:
        built_from: the version of the warehouse, for telling later whether the ledger is stale.
        events: the event types to pack; all when None.
    """
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = create_file(fresh, built_from)
    try:
        ledger = Ledger(fresh, connection, built_from)
        wanted = _tables(engine, events)
        for done, (table, columns, keyed) in enumerate(wanted):
            if progress:
                progress(f"pack {table.name}", done, len(wanted))
            _pack_table(ledger, engine, table, columns, keyed=keyed)
        ledger.dictionaries.flush()
    except BaseException:
        connection.close()
        fresh.unlink(missing_ok=True)
        raise
    connection.close()
    _put_in_place(fresh, path)
    return open_ledger(path)


def append_rows(ledger: Ledger, table: Table, rows: pa.Table) -> int:
    """Appends rows of some customers to a table, as further chunks; returns how many rows.

    Raises:
        RunError: the rows have other columns than the ledger's; it is to be packed again.
    """
    layout = ledger.layout(table)
    _check_columns(layout, rows)
    with writing(ledger):
        _write_rows(ledger, layout, rows, append=True)
    return int(rows.num_rows)


def replace_rows(ledger: Ledger, table: Table, customers: Sequence[int], rows: pa.Table) -> None:
    """Puts rows in the place of those some customers have in a table (customer 0: a table kept whole)."""
    layout = ledger.layout(table)
    _check_columns(layout, rows)
    with writing(ledger):
        delete_chunks(ledger, layout, customers)
        _write_rows(ledger, layout, rows, append=False)


def compact_rows(
    ledger: Ledger, table: Table, customers: Sequence[int], *, chunks: int = COMPACT_FROM
) -> int:
    """Joins the chunks of customers who have many, again in order of time; returns how many customers."""
    layout = ledger.layout(table)
    compacted = 0
    with writing(ledger):
        for key, group in groupby(
            read_chunks(ledger, layout, customers), lambda chunk: chunk[0] >> SEQUENCE_BITS
        ):
            found = list(group)
            if len(found) < chunks:
                continue
            counts = np.array([count for _, count, _ in found], np.int64)
            rows = unpack_rows(layout, counts, [data for _, _, data in found], ledger.dictionaries)
            if "_ts" in rows.column_names:
                order = np.argsort(rows.column("_ts").cast(pa.int64()).to_numpy(), kind="stable")
                rows = rows.take(pa.array(order))
            delete_chunks(ledger, layout, [key & (MOST_CUSTOMERS - 1)])
            _write_rows(ledger, layout, rows, append=False)
            compacted += 1
    return compacted


def _tables(engine: Engine, events: Sequence[str] | None) -> list[tuple[Table, dict[str, str], bool]]:
    found: list[tuple[Table, dict[str, str], bool]] = []
    for name, columns in sorted(engine.tables("events").items()):
        if events is None or name in events:
            found.append((Table("events", name), columns, True))
    for tables, keyed in ((KEYED_TABLES, True), (WHOLE_TABLES, False)):
        for table in tables:
            known = engine.tables(table.schema).get(table.name)
            if known:
                found.append((table, known, keyed))
    return found


def _pack_table(
    ledger: Ledger, engine: Engine, table: Table, columns: dict[str, str], *, keyed: bool
) -> None:
    layout: Layout | None = None
    for part in _parts(engine, table, columns, keyed=keyed):
        if layout is None:
            codings = {
                name: (type_name, choose_coding(name, type_name, part.column(name).slice(0, _SAMPLE_ROWS)))
                for name, type_name in columns.items()
            }
            layout = add_layout(ledger.connection, table, codings, keyed=keyed)
            ledger.layouts[table] = layout
        ledger.connection.execute("BEGIN")
        _write_rows(ledger, layout, part, append=False)
        ledger.connection.execute("COMMIT")


def _parts(engine: Engine, table: Table, columns: dict[str, str], *, keyed: bool) -> Iterator[pa.Table]:
    """The rows in parts that hold all rows of their customers; at least one part, which may be empty."""
    query = exp.select(*(exp.column(name, quoted=True) for name in columns)).from_(
        exp.table_(table.name, db=table.schema, quoted=True)
    )
    step = f"read {table.name} for the ledger"
    bounds = _part_bounds(engine, table) if keyed else []
    if len(bounds) <= 1:
        yield engine.query(query, step=step)
        return
    for first, last in bounds:
        between = exp.column("_customer_id", quoted=True).between(first, last)
        yield engine.query(query.where(between), step=step)


def _part_bounds(engine: Engine, table: Table) -> list[tuple[int, int]]:
    customer = exp.column("_customer_id", quoted=True)
    counted = engine.query(
        exp.select(customer, exp.alias_(exp.Count(this=exp.Star()), "rows", quoted=True))
        .from_(exp.table_(table.name, db=table.schema, quoted=True))
        .group_by(customer)
        .order_by(customer),
        step=f"count {table.name} by customer",
    )
    ids, counts = counted.column(0).to_numpy(), counted.column(1).to_numpy()
    if not len(ids):
        return []
    parts = np.cumsum(counts) // PART_ROWS
    firsts: npt.NDArray[np.int64] = np.concatenate(([0], np.flatnonzero(np.diff(parts)) + 1)).astype(np.int64)
    lasts = np.append(firsts[1:] - 1, len(ids) - 1)
    return [(int(ids[first]), int(ids[last])) for first, last in zip(firsts, lasts, strict=False)]


def _write_rows(ledger: Ledger, layout: Layout, rows: pa.Table, *, append: bool) -> None:
    if not rows.num_rows:
        return
    customers = _customers_of(layout, rows)
    order = None
    if len(customers) > 1 and (np.diff(customers) < 0).any():
        order = np.argsort(customers, kind="stable")
        customers = customers[order]
    packed = pack_rows(layout, rows, ledger.dictionaries, order)
    starts, ends, places = split_runs(customers, CHUNK_ROWS)
    owners = customers[starts]
    after = _next_places(ledger, layout, np.unique(owners)) if append else {}
    places = [place + after.get(owner, 0) for place, owner in zip(places, owners.tolist(), strict=True)]
    if max(places) >> SEQUENCE_BITS:
        raise RunError(
            Text(
                f"one customer has too many chunks in {layout.table.name}",
                f"{layout.table.name} 中有一位客户的数据块过多",
            ),
            next_step=Text("pack the ledger again with “tagma refresh”", "请用“tagma refresh”重新打包账本"),
        )
    keys = ((owners + (layout.relation << 41)) << SEQUENCE_BITS) + np.array(places, np.int64)
    write_chunks(
        ledger.connection,
        zip(keys.tolist(), (ends - starts).tolist(), packed.slices(starts, ends), strict=True),
    )


def _customers_of(layout: Layout, rows: pa.Table) -> npt.NDArray[np.int64]:
    if not layout.keyed:
        return np.zeros(rows.num_rows, np.int64)
    customers: npt.NDArray[np.int64] = rows.column("_customer_id").to_numpy()
    return customers


def _next_places(ledger: Ledger, layout: Layout, customers: npt.NDArray[np.int64]) -> dict[int, int]:
    places = {}
    for customer in customers.tolist():
        first = first_key(layout.relation, customer)
        row = ledger.connection.execute(
            "SELECT max(key) FROM chunks WHERE key BETWEEN ? AND ?", (first, first + (1 << SEQUENCE_BITS) - 1)
        ).fetchone()
        if row[0] is not None:
            places[customer] = row[0] - first + 1
    return places


def _check_columns(layout: Layout, rows: pa.Table) -> None:
    expected = [column.name for column in layout.columns]
    if set(rows.column_names) != set(expected):
        odd = sorted(set(rows.column_names) ^ set(expected))
        raise RunError(
            Text(
                f"the columns of {layout.table.name} have changed: {', '.join(odd)}",
                f"{layout.table.name} 的列已变化：{'、'.join(odd)}",
            ),
            next_step=Text("pack the ledger again with “tagma refresh”", "请用“tagma refresh”重新打包账本"),
        )


def _put_in_place(fresh: Path, path: Path) -> None:
    journal = path.with_name(path.name + "-journal")
    if journal.exists():  # of an append that was cut short: it must never be rolled back into the fresh file
        path.unlink(missing_ok=True)
        journal.unlink(missing_ok=True)
    os.replace(fresh, path)


__all__ = [
    "KEYED_TABLES",
    "WHOLE_TABLES",
    "Coding",
    "append_rows",
    "build_ledger",
    "compact_rows",
    "replace_rows",
]
