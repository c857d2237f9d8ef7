"""How sources, templates and tries look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tagma.cli.render.values import build_pairs, build_table, dim, head, show_instant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import RenderableType

    from tagma.cli.desk import Desk
    from tagma.flows.sources.detail import SourceDetail
    from tagma.flows.sources.loading import Loaded
    from tagma.flows.sources.trying import Trial
    from tagma.flows.templates import Template
    from tagma.flows.templates.take import Taken
    from tagma.workspace import Workspace


def build_templates(templates: Sequence[Template], desk: Desk) -> list[RenderableType]:
    """One line each."""
    heads = (("name", "名称"), ("template", "模板"), ("wants", "需要"), ("gives", "产出"))
    rows = [
        [
            each.name,
            each.label.in_language(desk.language),
            ", ".join(file.name for file in each.files),
            ", ".join([*each.list_made("event"), *each.list_made("trait")]),
        ]
        for each in templates
    ]
    add = dim(
        desk.say("add one: tagma source add NAME --file YOURS", "添加：tagma source add 名称 --file 您的文件")
    )
    return [build_table([(desk.say(*pair), "left") for pair in heads], rows), add]


def taken_to_dict(taken: Taken, written: Sequence[str]) -> dict[str, Any]:
    """What was made of a template as JSON data."""
    return {
        "template": taken.template.name,
        "source": taken.source,
        "columns": {name: column for match in taken.matches for name, column in match.columns.items()},
        "definitions": [{"kind": body["kind"], "name": body["name"]} for body in taken.bodies],
        "kept": list(taken.kept),
        "files": list(taken.files),
        "written": list(written),
    }


def build_taken(taken: Taken, written: Sequence[str], desk: Desk) -> list[RenderableType]:
    """What the columns were taken for, and the files."""
    shown: list[RenderableType] = [
        head(
            desk.say(
                f"Source {taken.source}: {taken.template.label.en}",
                f"数据源 {taken.source}：{taken.template.label.zh}",
            )
        )
    ]
    for match in taken.matches:
        if match.as_written:
            continue
        missing = desk.say("(not there)", "（没有）")
        shown += [
            dim(match.table.path.name),
            build_pairs((name, column or missing) for name, column in match.columns.items()),
        ]
    shown += [dim(f"  {name}") for name in (*taken.files, *written)]
    if taken.kept:
        names = ", ".join(taken.kept)
        shown.append(dim(desk.say(f"there already, left as they are: {names}", f"已存在，保持不变：{names}")))
    shown.append(
        desk.say(
            "Next: tagma plan, then tagma apply --refresh", "下一步：tagma plan，然后 tagma apply --refresh"
        )
    )
    return shown


def build_begun_from(
    made: Sequence[Taken], written: Sequence[str], folder: Path, desk: Desk
) -> list[RenderableType]:
    """A workspace made of templates."""
    shown: list[RenderableType] = [head(desk.say(f"A new workspace: {folder}", f"新工作区：{folder}"))]
    for taken in made:
        shown += build_taken(taken, (), desk)[:-1]
    shown += [dim(f"  {name}") for name in written]
    shown.append(
        desk.say(
            f"Next:\n  tagma -w {folder} apply --refresh", f"下一步：\n  tagma -w {folder} apply --refresh"
        )
    )
    return shown


def build_trial(trial: Trial, desk: Desk) -> list[RenderableType]:
    """The columns that were seen, with examples."""
    found = trial.to_dict(desk.language)
    line = desk.say(
        f"It can be read: {found['rows_seen']:,} rows seen, {trial.ms:,.0f} ms",
        f"可以读取：看到 {found['rows_seen']:,} 行，{trial.ms:,.0f} 毫秒",
    )
    heads = (("table", "表"), ("column", "列"), ("type", "类型"), ("examples", "示例"))
    rows = [
        [each["table"], each["name"], each["type"], ", ".join(each["examples"])] for each in found["columns"]
    ]
    shown: list[RenderableType] = [head(line)]
    shown += [dim(each) for each in found["warnings"]]
    return [*shown, build_table([(desk.say(*pair), "left") for pair in heads], rows)] if rows else shown


def build_detail(detail: SourceDetail, ws: Workspace, desk: Desk) -> list[RenderableType]:
    """One source: what it is, its SELECTs, its loads."""
    found = detail.to_dict(desk.language)
    schedule = found["schedule"]
    pairs = [
        (desk.say("reads", "读取"), str(found["address"] or found["kind"])),
        (desk.say("gives", "产出"), ", ".join([*found["events"], *found["traits"]])),
        (desk.say("state", "状态"), str(found["status"])),
    ]
    if schedule is not None:
        at = show_instant(schedule["next_at"], ws.calendar)
        pairs.append(
            (
                desk.say("schedule", "计划"),
                desk.say(f"{schedule['every']}, next {at}", f"{schedule['every']}，下次 {at}"),
            )
        )
    pairs += [(relation["relation"], ", ".join(relation["names"])) for relation in found["columns"]]
    shown: list[RenderableType] = [head(f"{found['label']}  {found['name']}"), build_pairs(pairs)]
    if not detail.loads:
        return shown
    heads = (
        ("loaded", "载入时间"),
        ("rows", "行数"),
        ("new", "新增"),
        ("left out", "拒收"),
        ("error", "错误"),
    )
    rows = [
        [
            show_instant(each["at"], ws.calendar),
            f"{each['rows']:,}",
            f"{each['new_rows']:,}",
            f"{each['rejected']:,}",
            "" if each["error"] is None else str(each["error"]["message"]),
        ]
        for each in found["loads"]
    ]
    return [*shown, build_table([(desk.say(*pair), "left") for pair in heads], rows)]


def build_loaded(loaded: Loaded, desk: Desk) -> list[RenderableType]:
    """One line per source."""
    if not loaded.loads:
        return [dim(desk.say("there are no sources to load", "没有可载入的数据源"))]
    shown: list[RenderableType] = []
    for report in loaded.loads:
        if report.skipped:
            shown.append(dim(desk.say(f"{report.source}: nothing new", f"{report.source}：没有新数据")))
            continue
        rejected = sum(report.quarantined.values())
        line = desk.say(f"{report.source}: {report.loaded:,} rows", f"{report.source}：{report.loaded:,} 行")
        if rejected:
            line += desk.say(f", {rejected:,} values or rows left out", f"，{rejected:,} 行或值未载入")
        shown.append(line)
    return shown
