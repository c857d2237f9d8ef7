"""``plan apply history lineage mece schema``: definitions as code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tagma.cli.help import both
from tagma.cli.options import (
    AsJson,
    AsOf,
    Author,
    KindAndName,
    Lang,
    Reason,
    find_author,
    split_kind,
)


def add_verbs(app: typer.Typer) -> None:
    for verb in (plan, apply, history, lineage, mece, schema):
        app.command()(verb)


def plan(json: AsJson = False, lang: Lang = None) -> None:
    """Show what applying the definition files would change, and how many customers each change moves.

    显示应用定义文件会带来的改动，以及每项改动影响的客户数。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.definitions import build_plan
    from tagma.errors import DefinitionErrors
    from tagma.flows.plan_definitions import plan_definitions

    with open_desk("plan", lang=lang, json=json) as (ws, desk):
        found = plan_definitions(ws)
        if not found.errors or json:
            desk.answer({**found.to_dict(desk.language), "as_of": found.as_of}, *build_plan(found, ws, desk))
        if found.errors:
            raise DefinitionErrors(found.errors)


def apply(
    author: Author = "",
    reason: Reason = "",
    refresh: Annotated[
        bool, typer.Option("--refresh", help=both("Refresh the portrait afterwards.", "随后刷新画像。"))
    ] = False,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Put the definition files in force: all of them together, or none.

    使定义文件生效：要么全部，要么都不。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.progress import show_progress, tell_resume
    from tagma.cli.render.definitions import build_applied
    from tagma.cli.render.runs import build_report
    from tagma.flows.apply import apply_definitions
    from tagma.flows.refresh import refresh as refresh_portrait

    with open_desk("apply", lang=lang, json=json) as (ws, desk):
        applied = apply_definitions(ws, find_author(author), reason)
        data = {**applied.to_dict(desk.language), "as_of": applied.as_of, "applied": len(applied.changes)}
        shown = build_applied(applied, desk, refreshed=refresh)
        if refresh:
            with tell_resume(ws, desk), show_progress(desk) as progress:
                report = refresh_portrait(ws, author=find_author(author), progress=progress)
            data["run"] = report.to_dict(desk.language)
            shown += build_report(report, ws, desk)
        desk.answer(data, *shown)


def history(
    words: KindAndName,
    diff: Annotated[
        tuple[int, int] | None,
        typer.Option("--diff", metavar="V1 V2", help=both("How two versions differ.", "比较两个版本。")),
    ] = None,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List the versions of a definition: who changed what, when and why.

    列出定义的版本：谁在何时因何改了什么。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.definitions import build_diff, build_versions
    from tagma.flows.definitions import load_applied
    from tagma.flows.history import diff_versions, list_versions
    from tagma.flows.names import find_kind

    kind, name = split_kind(words)
    with open_desk("history", lang=lang, json=json) as (ws, desk):
        if kind is None:
            kind, name = find_kind(ws, name)
        if diff is not None:
            found = diff_versions(ws, kind, name, *diff, load_applied(ws).vocabulary)
            desk.answer(found.to_dict(desk.language), *build_diff(found, desk))
            return
        versions = list_versions(ws, kind, name)
        data = [{**version.to_dict(), "applied_at": version.applied_at} for version in versions]
        desk.answer(data, *build_versions(versions, ws, desk))


def lineage(words: KindAndName, json: AsJson = False, lang: Lang = None) -> None:
    """Show what a name comes from and what uses it.

    显示某个名称的来源，以及哪些内容用到它。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.definitions import build_lineage
    from tagma.flows.names import read_lineage

    kind, name = split_kind(words)
    with open_desk("lineage", lang=lang, json=json) as (ws, desk):
        found = read_lineage(ws, name, kind)
        desk.answer(found.to_dict(), *build_lineage(found, desk))


def mece(
    name: Annotated[
        str | None,
        typer.Argument(
            help=both(
                "A tag with cases; default: the whole taxonomy.",
                "按 cases 定义的标签；默认检查整个标签体系。",
            )
        ),
    ] = None,
    as_of: AsOf = None,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Report overlaps and gaps: do the values of a tag exclude each other, is everybody in one?

    报告重叠与遗漏：标签各取值是否互斥，是否覆盖所有客户。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.definitions import build_mece
    from tagma.flows.instants import parse_as_of
    from tagma.flows.mece import check_tag, check_taxonomy

    with open_desk("mece", lang=lang, json=json) as (ws, desk):
        at = parse_as_of(ws, as_of)
        reports = check_taxonomy(ws, at) if name is None else [check_tag(ws, name, at)]
        desk.answer([report.to_dict() for report in reports], *build_mece(reports, ws, desk))


def schema(
    kind: Annotated[
        str | None, typer.Argument(help=both("A kind of definition; default: any.", "定义类别；默认不限。"))
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help=both("Write all schemas to a folder.", "把全部 Schema 写入文件夹。"),
        ),
    ] = None,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Print the JSON Schema of a kind of definition, or write them all for editors.

    输出某类定义的 JSON Schema，或全部写出供编辑器使用。
    """
    from tagma.cli.desk import make_desk, print_json
    from tagma.flows.schemas import COMBINED, read_schema, write_schemas

    if output is None:
        print_json(read_schema(kind or COMBINED))
        return
    written = [str(path) for path in write_schemas(output)]
    make_desk(lang, json).answer(written, *written)
