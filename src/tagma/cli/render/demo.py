"""What the demo shop shows at the end: figures, RFM, tags, segments, and commands to try."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from tagma.cli.render.lists import build_tags, show_coverage
from tagma.cli.render.values import build_pairs, build_table, dim, head, show_instant, show_number, show_share
from tagma.models.rfm import GROUPS

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tagma.cli.desk import Desk
    from tagma.flows.listing import SegmentListing
    from tagma.flows.overview import Overview
    from tagma.workspace import Workspace


def build_demo(
    overview: Overview, ws: Workspace, desk: Desk, folder: Path, seconds: float, customer: str = "1"
) -> list[RenderableType]:
    """Everything that was found, in reading order.

    Args:
        customer: whose profile the commands at the end show.
    """
    return [
        head(desk.say(f"{overview.name}: what was found", f"{overview.name}：分析结果")),
        _build_figures(overview, ws, desk),
        "",
        *_build_rfm(overview, desk),
        *build_tags(overview.tags, ws, desk),
        "",
        head(desk.say("Segments", "分群")),
        _build_sizes(overview.segments, desk),
        "",
        dim(desk.say(f"All of it took {seconds:.1f} s.", f"全程用时 {seconds:.1f} 秒。")),
        *_build_commands(overview, desk, folder, customer),
    ]


def _build_figures(overview: Overview, ws: Workspace, desk: Desk) -> RenderableType:
    pairs = [
        (desk.say("customers", "客户"), f"{overview.customers:,}"),
        (desk.say("as of", "截至"), show_instant(overview.as_of, ws.calendar)),
    ]
    if overview.orders is not None:
        pairs.insert(1, (desk.say("orders", "订单"), f"{overview.orders:,}"))
    if overview.revenue is not None:
        money = f"{overview.revenue:,.2f} {overview.currency}".rstrip()
        pairs.insert(2, (desk.say("revenue", "销售额"), money))
    for event in overview.events:
        if event.name != "order":
            pairs.insert(-1, (event.label.in_language(desk.language), show_number(event.rows)))
    return build_pairs(pairs)


def _build_rfm(overview: Overview, desk: Desk) -> list[RenderableType]:
    """The eight groups as a grid: recency and frequency down, monetary value across."""
    tag = overview.rfm
    if tag is None or not tag.values:
        return []
    counts = {str(value.value): value for value in tag.values}
    total = sum(value.customers for value in tag.values)
    groups = {(recent, often, much): name for recent, often, much, name, _ in GROUPS}
    rows = []
    for recent, often in ((True, True), (True, False), (False, True), (False, False)):
        row = [desk.say("recent" if recent else "long ago", "近期" if recent else "久未"),
               desk.say("often" if often else "seldom", "高频" if often else "低频")]  # fmt: skip
        for much in (True, False):
            found = counts.get(groups[recent, often, much])
            customers = found.customers if found else 0
            label = found.label.in_language(desk.language) if found else groups[recent, often, much]
            row += [label, f"{customers:,}", show_share(customers, total)]
        rows.append(row)
    high, low = desk.say("high value", "高消费"), desk.say("low value", "低消费")
    table = build_table(
        [(desk.say("last bought", "最近购买"), "left"), (desk.say("how often", "频次"), "left"),
         (high, "left"), ("", "right"), ("", "right"), (low, "left"), ("", "right"), ("", "right")],
        rows,
    )  # fmt: skip
    return [head(tag.label.in_language(desk.language)), table, ""]


def _build_sizes(segments: tuple[SegmentListing, ...], desk: Desk) -> RenderableType:
    rows = [
        [each.label.in_language(desk.language), each.name, *show_coverage(each.coverage)] for each in segments
    ]
    heads = (("segment", "分群"), ("name", "名称"), ("customers", "客户"), ("share", "占比"))
    return build_table(
        [(desk.say(*pair), "right" if i > 1 else "left") for i, pair in enumerate(heads)], rows
    )


def _build_commands(overview: Overview, desk: Desk, folder: Path, customer: str) -> list[RenderableType]:
    """Commands that work as they stand, with names of this shop."""
    start = f"tagma -w {folder}"
    segment = overview.segments[0].name if overview.segments else "NAME"
    tag = overview.rfm.name if overview.rfm is not None else segment
    commands = [
        (f"{start} count 'count(order in last 30 days) >= 5'", ("how many", "多少客户")),
        (f"{start} customers '{segment}' --limit 10", ("who", "哪些客户")),
        (f"{start} profile {shlex.quote(customer)}", ("one customer", "单个客户")),
        (f"{start} explain {shlex.quote(customer)} '{tag}'", ("why", "为什么")),
        (f"{start} words '{segment}' --lang {desk.language}", ("as a sentence", "用一句话表达")),
        (f"{start} sql '{segment}'", ("as SQL", "对应的 SQL")),
        (f"{start} customers '{segment}' -o customers.xlsx", ("as a file", "导出文件")),
    ]
    lines: list[RenderableType] = ["", head(desk.say("Try", "试一试"))]
    width = max(len(command) for command, _ in commands)
    lines += [f"  {command:<{width}}  # {desk.say(*words)}" for command, words in commands]
    return lines
