"""How lists of tags, segments, events, traits and sources look."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from tagma.cli.render.values import (
    MISSING,
    Align,
    build_table,
    dim,
    head,
    show_instant,
    show_share,
    show_value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from tagma.cli.desk import Desk
    from tagma.flows.listing import Coverage, SegmentListing, TagListing, ValueCount
    from tagma.flows.listing_data import EventListing, TraitListing
    from tagma.flows.sources.listing import SourceListing
    from tagma.workspace import Workspace

CLASSES = {"base": "基础", "behaviour": "行为", "value": "价值", "need": "需求"}
CADENCES = {
    "realtime": "实时", "hourly": "每小时", "daily": "每天", "weekly": "每周", "monthly": "每月",
    "quarterly": "每季", "yearly": "每年", "on demand": "按需",
}  # fmt: skip
UNITS = {"minute": "分钟", "hour": "小时", "day": "天"}
SHOWN_VALUES = 4


def build_tags(tags: Sequence[TagListing], ws: Workspace, desk: Desk) -> list[RenderableType]:
    """One table per category of the taxonomy."""
    if not tags:
        return [_invite(desk, "tags", "标签", "tags say something of each customer", "标签描述每位客户")]
    heads = (("tag", "标签"), ("name", "名称"), ("class", "分类"), ("renewed", "更新"), ("customers", "客户"),
             ("share", "覆盖率"), ("values", "取值"))  # fmt: skip
    shown: list[RenderableType] = []
    for path, group in groupby(tags, key=lambda tag: tag.path[:2]):
        rows = [
            [
                tag.label.in_language(desk.language),
                tag.name,
                desk.say(tag.class_ or MISSING, CLASSES.get(tag.class_ or "", MISSING)),
                word_cadence(tag.cadence, desk),
                *show_coverage(tag.coverage),
                show_values(tag.values, tag.coverage, ws, desk),
            ]
            for tag in group
        ]
        title = ws.settings.name_path(path, desk.language) or desk.say("(without a place)", "（未归类）")
        shown += [head(title), _table(heads, rows, desk, numbers=(4, 5), widest=26), ""]
    return [*shown, dim(desk.say(f"{len(tags)} tags", f"共 {len(tags)} 个标签"))]


def build_segments(segments: Sequence[SegmentListing], desk: Desk) -> list[RenderableType]:
    """One table."""
    if not segments:
        return [
            _invite(
                desk,
                "segments",
                "分群",
                "segments are customers that belong together",
                "分群是同类客户的集合",
            )
        ]
    heads = (("segment", "分群"), ("name", "名称"), ("renewed", "更新"), ("customers", "客户"),
             ("share", "占比"), ("about", "说明"))  # fmt: skip
    rows = [
        [
            each.label.in_language(desk.language),
            each.name,
            word_cadence(each.cadence, desk),
            *show_coverage(each.coverage),
            each.description.in_language(desk.language) if each.description else "",
        ]
        for each in segments
    ]
    return [_table(heads, rows, desk, numbers=(3, 4))]


def build_events(events: Sequence[EventListing], ws: Workspace, desk: Desk) -> list[RenderableType]:
    """One table; properties with their types below it."""
    if not events:
        return [_invite(desk, "events", "事件", "events are what customers do", "事件是客户的行为")]
    heads = (("event", "事件"), ("name", "名称"), ("rows", "条数"), ("customers", "客户"), ("first", "最早"),
             ("last", "最近"))  # fmt: skip
    rows = [
        [
            each.label.in_language(desk.language),
            each.name,
            f"{each.rows:,}",
            f"{each.customers:,}",
            show_instant(each.first, ws.calendar, seconds=False),
            show_instant(each.last, ws.calendar, seconds=False),
        ]
        for each in events
    ]
    shown: list[RenderableType] = [_table(heads, rows, desk, numbers=(2, 3))]
    for each in events:
        if each.properties:
            told = ", ".join(
                f"{part.name} {part.type}{f' [{part.unit}]' if part.unit else ''}" for part in each.properties
            )
            shown.append(dim(f"{each.name}: {told}"))
    return shown


def build_traits(traits: Sequence[TraitListing], ws: Workspace, desk: Desk) -> list[RenderableType]:
    """One table."""
    if not traits:
        return [
            _invite(
                desk,
                "traits",
                "属性",
                "traits are what sources know of customers",
                "属性是数据源提供的客户资料",
            )
        ]
    heads = (("trait", "属性"), ("name", "名称"), ("type", "类型"), ("customers", "客户"),
             ("coverage", "覆盖率"), ("values", "取值"))  # fmt: skip
    rows = [
        [
            each.label.in_language(desk.language),
            each.name,
            each.type,
            *show_coverage(each.coverage),
            show_values(each.values, each.coverage, ws, desk),
        ]
        for each in traits
    ]
    return [_table(heads, rows, desk, numbers=(3, 4))]


def build_sources(sources: Sequence[SourceListing], ws: Workspace, desk: Desk) -> list[RenderableType]:
    """One table."""
    if not sources:
        return [
            _invite(desk, "sources", "数据源", "sources are files with records", "数据源是记录所在的文件")
        ]
    heads = (
        ("source", "数据源"),
        ("reads", "读取"),
        ("gives", "产出"),
        ("rows", "行数"),
        ("loaded", "载入时间"),
    )
    rows = []
    for each in sources:
        gives = [*each.events, *(["traits"] if each.traits else []), *(["consents"] if each.consents else [])]
        rows.append(
            [
                each.label.in_language(desk.language),
                ", ".join(each.read.values()),
                ", ".join(gives),
                MISSING if each.rows is None else f"{each.rows:,}",
                show_instant(each.loaded_at, ws.calendar, seconds=False),
            ]
        )
    return [_table(heads, rows, desk, numbers=(3,))]


def show_coverage(coverage: Coverage | None) -> tuple[str, str]:
    """Customers and share; a dash before the first refresh."""
    if coverage is None:
        return MISSING, MISSING
    return f"{coverage.customers:,}", show_share(coverage.customers, coverage.total)


def show_values(values: Iterable[ValueCount], coverage: Coverage | None, ws: Workspace, desk: Desk) -> str:
    """The first values with their counts, or the range of numbers and times."""
    listed = [
        f"{value.label.in_language(desk.language)} {value.customers:,}"
        for value in list(values)[:SHOWN_VALUES]
    ]
    if listed:
        return desk.say(", ", "、").join(listed)
    if coverage is None or coverage.least is None:
        return ""
    least, most = (show_value(edge, ws.calendar, desk.language) for edge in (coverage.least, coverage.most))
    return f"{least} … {most}"


def word_cadence(cadence: str, desk: Desk) -> str:
    """A cadence in words."""
    if desk.language == "en":
        return cadence
    if cadence in CADENCES:
        return CADENCES[cadence]
    _, number, unit = cadence.split()
    return f"每 {number} {UNITS.get(unit.removesuffix('s'), unit)}"


def _table(
    heads: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[str]],
    desk: Desk,
    *,
    numbers: tuple[int, ...] = (),
    widest: int = 34,
) -> RenderableType:
    columns: list[tuple[str, Align]] = [
        (desk.say(*pair), "right" if position in numbers else "left") for position, pair in enumerate(heads)
    ]
    return build_table(columns, rows, widest=widest)


def _invite(desk: Desk, en: str, zh: str, what_en: str, what_zh: str) -> str:
    return desk.say(
        f"There are no {en} yet: {what_en}. Write some as YAML, then run “tagma apply --refresh”.",
        f"还没有{zh}：{what_zh}。请编写 YAML 定义，然后运行“tagma apply --refresh”。",
    )
