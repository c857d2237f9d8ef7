"""The timeline of one customer, newest first, and its sums per month; read from the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tagma.clock import Calendar, from_micros
from tagma.identity import EVENT_COLUMNS
from tagma.profile.ledger import Ledger, read_events


@dataclass(frozen=True, slots=True)
class Moment:
    """One event of a customer.

    Attributes:
        properties: those that are known, by name.
    """

    event: str
    ts: datetime
    message_id: str
    source: str
    properties: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> tuple[datetime, str, str]:
        """Where it stands in the timeline: what ``after`` of the next page is given."""
        return (self.ts, self.event, self.message_id)


@dataclass(frozen=True, slots=True)
class MonthSum:
    """The events of one type in one local month.

    Attributes:
        sums: of the decimal properties, by name.
    """

    month: date
    event: str
    count: int
    sums: Mapping[str, Decimal]


def read_timeline(
    ledger: Ledger,
    customer: int,
    *,
    events: Sequence[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: tuple[datetime, str, str] | None = None,
    limit: int = 50,
) -> list[Moment]:
    """The events of a customer, newest first.

    Args:
        events: the event types wanted; all of the ledger when None.
        since: included. ``until``: excluded.
        after: the place of the last moment of the page before.
        limit: most moments to return.

    Raises:
        NotFoundError: an event type that the ledger does not hold.
    """
    found: list[Moment] = []
    for event in ledger.events() if events is None else events:
        rows = _select(read_events(ledger, event, [customer]), since, _earlier(until, after))
        newest = rows.sort_by([("_ts", "descending"), ("_message_id", "descending")])
        page = (_moment(event, row) for row in newest.to_pylist())
        wanted = (moment for moment in page if after is None or moment.place < after)
        found += [moment for moment, _ in zip(wanted, range(limit), strict=False)]
    return sorted(found, key=lambda moment: moment.place, reverse=True)[:limit]


def sum_months(
    ledger: Ledger,
    customer: int,
    calendar: Calendar,
    *,
    events: Sequence[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[MonthSum]:
    """Counts and sums of a customer's events per local month, newest month first, then by event."""
    found: list[MonthSum] = []
    for event in ledger.events() if events is None else events:
        rows = _select(read_events(ledger, event, [customer]), since, until)
        if not rows.num_rows:
            continue
        months = local_months(rows.column("_ts"), calendar)
        amounts = [name for name in rows.column_names if pa.types.is_decimal(rows.schema.field(name).type)]
        grouped = (
            rows.select(amounts)
            .append_column("_month", pa.array(months))
            .group_by("_month")
            .aggregate([([], "count_all"), *((name, "sum") for name in amounts)])
        )
        for row in grouped.to_pylist():
            sums = {name: row[f"{name}_sum"] for name in amounts if row[f"{name}_sum"] is not None}
            year, month = divmod(row["_month"], 12)
            found.append(MonthSum(date(year, month + 1, 1), event, row["count_all"], sums))
    return sorted(found, key=lambda item: (-item.month.toordinal(), item.event))


def local_months(instants: pa.ChunkedArray, calendar: Calendar) -> npt.NDArray[np.int64]:
    """The local month of each instant as 12 x year + month - 1."""
    micros = instants.cast(pa.int64()).to_numpy()
    first, last = from_micros(int(micros.min())), from_micros(int(micros.max()))
    edges, shifts = zip(*calendar.offsets(first, last), strict=True)
    place = np.searchsorted(np.array(edges, np.int64), micros, side="right") - 1
    local = (micros + np.array(shifts, np.int64)[place]).astype("datetime64[us]")
    months: npt.NDArray[np.int64] = local.astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return months


def _select(rows: pa.Table, since: datetime | None, until: datetime | None) -> pa.Table:
    ts = pc.field("_ts")
    if since is not None:
        rows = rows.filter(ts >= pa.scalar(since, pa.timestamp("us")))
    if until is not None:
        rows = rows.filter(ts < pa.scalar(until, pa.timestamp("us")))
    return rows


def _earlier(until: datetime | None, after: tuple[datetime, str, str] | None) -> datetime | None:
    if after is None:
        return until
    end = after[0] + timedelta(microseconds=1)
    return end if until is None else min(until, end)


def _moment(event: str, row: Mapping[str, Any]) -> Moment:
    known = {name: value for name, value in row.items() if name not in EVENT_COLUMNS and value is not None}
    return Moment(event, row["_ts"], row["_message_id"], row["_source"], known)
