"""Where a definition comes from and where it goes: source → event → tag → segment, as a graph value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tagma.catalog import Definition, Graph, Key, build_graph, fold_name
from tagma.errors import NotFoundError, Text, nearest_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tagma.rules.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class LineageNode:
    """One name in the graph.

    Attributes:
        id: ``kind:name``.
        kind: of its definition; ``event`` or ``trait`` for names that data brings without a definition.
        place: file and line of its definition, empty where there is none.
    """

    id: str
    kind: str
    name: str
    label: Text
    place: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "label": {"en": self.label.en, "zh": self.label.zh},
            "place": self.place or None,
        }


@dataclass(frozen=True, slots=True)
class Lineage:
    """A part of the graph.

    Attributes:
        focus: the id that was asked for, None for the whole graph.
        upstream: ids that the focus depends on, nearest first.
        downstream: ids that depend on the focus, nearest first.
        edges: (from, to): what is read, who reads it.
    """

    nodes: tuple[LineageNode, ...]
    edges: tuple[tuple[str, str], ...]
    focus: str | None = None
    upstream: tuple[str, ...] = ()
    downstream: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The graph as JSON data."""
        return {
            "focus": self.focus,
            "nodes": [node.to_dict() for node in self.nodes],
            "edges": [{"from": start, "to": end} for start, end in self.edges],
            "upstream": list(self.upstream),
            "downstream": list(self.downstream),
        }


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a name is used."""

    kind: str
    name: str
    place: str

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "name": self.name, "place": self.place}


def build_lineage(definitions: Iterable[Definition], vocabulary: Vocabulary | None = None) -> Lineage:
    """The graph of everything.

    Args:
        vocabulary: gives labels to events and traits that have no definition.
    """
    graph = build_graph(definitions)
    return _cut(graph, graph.order(), vocabulary)


def trace_lineage(
    definitions: Iterable[Definition],
    name: str,
    kind: str | None = None,
    vocabulary: Vocabulary | None = None,
) -> Lineage:
    """The part of the graph above and below one name.

    Args:
        kind: where a tag and a segment, say, share the name.

    Raises:
        NotFoundError: nothing has that name.
    """
    graph = build_graph(definitions)
    key = _find(graph, name, kind)
    upstream, downstream = graph.all_upstream(key), graph.all_downstream(key)
    kept = {key, *upstream, *downstream}
    lineage = _cut(graph, [each for each in graph.order() if each in kept], vocabulary)
    names = {each: _name_node(graph, each, vocabulary).id for each in kept}
    return Lineage(
        lineage.nodes,
        lineage.edges,
        names[key],
        tuple(names[each] for each in upstream),
        tuple(names[each] for each in downstream),
    )


def find_uses(definitions: Iterable[Definition], name: str, kind: str | None = None) -> list[Use]:
    """Where a name is used directly, with file and line.

    Raises:
        NotFoundError: nothing has that name.
    """
    graph = build_graph(definitions)
    return [
        Use(user.kind.name, user.name, str(user.place(reference.path)))
        for user, reference in graph.used_by(_find(graph, name, kind))
    ]


def _cut(graph: Graph, keys: list[Key], vocabulary: Vocabulary | None) -> Lineage:
    nodes = {key: _name_node(graph, key, vocabulary) for key in keys}
    edges = [
        (nodes[above].id, nodes[key].id) for key in keys for above in graph.upstream[key] if above in nodes
    ]
    return Lineage(tuple(nodes.values()), tuple(edges))


def _name_node(graph: Graph, key: Key, vocabulary: Vocabulary | None) -> LineageNode:
    definition = graph.definitions.get(key)
    if definition is not None:
        kind = definition.kind.name
        place = str(definition.place()) if definition.document else ""
        return LineageNode(f"{kind}:{definition.name}", kind, definition.name, definition.model.title, place)
    space, name = key
    kind, label = ("trait" if space == "field" else space), None
    if vocabulary is not None:
        found = vocabulary.fields.get(name) if space == "field" else vocabulary.events.get(name)
        if found is not None:
            name, label = found.name, found.label
    return LineageNode(f"{kind}:{name}", kind, name, label or Text(name, name))


def _find(graph: Graph, name: str, kind: str | None) -> Key:
    folded = fold_name(name)
    found = [
        key
        for key in graph.upstream
        if key[1] == folded and (kind is None or kind in (key[0], _kind_of(graph, key)))
    ]
    if found:
        # A tag before the segment, event or source of the same name.
        return min(found, key=lambda key: ("field", "segment", "event", "source").index(key[0]))
    names = [definition.name for definition in graph.definitions.values()]
    raise NotFoundError(
        Text(f"nothing is named “{name}”", f"没有名为“{name}”的定义"),
        nearest=nearest_names(name, names),
        next_step=Text(
            "name an event, trait, tag, segment or source", "请给出事件、属性、标签、分群或数据源的名称"
        ),
    )


def _kind_of(graph: Graph, key: Key) -> str:
    definition = graph.definitions.get(key)
    if definition is not None:
        return definition.kind.name
    return "trait" if key[0] == "field" else key[0]
