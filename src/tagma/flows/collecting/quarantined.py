"""The quarantine row by row: of what was sent, of files and of databases, on one shelf."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.clock import from_micros
from tagma.collect.intake.glance import clean_text, name_event, show_raw
from tagma.engine import dialect
from tagma.errors import NotFoundError, Text
from tagma.flows.collecting.advice import Advice, Stage, advise
from tagma.identity.collected.rejects import write_refused
from tagma.identity.collected.tables import SOURCE_PREFIX

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tagma.workspace import Workspace

MOST = 200
MOST_RAW = 4_096
_ID = """
CONCAT(CAST(EPOCH_US("loaded_at") AS VARCHAR), '-',
  SUBSTR(MD5(CONCAT("_source", '|', "event", '|', "reason", '|', "field", '|', "row")), 1, 12))
"""
_AT_DOOR = write_refused(0, {}).partition("0")[0]
"""How the row of an entry begins that was refused when it was sent."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which rows are meant; nothing said: all.

    Attributes:
        source: as it is listed; a write key's source with or without ``push:`` before it.
    """

    ids: tuple[str, ...] = ()
    reason: str = ""
    source: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """One thing that was not loaded.

    Attributes:
        at: when it came; of files and databases: when they were loaded.
        field: the property concerned; empty where the whole event or row was refused.
        raw: what came, or the row as JSON.
        position: its place in the journal where it was refused when it was sent.
    """

    id: str
    at: datetime
    source: str
    event: str
    field: str
    reason: str
    stage: Stage
    raw: str
    position: int | None = None
    route: str = ""

    @property
    def advice(self) -> Advice:
        return advise(self.reason, self.stage)

    @property
    def replayable(self) -> bool:
        """Whether it can be tried again as it came."""
        return self.position is not None


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many rows are there for one reason."""

    reason: str
    stage: Stage
    count: int

    @property
    def advice(self) -> Advice:
        return advise(self.reason, self.stage)


@dataclass(frozen=True, slots=True)
class QuarantinePage:
    """Some rows, the newest first.

    Attributes:
        reasons: over all rows of the source and event, whatever the reason chosen.
        sources: that have anything here, by name.
        total: rows that were asked for.
    """

    items: tuple[QuarantinedRow, ...]
    reasons: tuple[ReasonCount, ...]
    sources: tuple[str, ...]
    total: int


def list_quarantined(
    ws: Workspace, chosen: Chosen, *, limit: int = 50, before: str | None = None
) -> QuarantinePage:
    """The newest rows that fit.

    Args:
        before: the id of the last row that was seen.
    """
    if not has_quarantine(ws):
        return QuarantinePage((), (), (), 0)
    wide = Chosen(source=chosen.source, event=chosen.event)
    counted = ws.engine.query(
        dialect.query(
            """
            SELECT "reason", STARTS_WITH("_source", :push) AS "pushed", STARTS_WITH("row", :door) AS "door",
              COUNT(*) AS "n"
            FROM "collect"."quarantine" WHERE :fits GROUP BY 1, 2, 3 ORDER BY "n" DESC, 1
            """,
            push=dialect.literal(SOURCE_PREFIX),
            door=dialect.literal(_AT_DOOR),
            fits=_fits(wide),
        ),
        step="count quarantine",
    ).to_pylist()
    reasons = [
        ReasonCount(row["reason"], _name_stage(row["pushed"], row["door"]), int(row["n"])) for row in counted
    ]
    total = sum(each.count for each in reasons if chosen.reason in ("", each.reason))
    sources = ws.engine.query(
        dialect.query('SELECT DISTINCT "_source" AS "s" FROM "collect"."quarantine" ORDER BY 1'),
        step="sources in quarantine",
    )
    rows = _select(ws, _both(_fits(chosen), _older(before)), min(max(1, limit), MOST))
    return QuarantinePage(tuple(rows), tuple(reasons), tuple(sources.column(0).to_pylist()), total)


def read_quarantined(ws: Workspace, row_id: str) -> QuarantinedRow:
    """One row.

    Raises:
        NotFoundError: it is not there, or no longer.
    """
    rows = _select(ws, _fits(Chosen(ids=(row_id,))), 1) if has_quarantine(ws) else []
    if not rows:
        raise NotFoundError(
            Text(f"“{row_id}” is not in quarantine", f"隔离区中没有“{row_id}”"),
            next_step=Text(
                "load the list again: it may have been accepted since", "请刷新列表：它可能已被接收"
            ),
        )
    return rows[0]


