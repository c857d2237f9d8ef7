"""What a rule can name, and the values to choose from."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from fastapi import APIRouter, Query

from tagma.errors import Place, Text
from tagma.flows.asking.kept import keep_answer
from tagma.flows.asking.values import suggest_field_values, suggest_property_values
from tagma.flows.definitions import load_applied
from tagma.flows.listing_data import list_events
from tagma.server.asking import Lang, Ws
from tagma.server.errors import RequestError
from tagma.server.routes.portraits.listed import EventItem, show_event
from tagma.server.shapes import Shape
from tagma.server.values import Cell, ValueLabel, label_values, show_value

router = APIRouter(prefix="/vocabulary", tags=["rules"])


class FieldItem(Shape):
    """A trait, tag or score that rules can name."""

    name: str
    label: str
    kind: Literal["trait", "tag", "score"]
    type: str
    unit: str | None
    path: list[str]
    values: list[ValueLabel]


class NamedItem(Shape):
    """A segment, list or purpose that rules can name."""

    name: str
    label: str


class VocabularyShape(Shape):
    """Everything that a rule can name."""

    events: list[EventItem]
    fields: list[FieldItem]
    segments: list[NamedItem]
    lists: list[NamedItem]
    purposes: list[str]


class ValueItem(Shape):
    """A value to choose; ``count`` customers have it, or ``count`` events."""

    value: Cell
    label: str
    count: int


class ValueList(Shape):
    """The most frequent values that fit."""

    items: list[ValueItem]
    total_distinct: int


@router.get("")
def get_vocabulary(ws: Ws, language: Lang) -> VocabularyShape:
    """Everything that a rule can name: events with properties, traits, tags, segments, lists, purposes."""
    applied = load_applied(ws)
    names = applied.vocabulary
    paths = {
        each.name: getattr(each.model, "path", ())
        for each in applied.definitions
        if each.kind.space == "field"
    }
    fields = []
    for field in names.fields.values():
        labelled = label_values(field, language)
        known = {each.value for each in labelled}
        rest = [ValueLabel(value=value, label=value) for value in field.values if value not in known]
        levels = paths.get(field.name, ()) if field.kind != "trait" else ()
        fields.append(
            FieldItem(
                name=field.name,
                label=field.label.in_language(language) if field.label else field.name,
                kind=cast("Literal['trait', 'tag', 'score']", field.kind),
                type=field.type.value,
                unit=field.unit,
                path=[ws.settings.name_path([level], language) for level in levels],
                values=[*labelled, *rest],
            )
        )
    segments = [
        NamedItem(name=each.name, label=each.label.in_language(language) if each.label else each.name)
        for each in names.segments.values()
    ]
    lists = []
    for name in names.lists.values():
        listed = names.fields.get(name)
        label = listed.label.in_language(language) if listed is not None and listed.label else name
        lists.append(NamedItem(name=name, label=label))
    return VocabularyShape(
        events=[
            show_event(each, language)
            for each in keep_answer(ws, "events", lambda: list_events(ws), collected=True)
        ],
        fields=fields,
        segments=segments,
        lists=lists,
        purposes=list(names.purposes),
    )


@router.get("/values")
def get_values(
    ws: Ws,
    language: Lang,
    field: Annotated[str | None, Query(description="A trait or tag.")] = None,
    event: str | None = None,
    property: Annotated[str | None, Query(description="Of the event.")] = None,  # noqa: A002
    q: Annotated[str, Query(description="Values and words that contain this.", max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> ValueList:
    """The values of a trait or tag, or of an event's property, the most frequent first."""
    if field is not None:
        found = suggest_field_values(ws, field, q, limit)
    elif event is not None and property is not None:
        found = suggest_property_values(ws, event, property, q, limit)
    else:
        raise RequestError(
            Text("nothing says whose values are wanted", "没有说明要查哪个字段的取值"),
            where=Place(field="field"),
            next_step=Text("give “field”, or “event” and “property”", "请给出“field”，或“event”与“property”"),
        )
    items = []
    for each in found.items:
        value = show_value(each.value)
        label = each.label.in_language(language) if each.label is not None else str(value)
        items.append(ValueItem(value=value, label=label, count=each.count))
    return ValueList(items=items, total_distinct=found.total_distinct)
