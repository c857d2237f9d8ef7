"""The vocabulary of a workspace: what rules may name, from definitions, warehouse columns and sources."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tagma.catalog import Definition, Graph, Key, build_graph, find_circles, fold_name
from tagma.collect.definition import EventDefinition, SourceDefinition, TraitField
from tagma.errors import DefinitionErrors, RuleError, TagmaError, Text
from tagma.models.computed import ComputedKind, ComputedModel
from tagma.rules import Checked, check_rule
from tagma.rules.vocabulary import EventType, Field, Names, Property, Segment, Type, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tagma.collect.sources.reading import SourceShape
    from tagma.models.rule_text import RuleUse
    from tagma.settings import Settings

Columns = dict[str, str]

_TYPES = {
    "BOOLEAN": Type.BOOL,
    "BIGINT": Type.INTEGER,
    "INTEGER": Type.INTEGER,
    "DOUBLE": Type.FLOAT,
    "VARCHAR": Type.TEXT,
    "DATE": Type.DATE,
    "TIMESTAMP": Type.INSTANT,
    "VARCHAR[]": Type.LIST,
}


@dataclass(frozen=True)
class Typing:
    """A vocabulary, and the tags that could not be given a type.

    Attributes:
        types: the type of each computed definition, by key.
        errors: per key what is wrong with the rule that gives its type.
    """

    vocabulary: Vocabulary
    types: Mapping[Key, Type]
    errors: Mapping[Key, TagmaError]


def build_vocabulary(
    settings: Settings,
    event_columns: Mapping[str, Columns],
    trait_columns: Mapping[str, str],
    definitions: Sequence[Definition],
    *,
    shapes: Iterable[SourceShape] = (),
    purposes: Iterable[str] = (),
) -> Vocabulary:
    """Everything that a rule may name.

    Args:
        event_columns: the event tables of the warehouse: ``engine.tables("events")``.
        trait_columns: the columns of ``people.traits`` and their DuckDB types.
        shapes: what sources give that were not loaded yet.
        purposes: the purposes of consents that are stored.

    Raises:
        DefinitionErrors: a circle, or a tag whose rule gives no type.
    """
    graph = build_graph(definitions)
    circles = find_circles(graph)
    if circles:
        raise DefinitionErrors(circles)
    base = build_base(settings, event_columns, trait_columns, definitions, shapes=shapes, purposes=purposes)
    typing = type_fields(base, graph)
    if typing.errors:
        raise DefinitionErrors(list(typing.errors.values()))
    return typing.vocabulary


def build_base(
    settings: Settings,
    event_columns: Mapping[str, Columns],
    trait_columns: Mapping[str, str],
    definitions: Sequence[Definition],
    *,
    shapes: Iterable[SourceShape] = (),
    purposes: Iterable[str] = (),
) -> Vocabulary:
    """The vocabulary without tags: events, traits, segments, lists, purposes."""
    shapes = list(shapes)
    models = [definition.model for definition in definitions]
    sources = [model for model in models if isinstance(model, SourceDefinition)]
    computed = [definition for definition in definitions if isinstance(definition.model, ComputedModel)]
    segments = [definition for definition in computed if definition.kind.space == "segment"]
    lists = [
        definition.name
        for definition in computed
        if definition.kind.space == "field" and getattr(definition.model, "members", None) is not None
    ]
    known = [*purposes, *(purpose for source in sources for purpose in source.purposes)]
    return Vocabulary(
        events=Names({event.name: event for event in _list_events(event_columns, shapes, models)}),
        fields=Names({field.name: field for field in _list_traits(trait_columns, shapes, sources)}),
        segments=Names(
            {definition.name: Segment(definition.name, definition.model.title) for definition in segments}
        ),
        lists=Names({name: name for name in lists}),
        purposes=Names({name: name for name in known}),
        calendar=settings.calendar,
    )


def type_fields(base: Vocabulary, graph: Graph, ignored: frozenset[Key] = frozenset()) -> Typing:
    """Adds the tags; the type of a tag by ``value`` is that of its rule, so they are taken in order.

    Args:
        ignored: keys that are wrong elsewhere; what needs them gets no type and no error.
    """
    fields = {field.name: field for field in base.fields.values()}
    definitions = [
        definition
        for definition in graph.order_definitions()
        if isinstance(definition.kind, ComputedKind) and definition.key not in ignored
    ]
    types: dict[Key, Type] = {}
    errors: dict[Key, TagmaError] = {}
    waiting: list[Definition] = []
    for definition in definitions:
        known = definition.model.known_type()
        if known is None:
            waiting.append(definition)
            continue
        types[definition.key] = known
        if definition.kind.space == "field":
            fields[definition.name] = _describe_field(definition, known)
    vocabulary = replace(base, fields=Names(fields))
    without = set(ignored)
    fresh: set[Key] = set()
    for definition in waiting:
        reads = {reference.key for reference in definition.reads}
        if reads & without:
            without.add(definition.key)
            continue
        if reads & fresh:
            vocabulary, fresh = replace(base, fields=Names(fields)), set()
        checked = check_use(definition, definition.model.list_rules()[0], vocabulary)
        if isinstance(checked, TagmaError):
            errors[definition.key] = checked
            without.add(definition.key)
            continue
        types[definition.key] = checked.type
        fields[definition.name] = _describe_field(definition, checked.type, checked)
        fresh.add(definition.key)
    return Typing(replace(base, fields=Names(fields)), types, errors)


def check_use(definition: Definition, use: RuleUse, vocabulary: Vocabulary) -> Checked | TagmaError:
    """Checks one rule of a definition; a mistake gets its file, line and column."""
    try:
        checked = check_rule(use.rule, vocabulary, expects=use.expects, text=use.text)
        if use.expects == "value" and checked.type is Type.BOOL:
            raise RuleError(
                Text("a value is needed, but this is a condition", "这里需要取值，但得到的是条件"),
                next_step=Text("write the condition under “when”", "条件请写在“when”下"),
            )
    except RuleError as error:
        if use.text is None:
            error.where = None
        return definition.place_error(error, use.path)
    return checked


def read_type(column_type: str) -> Type:
    """The type of a warehouse column."""
    if column_type.startswith("DECIMAL"):
        return Type.DECIMAL
    return _TYPES.get(column_type, Type.TEXT)


def _list_events(
    columns: Mapping[str, Columns], shapes: list[SourceShape], models: list[Any]
) -> list[EventType]:
    """Events with their properties; a declared type wins over a column's, a column's over a SELECT's."""
    declared = {fold_name(model.name): model for model in models if isinstance(model, EventDefinition)}
    found: dict[str, tuple[str, dict[str, Property]]] = {}

    def add(event: str, properties: Iterable[Property]) -> None:
        _, known = found.setdefault(fold_name(event), (event, {}))
        for each in properties:
            known.setdefault(fold_name(each.name), each)

    for model in declared.values():
        add(
            model.name,
            (
                Property(name, Type(spec.type), spec.unit, spec.label.text if spec.label else None)
                for name, spec in model.properties.items()
            ),
        )
    for event, types in columns.items():
        add(
            event,
            (Property(name, read_type(kind)) for name, kind in types.items() if not name.startswith("_")),
        )
    for shape in shapes:
        for event, given in shape.events.items():
            add(event, (Property(name, kind) for name, kind in given.items()))
    for model in models:
        if isinstance(model, SourceDefinition):
            for event in model.events:
                add(event, ())
    return [
        EventType(
            name,
            Names({each.name: each for each in properties.values()}),
            declared[fold].title if fold in declared else None,
        )
        for fold, (name, properties) in found.items()
    ]


