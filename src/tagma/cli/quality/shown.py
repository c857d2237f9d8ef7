"""How the registry, the tracking plan, checks, figures and items look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.cli.render.values import (
    MISSING,
    NO,
    YES,
    Align,
    build_pairs,
    build_table,
    dim,
    head,
    show_instant,
    show_value,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from rich.console import RenderableType

    from tagma.cli.desk import Desk
    from tagma.flows.quality.checks import CheckState
    from tagma.flows.quality.figures import Quality
    from tagma.flows.quality.items import ItemType
    from tagma.flows.quality.registry import EventEntry
    from tagma.flows.quality.tracking import PlanState
    from tagma.workspace import Workspace

WORST = 10
MINUTE, HOUR, DAY = 60, 3_600, 86_400
Heads = tuple[tuple[str, str, Align], ...]


def build_registry(entries: Sequence[EventEntry], ws: Workspace, desk: Desk) -> list[RenderableType]:
    """One line for each event."""
    if not entries:
        return [dim(desk.say("no events yet", "暂无事件"))]
    heads: Heads = (
        ("event", "事件", "left"), ("name", "名称", "left"), ("class", "大类", "left"),
        ("weight", "权重", "right"), ("rows", "行数", "right"), ("customers", "客户", "right"),
        ("last", "最近", "left"), ("odd", "异常", "right"),
    )  # fmt: skip
    rows = [
        [
            each.label.in_language(desk.language),
            each.event,
            each.class_ or MISSING,
            MISSING if each.weight is None else f"{each.weight.normalize():f}",
            f"{each.rows:,}",
            f"{each.customers:,}",
            show_instant(each.last_at, ws.calendar, seconds=False),
            str(len(each.problems)) if each.problems else "",
        ]
        for each in entries
    ]
    undeclared = sum(not each.declared for each in entries)
    note = desk.say(
        f"{len(entries)} events, {undeclared} not declared",
        f"共 {len(entries)} 个事件，其中 {undeclared} 个未声明",
    )
    return [_table(heads, rows, desk), dim(note)]


def build_event(entry: EventEntry, ws: Workspace, desk: Desk) -> list[RenderableType]:
    """The event, its properties, what is odd."""
    pairs = [
        (desk.say("owner", "负责人"), entry.owner or MISSING),
        (desk.say("class", "大类"), entry.class_ or MISSING),
        (desk.say("declared", "已声明"), desk.say("yes", "是") if entry.declared else desk.say("no", "否")),
        (desk.say("rows", "行数"), f"{entry.rows:,}"),
        (desk.say("customers", "客户"), f"{entry.customers:,}"),
        (desk.say("first", "最早"), show_instant(entry.first_at, ws.calendar)),
        (desk.say("last", "最近"), show_instant(entry.last_at, ws.calendar)),
        (desk.say("sources", "来源"), ", ".join(entry.sources) or MISSING),
    ]
    heads: Heads = (
        ("property", "属性", "left"), ("name", "名称", "left"), ("types", "类型", "left"),
        ("filled", "填充率", "right"), ("required", "必填", "left"), ("examples", "示例", "left"),
    )  # fmt: skip
    rows = [
        [
            each.label.in_language(desk.language),
            each.name,
            ", ".join(f"{kind} {rows:,}" for kind, rows in each.types) or MISSING,
            MISSING if each.filled_share is None else f"{each.filled_share:.1%}",
            YES if each.required else "",
            ", ".join(each.examples),
        ]
        for each in entry.properties
    ]
    shown: list[RenderableType] = [head(entry.label.in_language(desk.language)), build_pairs(pairs), ""]
    if rows:
        shown.append(_table(heads, rows, desk, widest=32))
    return [*shown, *(f"! {each.in_language(desk.language)}" for each in entry.problems)]


def build_plan(state: PlanState, desk: Desk, *, missing: bool) -> list[RenderableType]:
    """A table for each class; then the scenes of which nothing is collected."""
    heads: Heads = (
        ("", "", "left"), ("metric", "指标", "left"), ("rule", "规则", "left"),
        ("customers", "客户", "right"), ("not collected", "未采集", "left"),
    )  # fmt: skip
    shown: list[RenderableType] = []
    for each, metrics in state.classes:
        rows = [
            [
                YES if metric.collected else NO,
                metric.metric.label.in_language(desk.language),
                metric.rule,
                f"{metric.customers:,}" if metric.collected else "",
                ", ".join(metric.missing),
            ]
            for metric in metrics
            if not (missing and metric.collected)
        ]
        if rows:
            shown += [
                head(f"{each.label.in_language(desk.language)}  ({each.name})"),
                _table(heads, rows, desk),
                "",
            ]
    collected, total = sum(metric.collected for metric in state.metrics), len(state.metrics)
    shown.append(
        desk.say(f"{collected} of {total} metrics are collected", f"{total} 项指标中已采集 {collected} 项")
    )
    without = [
        scene.label.in_language(desk.language) + (desk.say(" (offline)", "（线下）") if scene.offline else "")
        for scene, found, _ in state.scenes
        if not found
    ]
    if without:
        told = desk.say(", ", "、").join(without)
        shown.append(desk.say(f"nothing is collected from: {told}", f"完全没有采集的触点：{told}"))
    return shown


def build_checks(checks: Sequence[CheckState], desk: Desk) -> list[RenderableType]:
    """One line for each check."""
    if not checks:
        return [
            dim(
                desk.say(
                    "no checks are defined yet (kind: check, kind: noise)",
                    "尚未定义校验（kind: check、kind: noise）",
                )
            )
        ]
    kinds = {"check": desk.say("check", "校验"), "noise": desk.say("noise", "噪声")}
    scopes = {"event": desk.say("events", "事件"), "customer": desk.say("customers", "客户")}
    heads: Heads = (
        ("name", "名称", "left"), ("kind", "类别", "left"), ("of", "对象", "left"),
        ("rule", "规则", "left"), ("found", "命中", "right"), ("share", "占比", "right"),
    )  # fmt: skip
    rows = [
        [
            each.label.in_language(desk.language),
            kinds[each.kind],
            scopes[each.scope],
            each.words.in_language(desk.language),
            MISSING if each.broken is None else f"{each.broken:,}",
            MISSING if each.share is None else f"{each.share:.2%}",
        ]
        for each in checks
    ]
    return [_table(heads, rows, desk, widest=48)]


def build_quality(found: Quality, ws: Workspace, desk: Desk) -> list[RenderableType]:
    """Sources, the fields with most gaps, and checks."""
    heads: Heads = (
        ("source", "来源", "left"), ("rows", "行数", "right"), ("today", "今日", "right"),
        ("lag", "延迟", "right"), ("duplicates", "重复", "right"), ("quarantined", "隔离", "right"),
        ("bots", "爬虫", "right"), ("by rule", "规则噪声", "right"), ("double clicks", "重复点击", "right"),
    )  # fmt: skip
    rows = [
        [
            each.label.in_language(desk.language),
            f"{each.rows:,}",
            f"{each.today:,}",
            show_lag(each.lag_seconds, desk),
            *(
                f"{n:,}"
                for n in (each.duplicates, each.quarantined, each.bots, each.tests, each.double_clicks)
            ),
        ]
        for each in found.sources
    ]
    shown: list[RenderableType] = [_table(heads, rows, desk)] if rows else []
    worst = [
        each for each in sorted(found.fields, key=lambda field: -field.missing_share) if each.missing_share
    ]
    if worst:
        heads = (
            ("event", "事件", "left"), ("property", "属性", "left"), ("missing", "缺失", "right"),
            ("of another type", "类型不符", "right"), ("of rows", "行数", "right"),
        )  # fmt: skip
        rows = [
            [each.event, each.name, f"{each.missing_share:.1%}", f"{each.conflicts:,}", f"{each.rows:,}"]
            for each in worst[:WORST]
        ]
        shown += ["", head(desk.say("most often missing", "缺失最多的属性")), _table(heads, rows, desk)]
    if found.rules:
        shown += ["", head(desk.say("checks", "校验")), *build_checks(found.rules, desk)]
    return [*shown, dim(desk.say("as of ", "截至 ") + show_instant(found.as_of, ws.calendar))]


def build_item_types(types: Sequence[ItemType], desk: Desk) -> list[RenderableType]:
    """One line for each type of items."""
    if not types:
        return [dim(desk.say("no items were sent yet", "尚未收到物品数据"))]
    heads: Heads = (("type", "类型", "left"), ("items", "数量", "right"), ("properties", "属性", "left"))
    rows = [[each.name, f"{each.count:,}", ", ".join(each.properties)] for each in types]
    return [_table(heads, rows, desk)]


def build_items(rows: pa.Table, ws: Workspace, desk: Desk) -> list[RenderableType]:
    """The items as a table."""
    columns: list[tuple[str, Align]] = [(name, "left") for name in rows.column_names]
    cells = [
        [show_value(value, ws.calendar, desk.language) for value in row.values()] for row in rows.to_pylist()
    ]
    note = dim(desk.say(f"{rows.num_rows:,} shown", f"显示 {rows.num_rows:,} 条"))
    return [build_table(columns, cells, widest=32), note] if cells else [note]


def show_lag(seconds: float | None, desk: Desk) -> str:
    """A time that has gone by, in the largest unit that fits."""
    if seconds is None:
        return MISSING
    for size, en, zh in ((DAY, "d", "天"), (HOUR, "h", "小时"), (MINUTE, "min", "分钟")):
        if seconds >= size:
            return f"{seconds / size:.0f} {desk.say(en, zh)}"
    return f"{seconds:.0f} {desk.say('s', '秒')}"


def _table(
    heads: Heads, rows: Sequence[Sequence[str]], desk: Desk, widest: int | None = None
) -> RenderableType:
    return build_table([(desk.say(en, zh), align) for en, zh, align in heads], rows, widest=widest)
