"""How the page of one customer looks: who, what we say, what they are in, what they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.cli.render.names import name_event, name_property
from tagma.cli.render.values import (
    Align,
    build_pairs,
    build_table,
    dim,
    head,
    indent,
    show_instant,
    show_value,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tagma.cli.desk import Desk
    from tagma.flows.profile import Profile, Tagged
    from tagma.rules.vocabulary import Vocabulary
    from tagma.workspace import Workspace

MOST_PROPERTIES = 5


def build_profile(
    profile: Profile, ws: Workspace, desk: Desk, vocabulary: Vocabulary
) -> list[RenderableType]:
    """Everything on one page."""
    at = show_instant(profile.as_of, ws.calendar)
    since = ""
    if profile.first_at.year > 1:  # undated traits count from the beginning of time
        first = show_instant(profile.first_at, ws.calendar)
        since = desk.say(f", first seen {first}", f"，首次出现 {first}")
    shown: list[RenderableType] = [
        head(desk.say(f"Customer {profile.customer}", f"客户 {profile.customer}")),
        dim(desk.say(f"as of {at}", f"截至 {at}") + since),
    ]
    shown += _section(desk.say("Traits", "属性"), _build_traits(profile, ws, desk, vocabulary))
    shown += _section(desk.say("Tags", "标签"), _build_tags(profile.tags, ws, desk, vocabulary))
    shown += _section(desk.say("Segments", "分群"), _build_segments(profile.segments, ws, desk))
    shown += _section(desk.say("Events", "事件"), _build_events(profile, ws, desk))
    shown += _section(desk.say("Newest events", "最近事件"), _build_timeline(profile, ws, desk, vocabulary))
    return shown


def _section(title: str, body: RenderableType | None) -> list[RenderableType]:
    return [] if body is None else ["", head(title), indent(body)]


def _build_traits(
    profile: Profile, ws: Workspace, desk: Desk, vocabulary: Vocabulary
) -> RenderableType | None:
    pairs = []
    for name, value in profile.traits.items():
        field = vocabulary.fields.get(name)
        if value is None or field is None:
            continue
        label = field.label.in_language(desk.language) if field.label else name
        pairs.append((label, show_value(value, ws.calendar, desk.language, field.value_labels)))
    return build_pairs(pairs) if pairs else None


def _build_tags(
    tags: tuple[Tagged, ...], ws: Workspace, desk: Desk, vocabulary: Vocabulary
) -> RenderableType | None:
    rows = []
    for tag in tags:
        field = vocabulary.fields.get(tag.name)
        labels = field.value_labels if field is not None else {}
        rows.append(
            [
                tag.label.in_language(desk.language),
                show_value(tag.value, ws.calendar, desk.language, labels),
                show_instant(tag.instant, ws.calendar),
                show_instant(tag.since, ws.calendar),
            ]
        )
    heads = (("tag", "标签"), ("value", "取值"), ("as of", "截至"), ("since", "自"))
    return _table(heads, rows, desk)


def _build_segments(segments: tuple[Tagged, ...], ws: Workspace, desk: Desk) -> RenderableType | None:
    rows = [
        [each.label.in_language(desk.language), show_instant(each.since, ws.calendar)] for each in segments
    ]
    return _table((("segment", "分群"), ("since", "自")), rows, desk)


def _build_events(profile: Profile, ws: Workspace, desk: Desk) -> RenderableType | None:
    rows = [
        [
            event.label.in_language(desk.language),
            f"{event.count:,}",
            show_instant(event.first, ws.calendar),
            show_instant(event.last, ws.calendar),
        ]
        for event in profile.events
    ]
    heads = (("event", "事件"), ("count", "次数"), ("first", "首次"), ("last", "最近"))
    return _table(heads, rows, desk, numbers=(1,))


def _build_timeline(
    profile: Profile, ws: Workspace, desk: Desk, vocabulary: Vocabulary
) -> RenderableType | None:
    rows = []
    for row in profile.timeline:
        event = vocabulary.events.get(row["event"])
        label = name_event(row["event"], vocabulary, desk)
        told = [
            f"{name_property(name, event, desk)} {show_value(value, ws.calendar, desk.language)}"
            for name, value in row.items()
            if name not in ("event", "ts") and value is not None
        ]
        rows.append([show_instant(row["ts"], ws.calendar), label, "  ".join(told[:MOST_PROPERTIES])])
    return _table((("when", "时间"), ("event", "事件"), ("what", "内容")), rows, desk, widest=60)


def _table(
    heads: tuple[tuple[str, str], ...],
    rows: list[list[str]],
    desk: Desk,
    *,
    numbers: tuple[int, ...] = (),
    widest: int = 40,
) -> RenderableType | None:
    if not rows:
        return None
    columns: list[tuple[str, Align]] = [
        (desk.say(*pair), "right" if position in numbers else "left") for position, pair in enumerate(heads)
    ]
    return build_table(columns, rows, widest=widest, indented=2)
