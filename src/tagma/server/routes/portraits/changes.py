"""What moved, and where cases and sibling tags overlap."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from tagma.flows.changes import list_changes
from tagma.flows.definitions import load_applied
from tagma.flows.instants import parse_as_of
from tagma.flows.mece import check_tag, check_taxonomy
from tagma.flows.names import find_canonical
from tagma.server.asking import AsOf, Lang, Ws
from tagma.server.shapes import Instant, Shape
from tagma.server.values import label_value

router = APIRouter(tags=["portraits"])


class ChangeItem(Shape):
    """One value of one customer that moved; a segment's values are true and false."""

    customer: str
    kind: Literal["tag", "segment"]
    name: str
    label: str
    old: str | None
    old_label: str | None
    new: str | None
    new_label: str | None
    at: Instant
    version: int
    run: str


class ChangeList(Shape):
    """The newest changes first."""

    items: list[ChangeItem]


class OverlapShape(Shape):
    """How many customers two members share."""

    first: str
    second: str
    customers: int


class MeceShape(Shape):
    """Overlaps and gaps of one group; ``counts`` is empty where the data is not there yet."""

    group: str
    kind: Literal["cases", "siblings"]
    members: list[str]
    member_labels: dict[str, str]
    computed: bool
    total: int
    counts: dict[str, int]
    overlaps: list[OverlapShape]
    several: int
    none: int
    exhaustive_by: str | None
    exclusive: bool
    exhaustive: bool


class MeceList(Shape):
    """One report for each tag with cases and each group of sibling tags."""

    items: list[MeceShape]


Since = Annotated[str | None, Query(description="An instant, ISO; changes at or after it.")]


@router.get("/changes")
def get_changes(
    ws: Ws,
    language: Lang,
    name: str | None = None,
    customer: str | None = None,
    since: Since = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> ChangeList:
    """The newest changes of tags and segments, of one name and one customer where given."""
    canonical = find_canonical(ws, name) if name is not None else None
    found = list_changes(ws, canonical, customer, parse_as_of(ws, since), limit)
    return ChangeList(items=show_changes(ws, found, language))


@router.get("/mece")
def get_mece(ws: Ws, language: Lang, as_of: AsOf, name: str | None = None) -> MeceList:
    """Which cases of a tag (of all, without a name) and sibling tags overlap, and who is in none of them."""
    reports = check_taxonomy(ws, as_of) if name is None else [check_tag(ws, name, as_of)]
    fields = load_applied(ws).vocabulary.fields
    items = []
    for report in reports:
        found: dict[str, Any] = report.to_dict()
        labels = {}
        for member in report.members:
            field = fields.get(report.group if report.kind == "cases" else member)
            word = None
            if field is not None and report.kind == "cases":
                word = label_value(member, field.value_labels, language)
            elif field is not None and field.label is not None:
                word = field.label.in_language(language)
            labels[member] = word or member
        items.append(MeceShape(**found, member_labels=labels))
    return MeceList(items=items)


def show_changes(ws: Ws, changes: Any, language: Lang) -> list[ChangeItem]:
    """Changes with the labels of what moved and of its values."""
    vocabulary = load_applied(ws).vocabulary
    items = []
    for change in changes:
        known = (vocabulary.segments if change.kind == "segment" else vocabulary.fields).get(change.name)
        labels = getattr(known, "value_labels", {})
        label = known.label.in_language(language) if known is not None and known.label else change.name
        items.append(
            ChangeItem(
                **change.to_dict(language),
                label=label,
                old_label=label_value(change.old, labels, language),
                new_label=label_value(change.new, labels, language),
            )
        )
    return items
