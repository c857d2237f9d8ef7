"""How runs, loads and changes look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text as Line

from tagma.cli.render.values import (
    MISSING,
    build_table,
    dim,
    head,
    show_instant,
    show_milliseconds,
)
from tagma.flows.runs import tell_error
from tagma.flows.stepping import word_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from tagma.cli.desk import Desk
    from tagma.flows.changes import Change
    from tagma.flows.daily import RunReport
    from tagma.identity import LoadReport
    from tagma.state import Run
    from tagma.workspace import Workspace

MARKS = {"done": ("✓", "green"), "failed": ("✗", "red"), "running": ("…", "yellow")}


def build_report(report: RunReport, ws: Workspace, desk: Desk) -> list[RenderableType]:
    """What a refresh did: loads, steps, and what moved."""
    shown: list[RenderableType] = build_loads(report.loads, desk)
    shown.append(_build_steps(report.run, desk))
    published = report.published
    at = show_instant(report.run.as_of, ws.calendar)
    if published is not None:
        shown.append(
            head(
                desk.say(
                    f"{published.customers:,} customers as of {at}: {published.tag_changes:,} tags changed, "
                    f"segments were entered or left {published.segment_changes:,} times",
                    f"{published.customers:,} 位客户，截至 {at}：标签变化 {published.tag_changes:,} 次，"
                    f"进出分群 {published.segment_changes:,} 次",
                )
            )
        )
    return shown


def build_loads(loads: Sequence[LoadReport], desk: Desk) -> list[RenderableType]:
    """A table of what each source gave, and what was set aside and why."""
    fresh = [load for load in loads if not load.skipped]
    skipped = [load.source for load in loads if load.skipped]
    shown: list[RenderableType] = []
    if fresh:
        rows = [
            [load.source, output.name, f"{output.read:,}", f"{output.loaded:,}", f"{output.duplicates:,}",
             f"{sum(item.rows for item in output.quarantined):,}"]
            for load in fresh
            for output in load.outputs
        ]  # fmt: skip
        heads = (("source", "数据源"), ("gave", "产出"), ("rows read", "读取行数"), ("loaded", "载入"),
                 ("duplicates", "重复"), ("quarantined", "隔离"))  # fmt: skip
        shown.append(
            build_table(
                [(desk.say(*pair), "left" if i < 2 else "right") for i, pair in enumerate(heads)],
                rows,
                widest=30,
            )
        )
    for load in fresh:
        for output in load.outputs:
            for item in output.quarantined:
                words = item.words.in_language(desk.language)
                shown.append(Line(f"  ! {load.source} → {output.name}: {words} ({item.rows:,})", "yellow"))
            if output.extra:
                names = ", ".join(output.extra)
                shown.append(
                    Line(desk.say(f"  ! too many properties; in _extra only: {names}",
                                  f"  ! 属性过多，仅存于 _extra：{names}"), "yellow")
                )  # fmt: skip
        if load.unchanged_files:
            names = desk.say(", ", "、").join(load.files)
            shown.append(
                dim(
                    desk.say(
                        f"  {load.source}: new files {names}; {load.unchanged_files:,} loaded before",
                        f"  {load.source}：新文件 {names}；{load.unchanged_files:,} 个此前已载入",
                    )
                )
            )
    if skipped:
        names = desk.say(", ", "、").join(skipped)
        shown.append(
            dim(desk.say(f"not loaded again, nothing changed: {names}", f"未变化，无需重新载入：{names}"))
        )
    return shown


def build_run(run: Run, ws: Workspace, desk: Desk) -> list[RenderableType]:
    """One run with its steps and its error."""
    shown: list[RenderableType] = [_title_run(run, ws, desk), _build_steps(run, desk)]
    error = tell_error(run.error, desk.language)
    if error is not None:
        shown.append(Line(f"✗ {error.get('message', '')}", "red"))
        if run.status == "failed" and run.flow == "refresh":
            shown.append(f"→ tagma refresh --resume {run.id}")
    return shown


def build_runs(runs: Sequence[Run], ws: Workspace, desk: Desk) -> list[RenderableType]:
    """The newest runs, one line each."""
    if not runs:
        return [
            desk.say("There was no run yet. Start one with: tagma refresh", "还没有运行。开始：tagma refresh")
        ]
    rows: list[list[str | Line]] = [
        [
            Line(*MARKS[run.status]),
            run.id,
            run.flow,
            show_instant(run.started_at, ws.calendar, seconds=False),
            show_milliseconds(_last(run)),
            show_instant(run.as_of, ws.calendar, seconds=False),
            run.author,
            str((tell_error(run.error, desk.language) or {}).get("message", "")),
        ]
        for run in runs
    ]
    heads = (("", ""), ("run", "运行"), ("flow", "流程"), ("started", "开始"), ("took", "用时"),
             ("as of", "截至"), ("author", "发起人"), ("error", "错误"))  # fmt: skip
    return [
        build_table([(desk.say(*pair), "right" if i == 4 else "left") for i, pair in enumerate(heads)], rows)
    ]


def build_changes(changes: Sequence[Change], ws: Workspace, desk: Desk) -> list[RenderableType]:
    """What moved, newest first."""
    if not changes:
        return [
            desk.say(
                "Nothing moved yet. Changes are recorded from the second refresh on.",
                "尚无变化。自第二次刷新起记录变化。",
            )
        ]
    rows = [
        [show_instant(each.at, ws.calendar), each.customer, *_word_change(each, desk)] for each in changes
    ]
    heads = (("when", "时间"), ("customer", "客户"), ("tag or segment", "标签或分群"), ("change", "变化"))
    return [build_table([(desk.say(*pair), "left") for pair in heads], rows, widest=40)]


def _word_change(change: Change, desk: Desk) -> tuple[str, str]:
    if change.kind == "segment":
        entered = change.new == "true"
        return change.name, desk.say("entered", "进入") if entered else desk.say("left", "离开")
    words = {"true": desk.say("yes", "是"), "false": desk.say("no", "否"), None: MISSING}
    return change.name, f"{words.get(change.old, change.old)} → {words.get(change.new, change.new)}"


def _build_steps(run: Run, desk: Desk) -> RenderableType:
    rows: list[list[str | Line]] = [
        [Line(*MARKS[step.status]), word_step(step.name, desk.language),
         MISSING if step.rows is None else f"{step.rows:,}", show_milliseconds(step.ms)]
        for step in run.steps
    ]  # fmt: skip
    heads = (("", ""), ("step", "步骤"), ("rows", "行数"), ("time", "用时"))
    return build_table(
        [(desk.say(*pair), "right" if i > 1 else "left") for i, pair in enumerate(heads)], rows
    )


def _title_run(run: Run, ws: Workspace, desk: Desk) -> Line:
    line = Line.assemble(MARKS[run.status], " ", (f"{run.flow} {run.id}", "bold"))
    line.append(desk.say("  started ", "  开始于 ") + show_instant(run.started_at, ws.calendar), "dim")
    if run.as_of is not None:
        line.append(desk.say("  as of ", "  截至 ") + show_instant(run.as_of, ws.calendar), "dim")
    return line.append(f"  {run.author}" if run.author else "", "dim")


def _last(run: Run) -> float | None:
    return None if run.ended_at is None else (run.ended_at - run.started_at).total_seconds() * 1000
