"""Screening: what breaks a check goes to quarantine, noise goes aside; both before an event counts.

Whether an event is set aside depends on the set of events and on the rules, never on the order of loading:
so a rebuild gives what was there, and new rules can be put to what was loaded before (``rescreen_event``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
from sqlglot import exp

from tagma.engine.dialect import any_of, cast, column, from_template, literal, query, table
from tagma.engine.protocol import Engine, Table
from tagma.identity.quality.aside import (
    BOT,
    DOUBLE_CLICK,
    FIELD,
    NOISE,
    QUARANTINED,
    REASON,
    SCHEMA,
    VERDICT,
    define_aside,
    name_aside,
)
from tagma.identity.quality.repeats import set_repeats_aside
from tagma.identity.tables import EVENT_COLUMNS, QUARANTINE
from tagma.identity.values import write_json

INCOMING = Table("temp", "incoming events")
IS_BOT = "_bot"
MISSING, NOT_ALLOWED = "missing", "not allowed"
CHECK_PREFIX, NOISE_PREFIX = "check:", "noise:"
MOST_SHOWN = 10_000

_CAUGHT = Table("temp", "caught events")
_SCREEN = "_screen"


@dataclass(frozen=True, slots=True)
class Screen:
    """One reason to set an event aside.

    Attributes:
        condition: over the rows (alias ``e``) of the event; true: set aside.
        columns: the properties that it reads, with their DuckDB types.
        field: the property concerned, where it is one.
    """

    verdict: str
    reason: str
    condition: exp.Expr
    columns: Mapping[str, str]
    field: str = ""


@dataclass(frozen=True, slots=True)
class EventScreens:
    """All reasons to set an event aside, the first that holds counts.

    Attributes:
        repeat_within: milliseconds in which an equal event of the same customer is noise; 0: none is.
        bots: whether what bots send is noise.
    """

    screens: tuple[Screen, ...] = ()
    repeat_within: int = 0
    bots: bool = True

    @property
    def fingerprint(self) -> str:
        """Tells one set of reasons from another."""
        told = [
            f"{each.verdict} {each.reason} {each.field} {each.condition.sql('duckdb')}"
            for each in self.screens
        ]
        return "\n".join([*told, str(self.repeat_within), str(self.bots)])

    @property
    def is_idle(self) -> bool:
        """Whether nothing can be set aside, unless a bot sends it."""
        return not self.screens and not self.repeat_within


NO_SCREENS = EventScreens()


@dataclass(slots=True)
class Caught:
    """What screening has set aside.

    Attributes:
        counts: rows by verdict, reason and field.
        fresh: how many of them had just come; the others were stored already.
        ids: (source, message id) of those that had just come; None where nobody wants to know.
    """

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    fresh: int = 0
    ids: set[tuple[str, str]] | None = None

    @property
    def noise(self) -> int:
        return sum(rows for (verdict, _, _), rows in self.counts.items() if verdict == NOISE)


def screen_incoming(
    engine: Engine, event: str, screens: EventScreens, caught: Caught, *, beside_stored: bool
) -> None:
    """Takes out of ``INCOMING`` what is to be set aside, and keeps it beside the event's table.

    Args:
        caught: is added to.
        beside_stored: whether the rows join those that are stored; else they take the place of all of them.
    """
    bots = [Screen(NOISE, BOT, from_template("COALESCE(:bot, FALSE)", bot=column(IS_BOT, "e")), {})]
    own = (*(bots if screens.bots else ()), *screens.screens)
    present = engine.tables(INCOMING.schema)[INCOMING.name]
    needed = {name: kind for screen in own for name, kind in screen.columns.items()} | {IS_BOT: "BOOLEAN"}
    there = {name.casefold() for name in present}
    absent = {name: kind for name, kind in needed.items() if name.casefold() not in there}
    if absent:
        engine.define(INCOMING, {**present, **absent}, step="screen events")
    columns = {name: kind for name, kind in present.items() if name != IS_BOT}
    _catch(engine, event, own, columns, caught)
    if screens.repeat_within:
        fresh, stored = set_repeats_aside(
            engine, INCOMING, event, columns, screens.repeat_within, beside_stored=beside_stored
        )
        if fresh.num_rows + stored:
            caught.counts[NOISE, DOUBLE_CLICK, ""] += fresh.num_rows + stored
        _note_fresh(caught, fresh)


def rescreen_event(engine: Engine, event: str, screens: EventScreens) -> Caught:
    """Puts the reasons of today to everything that ever came of an event; part of a transaction.

    What no longer is set aside counts again, with the values it had.
    """
    caught = Caught()
    columns = engine.tables("events").get(event)
    if columns is None:
        return caught
    if event in engine.tables(SCHEMA):
        define_aside(engine, event, columns)
    selected = [column(name) for name in columns]
    rows: exp.Query = exp.select(*selected, _named(exp.false(), IS_BOT)).from_(table(event, "events"))
    if event in engine.tables(SCHEMA):
        was_bot = from_template(":reason = :bot", reason=column(REASON), bot=literal(BOT))
        aside = exp.select(*selected, _named(was_bot, IS_BOT)).from_(table(event, SCHEMA))
        rows = exp.union(rows, aside, distinct=False)
    engine.create(INCOMING, rows, step=f"screen {event} again")
    engine.drop(name_aside(event), step=f"screen {event} again")
    _release(engine, event)
    screen_incoming(engine, event, screens, caught, beside_stored=False)
    kept = exp.select(*selected).from_(table(INCOMING.name, INCOMING.schema)).order_by(column("_ts"))
    engine.create(Table("events", event), kept, step=f"screen {event} again")
    engine.drop(INCOMING, step=f"screen {event} again")
    return caught


def _note_fresh(caught: Caught, rows: pa.Table) -> None:
    caught.fresh += rows.num_rows
    if caught.ids is not None:
        caught.ids.update((row["_source"], row["_message_id"]) for row in rows.to_pylist())


def _catch(
    engine: Engine, event: str, screens: Sequence[Screen], columns: Mapping[str, str], caught: Caught
) -> None:
    if not screens:
        return
    case = exp.Case()
    for number, screen in enumerate(screens):
        case = case.when(screen.condition.copy(), literal(number), copy=False)
    any_holds = any_of([screen.condition.copy() for screen in screens])
    incoming = table(INCOMING.name, INCOMING.schema, alias="e")
    rows = exp.select("e.*", _named(case, _SCREEN)).from_(incoming.copy()).where(any_holds.copy())
    if not engine.create(_CAUGHT, rows, step=f"screen {event}"):
        engine.drop(_CAUGHT, step=f"screen {event}")
        return
    define_aside(engine, event, columns)
    words = {VERDICT: "verdict", REASON: "reason", FIELD: "field"}
    told = [_named(_choose(screens, attribute), name) for name, attribute in words.items()]
    moved = exp.select(*(column(name) for name in columns), *told).from_(table(_CAUGHT.name, _CAUGHT.schema))
    names = [column(name).this for name in (*columns, *words)]
    engine.execute(exp.insert(moved, table(event, SCHEMA), columns=names), step=f"set aside {event}")
    counts = query(
        'SELECT "_screen" AS screen, COUNT(*) AS n FROM :rows AS c GROUP BY "_screen"',
        rows=table(_CAUGHT.name, _CAUGHT.schema),
    )
    for row in engine.query(counts, step=f"count what is set aside of {event}").to_pylist():
        screen = screens[row["screen"]]
        caught.counts[screen.verdict, screen.reason, screen.field] += row["n"]
        if screen.verdict == QUARANTINED:
            _show(engine, event, screen, row["screen"], columns)
    ids = query('SELECT "_source", "_message_id" FROM :rows AS c', rows=table(_CAUGHT.name, _CAUGHT.schema))
    _note_fresh(caught, engine.query(ids, step="what is set aside"))
    kept = exp.select("e.*").from_(incoming).where(exp.Not(this=exp.Paren(this=any_holds)))
    engine.create(INCOMING, kept, step=f"screen {event}")
    engine.drop(_CAUGHT, step=f"screen {event}")


def _show(engine: Engine, event: str, screen: Screen, number: int, columns: Mapping[str, str]) -> None:
    """Shows in the quarantine what broke a check, at most 10,000 events of each."""
    mine = from_template(":screen = :number", screen=column(_SCREEN), number=literal(number))
    rows = exp.select("*").from_(table(_CAUGHT.name, _CAUGHT.schema)).where(mine)
    rows = rows.order_by(column("_ts"), column("_message_id")).limit(MOST_SHOWN)
    found = engine.query(rows, step=f"show what broke {screen.reason}").to_pylist()
    properties = [name for name in columns if name not in EVENT_COLUMNS]
    written = [
        write_json(
            {"message_id": row["_message_id"]}
            | {name: row[name] for name in properties if row[name] is not None}
        )
        for row in found
    ]
    size = len(found)
    engine.load(
        QUARANTINE,
        pa.table(
            {
                "_source": pa.array([row["_source"] for row in found], pa.string()),
                "event": [event] * size,
                "reason": [screen.reason] * size,
                "field": [screen.field] * size,
                "row": pa.array(written, pa.string()),
                "_ts": pa.array([row["_ts"] for row in found], pa.timestamp("us")),
                "loaded_at": pa.array([row["_received_at"] for row in found], pa.timestamp("us")),
            }
        ),
        step="quarantine events",
    )


def _release(engine: Engine, event: str) -> None:
    """Takes out of the quarantine what screening has put there."""
    mine = from_template(
        """
        "event" = :event AND (STARTS_WITH("reason", :check) OR "reason" = :not_allowed
          OR ("reason" = :missing AND STARTS_WITH("_source", 'push:')))
        """,
        event=literal(event),
        check=literal(CHECK_PREFIX),
        not_allowed=literal(NOT_ALLOWED),
        missing=literal(MISSING),
    )
    engine.execute(
        exp.delete(table(QUARANTINE.name, QUARANTINE.schema), where=mine), step="release from quarantine"
    )


def _choose(screens: Sequence[Screen], attribute: str) -> exp.Expr:
    case = exp.Case()
    for number, screen in enumerate(screens):
        holds = from_template(":screen = :number", screen=column(_SCREEN), number=literal(number))
        case = case.when(holds, literal(getattr(screen, attribute)), copy=False)
    return cast(case, "VARCHAR")


def _named(value: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(value, name, quoted=True)
