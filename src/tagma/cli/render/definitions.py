"""How plans, versions, lineage and MECE reports look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text as Line
from rich.tree import Tree

from tagma.cli.render.values import build_table, dim, head, show_instant, show_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from tagma.cli.desk import Desk
    from tagma.flows.history import Version, VersionDiff
    from tagma.flows.lineage import Lineage, LineageNode
    from tagma.flows.plan import DefinitionPlan
    from tagma.tags.mece import MeceReport
    from tagma.workspace import Workspace

STYLES = {"+": "green", "-": "red", "~": "yellow", "!": "yellow", "✗": "red"}
MOST_OVERLAPS = 5


def build_plan(plan: DefinitionPlan, ws: Workspace, desk: Desk) -> list[RenderableType]:
    """The plan line by line, and what to do next."""
    shown: list[RenderableType] = [_paint(line) for line in plan.describe(desk.language).splitlines()]
    if plan.as_of is not None and any(change.moved for change in plan.changes):
        at = show_instant(plan.as_of, ws.calendar)
        shown.append(dim(desk.say(f"customers counted as of {at}", f"客户数截至 {at}")))
    if plan.changes and not plan.errors:
        shown.append(desk.say("Next: tagma apply --reason '...'", "下一步：tagma apply --reason '...'"))
    return shown


def build_applied(plan: DefinitionPlan, desk: Desk, *, refreshed: bool) -> list[RenderableType]:
    """What was applied, in one line for each definition."""
    shown: list[RenderableType] = [_paint(change.describe(desk.language)[0]) for change in plan.changes]
    if plan.notices:
        count = len(plan.notices)
        shown.append(
            dim(
                desk.say(
                    f"! {count} remarks; “tagma plan” lists them", f"! {count} 条提示，“tagma plan”可查看"
                )
            )
        )
    if not plan.changes:
        return [*shown, desk.say("Nothing to apply: no definition changed.", "没有可应用的改动。")]
    shown.append(desk.say(f"Applied. {plan.summarise('en')}", f"已应用。{plan.summarise('zh')}"))
    if not refreshed and any(change.effective for change in plan.changes):
        shown.append(desk.say("Next: tagma refresh", "下一步：tagma refresh"))
    return shown


def build_versions(versions: Sequence[Version], ws: Workspace, desk: Desk) -> list[RenderableType]:
    """Every version with what changed in it."""
    newest = versions[0]
    shown: list[RenderableType] = [head(f"{newest.kind} {newest.name}")]
    for version in versions:
        parts = [
            f"v{version.version}",
            show_instant(version.applied_at, ws.calendar),
            version.author,
            version.reason,
        ]
        line = Line("  ".join(part for part in parts if part), "bold" if version.active else "")
        if version.active:
            line.append(desk.say("  in force", "  生效中"), "green")
        if version.removed:
            line.append(desk.say("  removed", "  已删除"), "red")
        shown.append(line)
        shown += [_paint(f"  {change}") for change in version.changes]
    return shown


def build_diff(diff: VersionDiff, desk: Desk) -> list[RenderableType]:
    """In words, then as text."""
    return [
        head(f"{diff.kind} {diff.name}  v{diff.before} → v{diff.after}"),
        Line(diff.words.in_language(desk.language)),
        *(_paint(line) for line in diff.text.splitlines()),
    ]


def build_lineage(lineage: Lineage, desk: Desk) -> list[RenderableType]:
    """Two trees: what the name comes from, and what uses it."""
    nodes = {node.id: node for node in lineage.nodes}
    assert lineage.focus is not None
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for start, end in lineage.edges:
        above.setdefault(end, []).append(start)
        below.setdefault(start, []).append(end)
    shown: list[RenderableType] = []
    for title, nexts in (
        (desk.say("comes from", "来自"), above),
        (desk.say("is used by", "被使用于"), below),
    ):
        tree = Tree(Line.assemble(_name_node(nodes[lineage.focus], desk), (f"  {title}", "dim")))
        if not nexts.get(lineage.focus):
            tree.add(dim(desk.say("nothing", "无")))
        _grow(tree, lineage.focus, nexts, nodes, desk, set())
        shown.append(tree)
    return shown


def build_mece(reports: Sequence[MeceReport], ws: Workspace, desk: Desk) -> list[RenderableType]:
    """One table of groups, then the members and overlaps of those that are not clean."""
    if not reports:
        return [
            desk.say(
                "There is nothing to compare: no tag has cases, and no sub-category has two yes-or-no tags.",
                "没有可比较的内容：没有多取值标签，也没有含两个以上是非标签的中类。",
            )
        ]
    shown: list[RenderableType] = []
    for report in reports:
        shown += [*([""] if shown else []), _title_mece(report, ws, desk)]
        if not report.computed:
            continue
        counts = report.counts or {}
        rows = [
            [member, f"{counts.get(member, 0):,}", show_share(counts.get(member, 0), report.total)]
            for member in report.members
        ]
        name = desk.say("value", "取值") if report.kind == "cases" else desk.say("tag", "标签")
        columns = (name, desk.say("customers", "客户"), desk.say("share", "占比"))
        shown.append(
            build_table([(columns[0], "left"), (columns[1], "right"), (columns[2], "right")], rows, widest=40)
        )
        worst = sorted(report.overlaps, key=lambda each: -each.customers)[:MOST_OVERLAPS]
        shown += [
            Line(f"  {each.first} ∩ {each.second}: {each.customers:,}", "yellow")
            for each in worst
            if each.customers
        ]
    return shown


def _title_mece(report: MeceReport, ws: Workspace, desk: Desk) -> Line:
    siblings = report.kind == "siblings"
    group = ws.settings.name_path(report.group.split(" / "), desk.language) if siblings else report.group
    line = Line(group, "bold")
    if not report.computed:
        return line.append(desk.say("  not computed yet: tagma refresh", "  尚未计算：tagma refresh"), "dim")
    several = desk.say(f"  {report.several:,} in several", f"  {report.several:,} 位重叠")
    none = desk.say(f"  {report.none:,} in none", f"  {report.none:,} 位未覆盖")
    if report.exhaustive_by is not None:
        none = desk.say(
            f"  {report.none:,} → {report.exhaustive_by}",
            f"  其余 {report.none:,} 位 → {report.exhaustive_by}",
        )
    line.append(several, "green" if report.exclusive else "yellow")
    return line.append(none, "green" if report.exhaustive else "yellow")


def _grow(
    tree: Tree,
    at: str,
    nexts: dict[str, list[str]],
    nodes: dict[str, LineageNode],
    desk: Desk,
    seen: set[str],
) -> None:
    for other in nexts.get(at, []):
        branch = tree.add(_name_node(nodes[other], desk))
        if other in seen and nexts.get(other):
            branch.add(dim("…"))
            continue
        seen.add(other)
        _grow(branch, other, nexts, nodes, desk, seen)


def _name_node(node: LineageNode, desk: Desk) -> Line:
    kinds = {"source": "数据源", "event": "事件", "trait": "属性", "tag": "标签", "segment": "分群"}
    kind = desk.say(node.kind, kinds.get(node.kind, node.kind))
    line = Line.assemble((kind, "dim"), " ", node.name)
    label = node.label.in_language(desk.language)
    if label != node.name:
        line.append(f"  {label}", "dim")
    return line


def _paint(line: str) -> Line:
    return Line(line, STYLES.get(line.lstrip()[:1], ""))
