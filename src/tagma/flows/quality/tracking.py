"""The standard tracking plan against what a workspace collects: metrics, scenes, and how to add them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tagma.catalog.text import write_body
from tagma.collect.plan import choose_name, read_plan
from tagma.errors import Text
from tagma.flows.defining.edits import name_file
from tagma.flows.definitions import load_applied
from tagma.flows.quality.registry import EventEntry, find_entry, list_registry
from tagma.rules.vocabulary import Type, fold_name

if TYPE_CHECKING:
    from pathlib import Path

    from tagma.collect.plan import PlanClass, PlanEvent, PlanMetric, Scene
    from tagma.errors import Language
    from tagma.workspace import Workspace

SEEN_TYPES = {"object": "text", **{kind.value: kind.value for kind in Type}}


@dataclass(frozen=True, slots=True)
class MetricState:
    """A metric of the plan in a workspace.

    Attributes:
        events: the events that it reads, by the names that the workspace has where it has them.
        rule: with those names.
        missing: the events and properties that are not collected; none: the metric can be computed.
        customers: of whom it reads anything.
    """

    metric: PlanMetric
    events: tuple[str, ...]
    scene: str
    rule: str
    missing: tuple[str, ...]
    customers: int

    @property
    def collected(self) -> bool:
        return not self.missing

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "name": self.metric.name,
            "label": self.metric.label.in_language(language),
            "description": self.metric.description.in_language(language),
            "scene": self.scene,
            "events": list(self.events),
            "rule": self.rule,
            "collected": self.collected,
            "missing": list(self.missing),
            "customers": self.customers,
        }


@dataclass(frozen=True, slots=True)
class PlanState:
    """The plan in a workspace: classes with their metrics; scenes with how many events are collected."""

    classes: tuple[tuple[PlanClass, tuple[MetricState, ...]], ...]
    scenes: tuple[tuple[Scene, int, int], ...]

    @property
    def metrics(self) -> tuple[MetricState, ...]:
        return tuple(metric for _, metrics in self.classes for metric in metrics)

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "classes": [
                {
                    "name": each.name,
                    "label": each.label.in_language(language),
                    "metrics": [metric.to_dict(language) for metric in metrics],
                }
                for each, metrics in self.classes
            ],
            "coverage": {
                "collected": sum(metric.collected for metric in self.metrics),
                "total": len(self.metrics),
                "scenes": [
                    {
                        "name": scene.name,
                        "label": scene.label.in_language(language),
                        "offline": scene.offline,
                        "collected": collected,
                        "total": total,
                    }
                    for scene, collected, total in self.scenes
                ],
            },
        }


@dataclass(frozen=True, slots=True)
class Adoption:
    """Event definitions of the plan written into a workspace.

    Attributes:
        written: the new files.
        kept: events that are defined already and were left alone.
    """

    written: tuple[Path, ...]
    kept: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"written": [str(path) for path in self.written], "kept": list(self.kept)}


def compare_plan(ws: Workspace) -> PlanState:
    """Which metrics of the plan can be computed here, and which scenes are not collected."""
    plan = read_plan()
    entries = {fold_name(each.event): each for each in list_registry(ws)}
    chosen = {event.name: _choose_entry(event, entries) for event in plan.events.values()}
    classes = tuple(
        (each, tuple(_compare(metric, plan.events, chosen) for metric in each.metrics))
        for each in plan.classes
    )
    scenes = []
    for scene in plan.scenes:
        own = [event for event in plan.events.values() if event.scene == scene.name]
        scenes.append((scene, sum(chosen[event.name] is not None for event in own), len(own)))
    return PlanState(classes, tuple(scenes))


def draft_event(ws: Workspace, event: str) -> dict[str, Any]:
    """The definition of an event as it was seen, as a change that can be planned.

    Raises:
        NotFoundError: it was neither seen nor declared.
    """
    entry = find_entry(ws, event)
    stored = next(
        (each for each in ws.state.definitions.current() if each.kind == "event" and _same(each.name, entry)),
        None,
    )
    if stored is not None and stored.body is not None:
        return {"kind": "event", "name": stored.name, "body": stored.body, "base_version": stored.version}
    return {"kind": "event", "name": entry.event, "body": _write_seen(entry), "base_version": None}


def draft_class(ws: Workspace, class_: str) -> list[dict[str, Any]]:
    """The events of a class of the plan that are not defined yet, as changes that can be planned.

    Raises:
        NotFoundError: no such class.
    """
    return [
        {"kind": "event", "name": event.name, "body": _write_planned(event), "base_version": None}
        for event in _list_missing(ws, class_)
    ]


def adopt_class(ws: Workspace, class_: str) -> Adoption:
    """Writes the events of a class of the plan into the workspace; those that are defined are left alone.

    Raises:
        NotFoundError: no such class.
    """
    missing = _list_missing(ws, class_)
    written: list[Path] = []
    for event in missing:
        path = name_file(ws.folder, "event", event.name, written)
        path.parent.mkdir(exist_ok=True)
        path.write_text(write_body(_write_planned(event)), encoding="utf-8")
        written.append(path)
    names = {event.name for event in missing}
    wanted = read_plan().list_events(read_plan().find_class(class_).name)
    return Adoption(tuple(written), tuple(event.name for event in wanted if event.name not in names))


def _list_missing(ws: Workspace, class_: str) -> list[PlanEvent]:
    from tagma.flows.definitions import read_files

    wanted = read_plan().list_events(read_plan().find_class(class_).name)
    known = {item.key for item in (*load_applied(ws).definitions, *read_files(ws).definitions)}
    return [event for event in wanted if not any(("event", fold_name(name)) in known for name in event.names)]


def _same(name: str, entry: EventEntry) -> bool:
    return fold_name(name) == fold_name(entry.event)


def _choose_entry(event: PlanEvent, entries: Mapping[str, EventEntry]) -> EventEntry | None:
    """The event of the workspace that is the plan's: the first of its names of which there are rows."""
    found = (entries.get(fold_name(name)) for name in event.names)
    return next((entry for entry in found if entry is not None and entry.rows), None)


