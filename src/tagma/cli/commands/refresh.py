"""``refresh runs changes``: the portrait renewed, and what that did."""

from __future__ import annotations

from typing import Annotated

import typer

from tagma.cli.help import both
from tagma.cli.options import AsJson, AsOf, Author, Lang, find_author


def add_verbs(app: typer.Typer) -> None:
    for verb in (refresh, runs, changes):
        app.command()(verb)


def refresh(
    as_of: AsOf = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help=both(
                "Load unchanged sources again; allow an older portrait.",
                "重新载入未变化的数据源；允许发布更早的画像。",
            ),
        ),
    ] = False,
    demand: Annotated[
        list[str] | None,
        typer.Option(
            "--demand", metavar="NAME", help=both("A tag on demand to compute now.", "现在计算的按需标签。")
        ),
    ] = None,
    resume: Annotated[
        str | None,
        typer.Option(
            "--resume", metavar="RUN", help=both("Go on with a run that failed.", "续跑失败的运行。")
        ),
    ] = None,
    author: Author = "",
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Load what is new and publish a fresh portrait.

    载入新数据并发布新画像。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.progress import show_progress, tell_resume
    from tagma.cli.render.runs import build_report
    from tagma.flows import refresh as flow
    from tagma.flows.instants import parse_as_of
    from tagma.flows.names import check_demanded

    who = find_author(author)
    with open_desk("refresh", lang=lang, json=json) as (ws, desk):
        at = parse_as_of(ws, as_of)
        demanded = check_demanded(ws, demand or [])
        with tell_resume(ws, desk), show_progress(desk) as progress:
            if resume is not None:
                report = flow.resume(ws, resume, author=who, progress=progress)
            else:
                report = flow.refresh(
                    ws, as_of=at, force=force, author=who, demanded=demanded, progress=progress
                )
        desk.answer(report.to_dict(desk.language), *build_report(report, ws, desk))


def runs(
    run: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help=both("One run, with its steps.", "某次运行及其步骤。")),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, help=both("The newest so many.", "最近多少条。"))
    ] = 20,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List the newest runs, or show one with its steps.

    列出最近的运行，或显示某次运行的各步骤。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.runs import build_run, build_runs
    from tagma.flows.runs import get_run, list_runs, run_to_dict

    with open_desk("runs", lang=lang, json=json) as (ws, desk):
        if run is not None:
            found = get_run(ws, run)
            desk.answer(run_to_dict(found, desk.language), *build_run(found, ws, desk))
            return
        listed = list_runs(ws, limit)
        desk.answer([run_to_dict(each, desk.language) for each in listed], *build_runs(listed, ws, desk))


def changes(
    name: Annotated[
        str | None, typer.Option("--name", help=both("Of one tag or segment.", "仅某个标签或分群。"))
    ] = None,
    customer: Annotated[
        str | None, typer.Option("--customer", metavar="ID", help=both("Of one customer.", "仅某位客户。"))
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help=both("Not before.", "不早于此时。"))
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, help=both("The newest so many.", "最近多少条。"))
    ] = 100,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List what moved: tags that changed, segments that were entered and left.

    列出变动：标签的变化，分群的进入与离开。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.runs import build_changes
    from tagma.flows.changes import list_changes
    from tagma.flows.instants import parse_as_of
    from tagma.flows.names import find_canonical

    with open_desk("changes", lang=lang, json=json) as (ws, desk):
        wanted = None if name is None else find_canonical(ws, name)
        found = list_changes(ws, wanted, customer, parse_as_of(ws, since), limit)
        desk.answer([each.to_dict(desk.language) for each in found], *build_changes(found, ws, desk))
