"""One customer: who this is, what we say of them, what they are in."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from tagma.flows.people.person import read_person
from tagma.server.asking import Lang, Ws
from tagma.server.shapes import Instant, Shape
from tagma.server.values import Cell, label_value, show_value

router = APIRouter(prefix="/customers", tags=["customers"])


class CustomerTrait(Shape):
    """A trait; ``since`` null: undated, or not known."""

    name: str
    label: str
    type: str
    unit: str | None
    value: Cell
    value_label: str | None
    source: str | None
    source_label: str | None
    since: Instant | None


class CustomerTag(Shape):
    """A tag that the customer has.

    ``as_of`` is the instant its value speaks of; ``since`` null: it never moved since it was first computed.
    """

    name: str
    label: str
    kind: str
    type: str
    unit: str | None
    value: Cell
    value_label: str | None
    path: list[str]
    path_labels: list[str]
    class_: str | None = Field(alias="class")
    refresh: str
    as_of: Instant | None
    since: Instant | None


class CustomerSegment(Shape):
    """A segment that the customer is in."""

    name: str
    label: str
    refresh: str
    as_of: Instant | None
    since: Instant | None


class CustomerEvents(Shape):
    """How often the customer did something."""

    name: str
    label: str
    count: int
    first: Instant
    last: Instant


class CustomerConsent(Shape):
    """The newest word of the customer on a purpose."""

    purpose: str
    granted: bool
    at: Instant | None
    source: str | None


class CustomerIdentity(Shape):
    """An id under which the customer is known."""

    kind: str
    value: str


class CustomerShape(Shape):
    """Everything of one customer but the events themselves."""

    customer: str
    as_of: Instant | None
    first_at: Instant | None
    traits: list[CustomerTrait]
    tags: list[CustomerTag]
    segments: list[CustomerSegment]
    events: list[CustomerEvents]
    consents: list[CustomerConsent]
    identities: list[CustomerIdentity]


@router.get("/{customer:path}")
def get_customer(customer: str, ws: Ws, language: Lang) -> CustomerShape:
    """One customer as of the portrait that serves: traits, tags, segments, consents, how much they did."""
    person = read_person(ws, customer)
    settings = ws.settings
    return CustomerShape(
        customer=person.customer,
        as_of=person.as_of,
        first_at=person.first_at,
        traits=[
            CustomerTrait(
                name=each.field.name,
                label=each.field.label.in_language(language) if each.field.label else each.field.name,
                type=each.field.type.value,
                unit=each.field.unit,
                value=show_value(each.value),
                value_label=label_value(each.value, each.field.value_labels, language),
                source=each.source,
                source_label=each.source_label.in_language(language) if each.source_label else each.source,
                since=each.since,
            )
            for each in person.traits
        ],
        tags=[
            CustomerTag.model_validate(
                {
                    "name": each.field.name,
                    "label": each.field.label.in_language(language) if each.field.label else each.field.name,
                    "kind": each.field.kind,
                    "type": each.field.type.value,
                    "unit": each.field.unit,
                    "value": show_value(each.value),
                    "value_label": label_value(each.value, each.field.value_labels, language),
                    "path": list(each.path),
                    "path_labels": [settings.name_path([level], language) for level in each.path],
                    "class": each.class_,
                    "refresh": each.cadence,
                    "as_of": each.instant,
                    "since": each.since,
                }
            )
            for each in person.tags
        ],
        segments=[
            CustomerSegment(
                name=each.name,
                label=each.label.in_language(language),
                refresh=each.cadence,
                as_of=each.instant,
                since=each.since,
            )
            for each in person.segments
        ],
        events=[
            CustomerEvents(
                name=each.name,
                label=each.label.in_language(language),
                count=each.count,
                first=each.first,
                last=each.last,
            )
            for each in person.events
        ],
        consents=[CustomerConsent.model_validate(each) for each in person.consents],
        identities=[CustomerIdentity.model_validate(each) for each in person.identities],
    )
