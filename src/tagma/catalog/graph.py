"""The graph of all definitions over all kinds: order, circles, upstream, downstream, where-used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType

from tagma.catalog.kind import Definition, Key, Reference
from tagma.errors import DefinitionError, TagmaError, Text


@dataclass(frozen=True)
class Graph:
    """Who reads whom.

    Attributes:
        definitions: by key; a name that something makes or reads without a definition has none.
        upstream: per key the keys that it reads or that make it, in order.
    """

    definitions: Mapping[Key, Definition]
    upstream: Mapping[Key, tuple[Key, ...]]
    downstream: Mapping[Key, tuple[Key, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        below: dict[Key, list[Key]] = {key: [] for key in self.upstream}
        for key, above in self.upstream.items():
            for other in above:
                below[other].append(key)
        object.__setattr__(
            self, "downstream", MappingProxyType({key: tuple(keys) for key, keys in below.items()})
        )

    def all_upstream(self, key: Key) -> list[Key]:
        """Everything that it depends on, nearest first."""
        return _reach(key, self.upstream)

    def all_downstream(self, key: Key) -> list[Key]:
        """Everything that depends on it, nearest first."""
        return _reach(key, self.downstream)

    def used_by(self, key: Key) -> list[tuple[Definition, Reference]]:
        """The definitions that read a name directly, each with the place where they do."""
        return [
            (definition, reference)
            for definition in self.definitions.values()
            for reference in definition.reads
            if reference.key == key
        ]

    def order(self) -> list[Key]:
        """All keys, each after everything that it depends on; the same for the same definitions.

        Raises:
            graphlib.CycleError: see ``find_circles``.
        """
        return list(TopologicalSorter(dict(sorted(self.upstream.items()))).static_order())

    def order_definitions(self) -> list[Definition]:
        """The definitions in that order."""
        return [self.definitions[key] for key in self.order() if key in self.definitions]


def build_graph(definitions: Iterable[Definition]) -> Graph:
    """The graph of definitions and of the names that they make and read."""
    by_key = {definition.key: definition for definition in definitions}
    edges: dict[Key, dict[Key, None]] = {key: {} for key in by_key}
    for key, definition in by_key.items():
        for reference in definition.reads:
            edges.setdefault(reference.key, {})
            edges[key][reference.key] = None
        for reference in definition.makes:
            if reference.key != key:
                edges.setdefault(reference.key, {})[key] = None
    return Graph(by_key, {key: tuple(sorted(above)) for key, above in edges.items()})


def find_circles(graph: Graph) -> list[TagmaError]:
    """One error per circle, which shows the way round it with places."""
    errors: list[TagmaError] = []
    upstream = dict(sorted(graph.upstream.items()))
    while True:
        try:
            TopologicalSorter(upstream).prepare()
        except CycleError as error:
            # graphlib gives the way in the order "is read by"; ours is "reads".
            circle: list[Key] = list(reversed(error.args[1]))[:-1]
        else:
            return errors
        first = circle.index(min(circle))
        circle = circle[first:] + circle[:first]
        errors.append(_word_circle(graph, circle))
        broken = set(circle)
        upstream = {
            key: tuple(other for other in above if not (key in broken and other in broken))
            for key, above in upstream.items()
        }


def _word_circle(graph: Graph, circle: list[Key]) -> TagmaError:
    definitions = [graph.definitions[key] for key in circle if key in graph.definitions]
    way = " → ".join([definition.name for definition in definitions] + [definitions[0].name])
    following = [*circle[1:], circle[0]]
    steps = []
    for key, target in zip(circle, following, strict=True):
        definition = graph.definitions.get(key)
        if definition is None:
            continue
        reference = next((read for read in definition.reads if read.key == target), None)
        steps.append((definition, definition.place(reference.path if reference else ())))
    places = "; ".join(f"{definition.name}: {place}" for definition, place in steps)
    alone = len(definitions) == 1
    return DefinitionError(
        Text(
            f"“{definitions[0].name}” depends on itself: {places}"
            if alone
            else f"definitions go round in a circle: {way} ({places})",
            f"“{definitions[0].name}”依赖自身：{places}" if alone else f"定义循环依赖：{way}（{places}）",
        ),
        where=steps[0][1],
        next_step=Text("remove one of these references", "请去掉其中一处引用"),
    )


def _reach(key: Key, edges: Mapping[Key, tuple[Key, ...]]) -> list[Key]:
    seen: dict[Key, None] = {}
    level = [key]
    while level:
        level = [
            other
            for current in level
            for other in edges.get(current, ())
            if other not in seen and other != key
        ]
        level = list(dict.fromkeys(level))
        seen.update(dict.fromkeys(level))
    return list(seen)
