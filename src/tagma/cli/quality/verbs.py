"""``tracking checks quality items``: what comes in, and how good it is."""

from __future__ import annotations

from typing import Annotated

import typer

from tagma.cli.family import Family
from tagma.cli.help import both
from tagma.cli.options import AsJson, Lang

SHOWN = 20
EventName = Annotated[str, typer.Argument(metavar="EVENT", help=both("The event.", "事件。"))]
Limit = Annotated[int, typer.Option("--limit", min=0, help=both("At most so many.", "最多显示多少条。"))]

tracking = typer.Typer(cls=Family, no_args_is_help=True)


def add_verbs(app: typer.Typer) -> None:
    app.add_typer(
        tracking,
        name="tracking",
        help=both(
            "What is tracked: events seen and declared, and the standard tracking plan.",
            "埋点：见到与声明的事件，以及标准埋点方案。",
        ),
    )
    for verb in (checks, quality, items):
        app.command()(verb)


@tracking.command("events")
def list_events(json: AsJson = False, lang: Lang = None) -> None:
    """List the events that were seen or declared, with what is odd about them.

    列出见到或声明的事件，以及其中的异常。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.quality.shown import build_registry
    from tagma.flows.quality.registry import list_registry

    with open_desk("tracking", lang=lang, json=json) as (ws, desk):
        found = list_registry(ws)
        desk.answer([each.to_dict(desk.language) for each in found], *build_registry(found, ws, desk))


@tracking.command("show")
def show_event(event: EventName, json: AsJson = False, lang: Lang = None) -> None:
    """Show the properties of an event as they came: types, examples, how well they are filled.

    显示事件的各属性：类型、示例与填充率。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.quality.shown import build_event
    from tagma.flows.quality.registry import find_entry

    with open_desk("tracking", lang=lang, json=json) as (ws, desk):
        found = find_entry(ws, event)
        desk.answer(found.to_dict(desk.language), *build_event(found, ws, desk))


@tracking.command("draft")
def draft(event: EventName, json: AsJson = False, lang: Lang = None) -> None:
    """Print the definition of an event as it was seen, to be put into a file.

    按见到的数据生成事件定义，可存入文件。
    """
    from tagma.catalog.text import write_body
    from tagma.cli.desk import open_desk
    from tagma.flows.quality.tracking import draft_event

    with open_desk("tracking", lang=lang, json=json) as (ws, desk):
        found = draft_event(ws, event)
        desk.answer(found["body"], write_body(found["body"]).rstrip("\n"))


@tracking.command("plan")
def show_plan(
    missing: Annotated[
        bool, typer.Option("--missing", help=both("Only what is not collected.", "仅显示未采集的指标。"))
    ] = False,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Compare the standard tracking plan with what is collected: 8 classes, 28 metrics.

    对照标准埋点方案（8 大类、28 项行为指标），查看哪些已采集。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.quality.shown import build_plan
    from tagma.flows.quality.tracking import compare_plan

    with open_desk("tracking", lang=lang, json=json) as (ws, desk):
        found = compare_plan(ws)
        desk.answer(found.to_dict(desk.language), *build_plan(found, desk, missing=missing))


@tracking.command("adopt")
def adopt(
    class_: Annotated[
        str, typer.Argument(metavar="CLASS", help=both("A class of the plan.", "方案中的大类。"))
    ],
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Write the events of a class of the plan into the workspace; those defined already are left alone.

    把方案中一个大类的事件定义写入工作区；已定义的不动。
    """
    from tagma.cli.desk import open_desk
    from tagma.flows.quality.tracking import adopt_class

    with open_desk("tracking", lang=lang, json=json) as (ws, desk):
        found = adopt_class(ws, class_)
        lines = [f"+ {path.relative_to(ws.folder)}" for path in found.written]
        if found.kept:
            lines.append(desk.say("defined already: ", "已定义：") + ", ".join(found.kept))
        lines.append(desk.say("next: tagma plan, tagma apply", "下一步：tagma plan、tagma apply"))
        desk.answer(found.to_dict(), *lines)


def checks(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", help=both("List the customers that break this one.", "列出违反该校验的客户。")
        ),
    ] = None,
    columns: Annotated[
        str,
        typer.Option(
            "--columns",
            metavar="A,B",
            help=both("Traits, tags and segments to show.", "要显示的属性、标签与分群。"),
        ),
    ] = "",
    limit: Limit = SHOWN,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List the checks and how many events or customers break each; with a name, the customers that do.

    列出校验及违反的事件数或客户数；给出名称时列出违反的客户。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.quality.shown import build_checks
    from tagma.cli.render.customers import build_customers
    from tagma.flows.definitions import load_applied
    from tagma.flows.quality.checks import list_breakers, list_checks

    with open_desk("checks", lang=lang, json=json) as (ws, desk):
        if name is None:
            found = list_checks(ws)
            desk.answer([each.to_dict(desk.language) for each in found], *build_checks(found, desk))
            return
        asked = [each.strip() for each in columns.split(",") if each.strip()]
        rows = list_breakers(ws, name, asked)
        shown = build_customers(rows, load_applied(ws).vocabulary, ws, desk, limit)
        desk.answer(rows.to_pylist(), *shown)


def quality(json: AsJson = False, lang: Lang = None) -> None:
    """Show the quality of what came in: volume, lag, quarantine and noise per source; gaps per field; checks.

    显示数据质量：各来源的数据量、延迟、隔离与噪声，各字段的缺失，以及校验结果。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.quality.shown import build_quality
    from tagma.flows.quality.figures import measure_quality

    with open_desk("quality", lang=lang, json=json) as (ws, desk):
        found = measure_quality(ws)
        desk.answer(found.to_dict(desk.language), *build_quality(found, ws, desk))


def items(
    type_: Annotated[
        str | None,
        typer.Argument(metavar="[TYPE]", help=both("Show the items of this type.", "显示该类型的物品。")),
    ] = None,
    limit: Limit = SHOWN,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List the types of items that programs have sent; with a type, its items.

    列出程序上报的物品类型；给出类型时列出其物品。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.quality.shown import build_item_types, build_items
    from tagma.flows.quality.items import list_item_types, list_items

    with open_desk("items", lang=lang, json=json) as (ws, desk):
        if type_ is None:
            found = list_item_types(ws)
            desk.answer([each.to_dict() for each in found], *build_item_types(found, desk))
            return
        rows = list_items(ws, type_, limit)
        desk.answer(rows.to_pylist(), *build_items(rows, ws, desk))
