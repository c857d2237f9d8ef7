"""The schema registry: every event and property that was seen or declared, and what is odd about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tagma.collect.event import EventDefinition
from tagma.collect.plan import read_plan
from tagma.errors import NotFoundError, Text, nearest_names
from tagma.flows.asking.kept import keep_answer
from tagma.flows.definitions import load_applied
from tagma.flows.listing_data import EventListing, list_events
from tagma.govern.personal import MASK, show_example
from tagma.identity.quality.seen import Seen, read_seen
from tagma.rules.vocabulary import fold_name

if TYPE_CHECKING:
    from tagma.collect.event import PropertySpec
    from tagma.collect.plan import PlanEvent, PlanProperty
    from tagma.errors import Language
    from tagma.workspace import Workspace

RARE = 0.001


@dataclass(frozen=True, slots=True)
class PropertyEntry:
    """One property of an event.

    Attributes:
        types: of the values as they came, with how many rows each, the most frequent first.
        filled_share: of the rows that came, those with a value; None before any came.
        examples: at most 3; masked where they say who somebody is.
    """

    name: str
    label: Text
    declared: bool
    required: bool
    types: tuple[tuple[str, int], ...]
    first_at: datetime | None
    last_at: datetime | None
    filled_share: float | None
    examples: tuple[str, ...]

    @property
    def rows(self) -> int:
        return sum(rows for _, rows in self.types)

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label.in_language(language),
            "declared": self.declared,
            "required": self.required,
            "types": [{"type": kind, "rows": rows} for kind, rows in self.types],
            "first_at": self.first_at,
            "last_at": self.last_at,
            "filled_share": self.filled_share,
            "examples": list(self.examples),
        }


@dataclass(frozen=True, slots=True)
class EventEntry:
    """One event.

    Attributes:
        weight: how much it counts in behaviour scores; None where nothing says so.
        rows: in the warehouse.
        came: rows that came, those that were set aside included.
        problems: what is odd about it.
    """

    event: str
    label: Text
    owner: str | None
    class_: str | None
    weight: Decimal | None
    declared: bool
    rows: int
    came: int
    customers: int
    first_at: datetime | None
    last_at: datetime | None
    sources: tuple[str, ...]
    properties: tuple[PropertyEntry, ...]
    problems: tuple[Text, ...]

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "event": self.event,
            "label": self.label.in_language(language),
            "owner": self.owner,
            "class": self.class_,
            "weight": None if self.weight is None else float(self.weight),
            "declared": self.declared,
            "rows": self.rows,
            "customers": self.customers,
            "first_at": self.first_at,
            "last_at": self.last_at,
            "sources": list(self.sources),
            "properties": [each.to_dict(language) for each in self.properties],
            "problems": [each.in_language(language) for each in self.problems],
        }


def list_registry(ws: Workspace) -> list[EventEntry]:
    """Every event that was seen or declared, the most frequent first."""
    return keep_answer(ws, "schema registry", lambda: _list_registry(ws), collected=True)


def find_entry(ws: Workspace, event: str) -> EventEntry:
    """One event of the registry.

    Raises:
        NotFoundError: it was neither seen nor declared; says the nearest.
    """
    entries = list_registry(ws)
    for each in entries:
        if fold_name(each.event) == fold_name(event):
            return each
    raise NotFoundError(
        Text(f"there is no event “{event}”", f"没有事件“{event}”"),
        nearest=nearest_names(event, [each.event for each in entries]),
        next_step=Text("“tagma schema events” lists them", "可用“tagma schema events”查看"),
    )


def find_weights(ws: Workspace) -> dict[str, Decimal]:
    """How much each event counts in behaviour scores: as defined, else as the tracking plan says, else 1."""
    return {each.event: Decimal(1) if each.weight is None else each.weight for each in list_registry(ws)}


def _list_registry(ws: Workspace) -> list[EventEntry]:
    applied = load_applied(ws)
    models = {
        fold_name(item.model.name): item.model
        for item in applied.definitions
        if isinstance(item.model, EventDefinition)
    }
    seen: dict[str, list[Seen]] = {}
    for each in read_seen(ws.engine):
        seen.setdefault(fold_name(each.event), []).append(each)
    listed = keep_answer(ws, "events", lambda: list_events(ws), collected=True)
    return [
        _describe(item, models.get(fold_name(item.name)), seen.get(fold_name(item.name), ()))
        for item in listed
    ]


def _describe(listing: EventListing, model: EventDefinition | None, seen: Sequence[Seen]) -> EventEntry:
    planned = read_plan().find_event(listing.name)
    whole = [each for each in seen if not each.name]
    came = sum(each.rows for each in whole)
    properties = _describe_properties(listing, model, planned, seen, came)
    label = listing.label
    if planned is not None and (model is None or model.label is None):
        label = planned.label
    weight = model.weight if model is not None else None
    if weight is None and planned is not None:
        weight = planned.weight
    return EventEntry(
        event=listing.name,
        label=label,
        owner=model.owner if model else None,
        class_=(model.class_ if model else None) or (planned.class_ if planned else None),
        weight=weight,
        declared=model is not None,
        rows=listing.rows,
        came=max(came, listing.rows),
        customers=listing.customers,
        first_at=listing.first,
        last_at=listing.last,
        sources=tuple(dict.fromkeys(each.source for each in whole)),
        properties=properties,
        problems=tuple(_find_problems(listing, model, properties)),
    )


def _describe_properties(
    listing: EventListing,
    model: EventDefinition | None,
    planned: PlanEvent | None,
    seen: Sequence[Seen],
    came: int,
) -> tuple[PropertyEntry, ...]:
    specs = {fold_name(name): spec for name, spec in model.properties.items()} if model else {}
    asked = _name_properties(planned)
    by_name: dict[str, list[Seen]] = {}
    for each in seen:
        if each.name:
            by_name.setdefault(fold_name(each.name), []).append(each)
    entries = []
    for known in listing.properties:
        folded = fold_name(known.name)
        found = by_name.pop(folded, [])
        label = known.label or (asked[folded].label if folded in asked else Text(known.name, known.name))
        entries.append(_describe_property(known.name, label, specs.get(folded), found, came))
    return tuple(entries)


def _describe_property(
    name: str, label: Text, spec: PropertySpec | None, found: Sequence[Seen], came: int
) -> PropertyEntry:
    kinds: dict[str, int] = {}
    for each in found:
        kinds[each.type] = kinds.get(each.type, 0) + each.rows
    personal = spec is not None and spec.personal
    examples = dict.fromkeys(
        show_example(name, text, personal=True) if personal and MASK not in text else text
        for each in found
        for text in each.examples
    )
    return PropertyEntry(
        name,
        label,
        spec is not None,
        spec is not None and spec.required,
        tuple(sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))),
        min((each.first_at for each in found), default=None),
        max((each.last_at for each in found), default=None),
        min(1.0, sum(kinds.values()) / came) if came else None,
        tuple(examples)[:3],
    )


def _name_properties(planned: PlanEvent | None) -> dict[str, PlanProperty]:
    named: dict[str, PlanProperty] = {}
    for each in planned.properties if planned else ():
        for name in (each.name, *each.also):
            named.setdefault(fold_name(name), each)
    return named


def _find_problems(
    listing: EventListing, model: EventDefinition | None, properties: Sequence[PropertyEntry]
) -> list[Text]:
    found: list[Text] = []
    if model is not None and not listing.rows:
        return [Text("declared, but none was ever loaded", "已声明，但从未载入过")]
    for each in properties:
        kinds = [kind for kind, rows in each.types if rows >= RARE * each.rows and kind != "list"]
        if len(_group_types(kinds)) > 1:
            told = "、".join(f"{kind} {rows:,}" for kind, rows in each.types)
            found.append(
                Text(
                    f"“{each.name}” has values of several types: {told.replace('、', ', ')}",
                    f"“{each.name}”有多种类型的值：{told}",
                )
            )
        if each.declared and not each.types and listing.rows:
            found.append(
                Text(f"“{each.name}” is declared and never came", f"“{each.name}”已声明，但从未出现")
            )
        elif each.required and each.filled_share is not None and each.filled_share < 1:
            share = f"{1 - each.filled_share:.1%}"
            found.append(
                Text(
                    f"“{each.name}” is required and missing in {share} of what came",
                    f"“{each.name}”为必填，但收到的数据中有 {share} 缺失",
                )
            )
    return found


def _group_types(kinds: Sequence[str]) -> Mapping[str, None]:
    """Types that people would call different: whole and other numbers are one."""
    return dict.fromkeys("number" if kind in ("integer", "decimal", "float") else kind for kind in kinds)
