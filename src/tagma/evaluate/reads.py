"""Which event types a formula reads, with the formulas below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.evaluate.computed import Cases, Computed, Members, Value
from tagma.rules import tree

if TYPE_CHECKING:
    from tagma.evaluate.world import World


def list_rules(computed: Computed) -> list[tree.Node]:
    """The rules of a formula."""
    match computed.formula:
        case Value(rule=rule):
            return [rule]
        case Cases(cases=cases):
            return [case.when for case in cases]
        case Members():
            return []


def list_reads(world: World, rule: tree.Node) -> list[Computed]:
    """The formulas that a rule names."""
    found: dict[str, Computed] = {}
    for node in tree.walk(rule):
        column = None
        if isinstance(node, tree.Name):
            field = world.vocabulary.fields.get(node.name)
            column = field.name if field is not None and field.kind != "trait" else None
        elif isinstance(node, tree.InSegment):
            segment = world.vocabulary.segments.get(node.name)
            column = f"segment:{segment.name}" if segment is not None else None
        if column is not None and column in world.definitions:
            found[column] = world.definitions[column]
    return list(found.values())


def list_events(world: World, computed: Computed) -> set[str]:
    """The event types that a formula and all below it read, by their names in the vocabulary."""
    named: set[str] = set()
    seen: set[str] = set()
    waiting = [computed]
    while waiting:
        one = waiting.pop()
        if one.column in seen:
            continue
        seen.add(one.column)
        for rule in list_rules(one):
            waiting.extend(list_reads(world, rule))
            for node in tree.walk(rule):
                match node:
                    case tree.Aggregate(selection=selection):
                        named.add(selection.event)
                    case tree.Gap(start=start, end=end):
                        named.update(part.event for part in (start, end) if part is not None)
                    case tree.Did(steps=steps):
                        named.update(step.event for step in steps)
                    case tree.AnyGroup(event=event):
                        named.add(event)
    found = (world.vocabulary.events.get(name) for name in named)
    return {event.name for event in found if event is not None}