def choose_rows(ws: Workspace, chosen: Chosen, most: int) -> list[QuarantinedRow]:
    """The rows that are meant, at most so many, the newest first."""
    return _select(ws, _fits(chosen), most) if has_quarantine(ws) else []


def count_chosen(ws: Workspace, chosen: Chosen) -> int:
    """How many rows are meant."""
    if not has_quarantine(ws):
        return 0
    counting = dialect.query('SELECT COUNT(*) FROM "collect"."quarantine" WHERE :fits', fits=_fits(chosen))
    return int(ws.engine.query(counting, step="count quarantine").column(0)[0].as_py())


def delete_rows(ws: Workspace, ids: Sequence[str]) -> int:
    """Takes rows out of the warehouse; returns how many."""
    fits = _fits(Chosen(ids=tuple(ids)))
    return ws.engine.execute(
        exp.delete(dialect.table("quarantine", "collect"), where=fits), step="discard quarantine"
    )


def has_quarantine(ws: Workspace) -> bool:
    """Whether anything was ever loaded."""
    return "quarantine" in ws.engine.tables("collect")


def _select(ws: Workspace, fits: exp.Expr, most: int) -> list[QuarantinedRow]:
    rows = ws.engine.query(
        dialect.query(
            f"""
            SELECT {_ID} AS "id", "loaded_at" AS "at", "_source" AS "source", "event", "field", "reason",
              "row" AS "raw"
            FROM "collect"."quarantine" WHERE :fits ORDER BY "loaded_at" DESC, "id" DESC LIMIT :most
            """,
            fits=fits,
            most=dialect.literal(most),
        ),
        step="list quarantine",
    ).to_pylist()
    return [_read_row(row) for row in rows]


def _read_row(row: dict[str, object]) -> QuarantinedRow:
    source, raw = str(row["source"]), str(row["raw"])
    at = row["at"]
    told = json.loads(raw) if raw.startswith(_AT_DOOR) and source.startswith(SOURCE_PREFIX) else {}
    door = "raw" in told
    event = str(row["event"])
    return QuarantinedRow(
        str(row["id"]),
        at,  # type: ignore[arg-type]
        source,
        name_event(event, told["raw"]) if door else event,
        str(row["field"]),
        str(row["reason"]),
        _name_stage(source.startswith(SOURCE_PREFIX), door),
        show_raw(told["raw"]) if door else clean_text(raw),
        told["position"] if door else None,
        clean_text(told.get("route", "")),
    )


def _name_stage(pushed: bool, door: bool) -> Stage:
    if not pushed:
        return "source"
    return "door" if door else "load"


def _fits(chosen: Chosen) -> exp.Expr:
    conditions: list[exp.Expr] = []
    if chosen.ids:
        ids = [dialect.literal(each) for each in chosen.ids]
        times = [dialect.literal(at) for each in chosen.ids if (at := _read_instant(each)) is not None]
        if not times:
            return exp.false()
        own = dialect.from_template(_ID)
        conditions += [exp.In(this=dialect.column("loaded_at"), expressions=times)]
        conditions += [exp.In(this=exp.paren(own), expressions=ids)]
    if chosen.reason:
        conditions.append(_equal("reason", chosen.reason))
    if chosen.source:
        names = [dialect.literal(each) for each in (chosen.source, SOURCE_PREFIX + chosen.source)]
        conditions.append(exp.In(this=dialect.column("_source"), expressions=names))
    if chosen.event:
        conditions.append(_equal("event", chosen.event))
    return dialect.all_of(conditions) if conditions else exp.true()


def _older(before: str | None) -> exp.Expr:
    """Rows after the one with that id, in the order of the list."""
    at = _read_instant(before) if before else None
    if before is None or at is None:
        return exp.true()
    return dialect.from_template(
        f'("loaded_at" < :at OR ("loaded_at" = :at AND {_ID} < :id))',
        at=dialect.literal(at),
        id=dialect.literal(before),
    )


def _both(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return dialect.all_of([left, right])


def _equal(name: str, value: str) -> exp.Expr:
    return exp.EQ(this=dialect.column(name), expression=dialect.literal(value))


def _read_instant(row_id: str) -> datetime | None:
    """The instant that an id begins with; None where it is none of ours."""
    micros, dash, _ = row_id.partition("-")
    if not dash or not micros.isascii() or not micros.isdigit() or len(micros) > 17:
        return None
    return from_micros(int(micros))