def _compare(
    metric: PlanMetric, events: Mapping[str, PlanEvent], chosen: Mapping[str, EventEntry | None]
) -> MetricState:
    names: dict[tuple[str, str | None], str] = {}
    missing: list[str] = []
    for event, own in metric.slots:
        entry = chosen[event]
        if entry is None:
            missing.append(event if own is None else f"{event}.{own}")
            continue
        names[event, None] = entry.event
        if own is None:
            continue
        spec = next(each for each in events[event].properties if each.name == own)
        there = {fold_name(each.name): each.name for each in entry.properties if each.rows}
        name = choose_name((spec.name, *spec.also), there)
        if name is None:
            missing.append(f"{entry.event}.{own}")
        else:
            names[event, own] = name
    read = tuple(dict.fromkeys(event for event, _ in metric.slots))
    entries = [chosen[event] for event in read]
    return MetricState(
        metric,
        tuple(entry.event if entry else event for event, entry in zip(read, entries, strict=True)),
        events[read[0]].scene,
        metric.write_rule(names),
        tuple(dict.fromkeys(missing)),
        0 if missing else min(entry.customers for entry in entries if entry is not None),
    )


def _write_planned(event: PlanEvent) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for each in event.properties:
        spec: dict[str, Any] = {"type": each.type}
        if each.unit:
            spec["unit"] = each.unit
        spec["label"] = _write_label(each.label)
        if each.required:
            spec["required"] = True
        if each.personal:
            spec["personal"] = True
        properties[each.name] = spec
    weight = int(event.weight) if event.weight == event.weight.to_integral_value() else float(event.weight)
    return {
        "kind": "event",
        "name": event.name,
        "label": _write_label(event.label),
        "class": event.class_,
        "weight": weight,
        "properties": properties,
    }


def _write_seen(entry: EventEntry) -> dict[str, Any]:
    body: dict[str, Any] = {"kind": "event", "name": entry.event}
    if entry.label != Text(entry.event, entry.event):
        body["label"] = _write_label(entry.label)
    if entry.class_:
        body["class"] = entry.class_
    if entry.weight is not None:
        whole = entry.weight == entry.weight.to_integral_value()
        body["weight"] = int(entry.weight) if whole else float(entry.weight)
    properties: dict[str, Any] = {}
    for each in entry.properties:
        spec: dict[str, Any] = {"type": _choose_type([kind for kind, _ in each.types])}
        if each.label != Text(each.name, each.name):
            spec["label"] = _write_label(each.label)
        if each.examples and all("***" in example for example in each.examples):
            spec["personal"] = True
        properties[each.name] = spec
    return body | ({"properties": properties} if properties else {})


def _choose_type(kinds: Sequence[str]) -> str:
    """The one type that holds all values that were seen."""
    known = {SEEN_TYPES.get(kind, "text") for kind in kinds}
    if len(known) == 1:
        return known.pop()
    if known == {"integer", "decimal"}:
        return "decimal"
    if known and known <= {"integer", "decimal", "float"}:
        return "float"
    return "text"


def _write_label(label: Text) -> dict[str, str]:
    return {"en": label.en, "zh": label.zh}