def _list_traits(
    columns: Mapping[str, str], shapes: list[SourceShape], sources: list[SourceDefinition]
) -> list[Field]:
    types: dict[str, tuple[str, Type]] = {}
    words: dict[str, TraitField] = {}
    for source in sources:
        for name, spec in source.traits.fields.items() if source.traits else ():
            words.setdefault(fold_name(name), spec)
    for name, column_type in columns.items():
        if not name.startswith("_"):
            types.setdefault(fold_name(name), (name, read_type(column_type)))
    for shape in shapes:
        for name, kind in shape.traits.items():
            types.setdefault(fold_name(name), (name, kind))
    return [_describe_trait(name, kind, words.get(fold)) for fold, (name, kind) in types.items()]


def _describe_trait(name: str, kind: Type, spec: TraitField | None) -> Field:
    if spec is None:
        return Field(name, kind)
    return Field(
        name,
        Type(spec.type) if spec.type else kind,
        unit=spec.unit,
        label=spec.label.text if spec.label else None,
        value_labels={value: label.text for value, label in spec.value_labels.items()},
    )


def _describe_field(definition: Definition, kind: Type, checked: Checked | None = None) -> Field:
    model, column_kind = definition.model, definition.kind
    assert isinstance(model, ComputedModel)
    assert isinstance(column_kind, ComputedKind)
    unit = getattr(model, "unit", None)
    return Field(
        model.name,
        kind,
        column_kind.column_kind,
        unit or (checked.unit if checked else None),
        model.title,
        model.list_values() or (checked.values if checked else ()),
        model.list_value_labels(),
    )
