"""The standard tracking plan as a value: classes, metrics, and the events that they need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tagma.catalog import fold_name
from tagma.errors import NotFoundError, Text, nearest_names

CLICK_REPEAT = 1_000
_SLOT = re.compile(r"\{([a-z_]+)(?:\.([a-z_]+))?\}")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CLICK = re.compile(r"click|tap|点击|单击|\$autocapture", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlanProperty:
    """A property that the plan asks for; ``also`` are other names of the same thing."""

    name: str
    label: Text
    type: str
    unit: str | None = None
    required: bool = False
    personal: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """An event that the plan asks for.

    Attributes:
        scene: the touchpoint where it happens.
        weight: how much it counts in behaviour scores.
    """

    name: str
    label: Text
    class_: str
    scene: str
    weight: Decimal
    properties: tuple[PlanProperty, ...]
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.also)


@dataclass(frozen=True, slots=True)
class PlanMetric:
    """A figure of behaviour. ``rule`` has a slot for each name that a workspace may spell otherwise."""

    name: str
    label: Text
    description: Text
    rule: str

    @property
    def slots(self) -> tuple[tuple[str, str | None], ...]:
        """The events, and properties of them, that the rule reads."""
        return tuple(dict.fromkeys((found[1], found[2]) for found in _SLOT.finditer(self.rule)))

    def write_rule(self, names: Mapping[tuple[str, str | None], str]) -> str:
        """The rule with the names that a workspace has; a property in ``where`` stands without its event."""
        parts: list[str] = []
        end, inside = 0, False
        for found in _SLOT.finditer(self.rule):
            before = self.rule[end : found.start()]
            inside = inside or before.rstrip().endswith("where")
            event, name = found[1], found[2]
            told = write_name(names.get((event, None), event))
            if name is not None:
                own = write_name(names.get((event, name), name))
                told = own if inside else f"{told}.{own}"
            parts += [before, told]
            end = found.end()
        return "".join(parts) + self.rule[end:]


@dataclass(frozen=True, slots=True)
class PlanClass:
    """A class of metrics."""

    name: str
    label: Text
    metrics: tuple[PlanMetric, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """A touchpoint: where customers meet us."""

    name: str
    label: Text
    offline: bool = False


@dataclass(frozen=True, eq=False)
class TrackingPlan:
    """Everything that the plan asks for."""

    classes: tuple[PlanClass, ...]
    events: Mapping[str, PlanEvent]
    scenes: tuple[Scene, ...]

    def find_event(self, name: str) -> PlanEvent | None:
        """The event of the plan that is called so, under its own name or another one."""
        return _name_events(self).get(fold_name(name))

    def find_class(self, name: str) -> PlanClass:
        """A class by name or label.

        Raises:
            NotFoundError: says the nearest.
        """
        folded = fold_name(name)
        for each in self.classes:
            if folded in (fold_name(each.name), fold_name(each.label.en), fold_name(each.label.zh)):
                return each
        known = [each.name for each in self.classes]
        raise NotFoundError(
            Text(f"the tracking plan has no class “{name}”", f"埋点方案中没有大类“{name}”"),
            nearest=nearest_names(name, known),
            next_step=Text(f"its classes are: {', '.join(known)}", f"可用的大类：{'、'.join(known)}"),
        )

    def list_events(self, class_: str) -> tuple[PlanEvent, ...]:
        """The events of a class."""
        return tuple(each for each in self.events.values() if each.class_ == class_)


@cache
def read_plan() -> TrackingPlan:
    """The plan that ships with the package."""
    text = files(__package__).joinpath("standard.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return TrackingPlan(
        tuple(_read_class(each) for each in data["classes"]),
        {name: _read_event(name, each) for name, each in data["events"].items()},
        tuple(
            Scene(name, Text(**each["label"]), each.get("offline", False))
            for name, each in data["scenes"].items()
        ),
    )


@cache
def _name_events(plan: TrackingPlan) -> dict[str, PlanEvent]:
    named: dict[str, PlanEvent] = {}
    for event in plan.events.values():
        for name in event.names:
            named.setdefault(fold_name(name), event)
    return named


def choose_name(names: Iterable[str], known: Mapping[str, str]) -> str | None:
    """The first of some names that is known, in its known spelling.

    Args:
        known: spellings by folded name.
    """
    return next((known[fold_name(name)] for name in names if fold_name(name) in known), None)


def write_name(name: str) -> str:
    """A name as rules write it: in quotes unless it is plain."""
    return name if _PLAIN.fullmatch(name) else '"' + name.replace('"', '""') + '"'


def default_weight(event: str) -> Decimal:
    """The weight of an event whose definition says none: that of the plan, else 1."""
    planned = read_plan().find_event(event)
    return Decimal(1) if planned is None else planned.weight


def default_repeat(event: str) -> int:
    """Within how many milliseconds an equal event is noise, where its definition does not say."""
    return CLICK_REPEAT if _CLICK.search(event) and not event.casefold().startswith("double") else 0


def _read_event(name: str, data: Mapping[str, Any]) -> PlanEvent:
    return PlanEvent(
        name,
        Text(**data["label"]),
        data["class"],
        data["scene"],
        Decimal(str(data["weight"])),
        tuple(
            PlanProperty(
                own,
                Text(**each["label"]),
                each["type"],
                each.get("unit"),
                each.get("required", False),
                each.get("personal", False),
                tuple(each.get("also", ())),
            )
            for own, each in data["properties"].items()
        ),
        tuple(data.get("also", ())),
    )


def _read_class(data: Mapping[str, Any]) -> PlanClass:
    return PlanClass(
        data["name"],
        Text(**data["label"]),
        tuple(
            PlanMetric(each["name"], Text(**each["label"]), Text(**each["description"]), each["rule"])
            for each in data["metrics"]
        ),
    )
