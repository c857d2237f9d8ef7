"""What sets events aside, made of the definitions: declared properties, checks, noise, repeats, bots."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa
from sqlglot import exp

from tagma.collect.event import EventDefinition
from tagma.collect.plan import default_repeat
from tagma.engine import dialect
from tagma.engine.protocol import Table
from tagma.errors import TagmaError
from tagma.flows.vocabulary import build_base
from tagma.identity.mint import refresh_customers
from tagma.identity.quality.aside import NOISE, QUARANTINED, SCHEMA
from tagma.identity.quality.screen import (
    CHECK_PREFIX,
    MISSING,
    NO_SCREENS,
    NOISE_PREFIX,
    NOT_ALLOWED,
    EventScreens,
    Screen,
    rescreen_event,
)
from tagma.identity.tables import COLUMN_TYPES
from tagma.measure.definition import CheckDefinition, NoiseDefinition
from tagma.models.rule_text import read_rule
from tagma.rules import check_rule
from tagma.rules.checks.checking import Scope
from tagma.rules.compile import Compiler
from tagma.rules.vocabulary import Type, fold_name

if TYPE_CHECKING:
    from tagma.catalog import Definition
    from tagma.rules.compile import Leaves
    from tagma.rules.vocabulary import EventType, Vocabulary
    from tagma.workspace import Workspace

SCREENS = Table("collect", "screens")
SCREEN_COLUMNS = {"event": "VARCHAR", "fingerprint": "VARCHAR"}
NEVER = datetime(1970, 1, 1)  # rules about events do not speak of the present
log = logging.getLogger("tagma.quality")


def build_screens(ws: Workspace, definitions: Sequence[Definition]) -> dict[str, EventScreens]:
    """What sets the events of a workspace aside, by folded name of the event.

    A rule that does not fit the events any more is left out and logged: loading goes on.
    """
    found: dict[str, EventScreens] = {}
    for event in (*ws.engine.tables("events"), *_list_events(definitions)):
        repeat = default_repeat(event)
        if repeat or not ws.settings.bots:
            found[fold_name(event)] = EventScreens(repeat_within=repeat, bots=ws.settings.bots)
    for model in (item.model for item in definitions if isinstance(item.model, EventDefinition)):
        repeat = default_repeat(model.name) if model.repeat_within is None else model.repeat_within
        found[fold_name(model.name)] = EventScreens(_screen_declared(model), repeat, ws.settings.bots)
    rules = [item for item in definitions if isinstance(item.model, CheckDefinition | NoiseDefinition)]
    if rules:
        vocabulary = build_base(ws.settings, ws.engine.tables("events"), {}, definitions)
        rules.sort(key=lambda item: item.kind.name, reverse=True)  # noise is no mistake: it comes first
        for item in rules:
            for event in item.model.event:
                screen = _screen_rule(item, event, vocabulary)
                if screen is not None:
                    folded = fold_name(event)
                    known = found.get(folded, replace(NO_SCREENS, bots=ws.settings.bots))
                    found[folded] = replace(known, screens=(*known.screens, screen))
    return {event: replace(each, screens=_order(each.screens)) for event, each in found.items()}


def settle_screens(ws: Workspace, screens: Mapping[str, EventScreens]) -> int:
    """Puts changed reasons to what was loaded before; returns how many events are set aside by them."""
    engine = ws.engine
    if "quarantine" not in engine.tables("collect"):
        return 0  # nothing was ever loaded
    if SCREENS.name not in engine.tables(SCREENS.schema):
        engine.define(SCREENS, SCREEN_COLUMNS, step="define screens")
    rows = engine.query(dialect.query('SELECT * FROM "collect"."screens"'), step="read screens").to_pylist()
    known = {row["event"]: row["fingerprint"] for row in rows}
    wanted = {event: each.fingerprint for event, each in screens.items() if each != NO_SCREENS}
    changed = {event for event in known.keys() | wanted.keys() if known.get(event) != wanted.get(event)}
    if not changed:
        return 0
    names = {fold_name(name): name for name in engine.tables("events")}
    total = 0
    with engine.transaction():
        for event in sorted(changed & names.keys()):
            total += _settle(ws, names[event], screens.get(event, NO_SCREENS))
        engine.execute(exp.delete(dialect.table(SCREENS.name, SCREENS.schema)), step="remember screens")
        told = {"event": list(wanted), "fingerprint": list(wanted.values())}
        engine.load(SCREENS, pa.table(told, schema=_SCHEMA), step="remember screens")
        refresh_customers(engine)
    return total


def _settle(ws: Workspace, event: str, screens: EventScreens) -> int:
    if screens.is_idle and event not in ws.engine.tables(SCHEMA):
        return 0
    return rescreen_event(ws.engine, event, screens).counts.total()


def _list_events(definitions: Sequence[Definition]) -> list[str]:
    return [event for item in definitions for event in getattr(item.model, "events", ())]


def _screen_declared(model: EventDefinition) -> tuple[Screen, ...]:
    """Required properties and allowed values."""
    found: list[Screen] = []
    for name, spec in model.properties.items():
        value, columns = dialect.column(name, "e"), {name: COLUMN_TYPES[Type(spec.type)]}
        if spec.required:
            missing = dialect.from_template(":value IS NULL", value=value)
            found.append(Screen(QUARANTINED, MISSING, missing, columns, name))
        if spec.values:
            allowed = [dialect.literal(each) for each in spec.values]
            text = dialect.cast(value, "VARCHAR")
            other = exp.Not(this=exp.Paren(this=exp.In(this=text, expressions=allowed)))
            wrong = dialect.from_template(":value IS NOT NULL AND :other", value=value, other=other)
            found.append(Screen(QUARANTINED, NOT_ALLOWED, wrong, columns, name))
    return tuple(found)


def _screen_rule(item: Definition, event: str, vocabulary: Vocabulary) -> Screen | None:
    model: CheckDefinition | NoiseDefinition = item.model
    known = vocabulary.events.get(event)
    try:
        if known is None:
            return None
        rule = read_rule(model.when)
        checked = check_rule(rule, vocabulary, scope=f"event:{event}", expects="condition")
    except TagmaError as error:
        log.warning("%s %s is left out: %s", item.kind.name, item.name, error)
        return None
    compiler = Compiler(vocabulary, cast("Leaves", _NO_LEAVES), NEVER, Scope("where", known))
    condition = compiler.condition(rule)
    columns = _list_columns(known, checked.uses.properties)
    if isinstance(model, NoiseDefinition):
        return Screen(NOISE, NOISE_PREFIX + model.name, condition, columns)
    broken = exp.Not(this=exp.Paren(this=condition))
    return Screen(QUARANTINED, CHECK_PREFIX + model.name, broken, columns)


def _list_columns(event: EventType, properties: frozenset[tuple[str, str]]) -> dict[str, str]:
    found = {}
    for _, name in properties:
        each = event.properties.get(name)
        if each is not None:
            found[each.name] = COLUMN_TYPES[each.type]
    return found


def _order(screens: tuple[Screen, ...]) -> tuple[Screen, ...]:
    """Noise first: what does not count is no mistake of the sender."""
    return tuple(sorted(screens, key=lambda each: each.verdict != NOISE))


class _NoLeaves:
    """Rules about one event read its properties and nothing else."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"a rule about one event reads {name}")


_NO_LEAVES = _NoLeaves()
_SCHEMA = pa.schema([("event", pa.string()), ("fingerprint", pa.string())])
