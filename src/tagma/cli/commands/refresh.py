"""``refresh runs changes``: the portrait renewed, and what that did."""

from __future__ import annotations

from typing import Annotated

import typer

from tagma.cli.options import AsJson, AsOf, Author, Lang, find_author


def add_verbs(app: typer.Typer) -> None:
    for verb in (refresh, runs, changes):
        app.command()(verb)


def refresh(
    as_of: AsOf = None,
    force: Annotated[
        bool, typer.Option("--force", help="Load unchanged sources again; allow an older portrait.")
    ] = False,
    demand: Annotated[
        list[str] | None, typer.Option("--demand", metavar="NAME", help="A tag on demand to compute now.")
    ] = None,
    resume: Annotated[
        str | None, typer.Option("--resume", metavar="RUN", help="Go on with a run that failed.")
    ] = None,
    author: Author = "",
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Load what is new and publish a fresh portrait."""
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
    run: Annotated[str | None, typer.Argument(metavar="[ID]", help="One run, with its steps.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="The newest so many.")] = 20,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List the newest runs, or show one with its steps."""
    from tagma.cli.desk import open_desk
    from tagma.cli.render.runs import build_run, build_runs
    from tagma.flows.runs import get_run, list_runs, run_to_dict

    with open_desk("runs", lang=lang, json=json) as (ws, desk):
        if run is not None:
            found = get_run(ws, run)
            desk.answer(run_to_dict(found), *build_run(found, ws, desk))
            return
        listed = list_runs(ws, limit)
        desk.answer([run_to_dict(each) for each in listed], *build_runs(listed, ws, desk))


def changes(
    name: Annotated[str | None, typer.Option("--name", help="Of one tag or segment.")] = None,
    customer: Annotated[str | None, typer.Option("--customer", metavar="ID", help="Of one customer.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="TIME", help="Not before.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="The newest so many.")] = 100,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List what moved: tags that changed, segments that were entered and left."""
    from tagma.cli.desk import open_desk
    from tagma.cli.render.runs import build_changes
    from tagma.flows.changes import list_changes
    from tagma.flows.instants import parse_as_of
    from tagma.flows.names import find_canonical

    with open_desk("changes", lang=lang, json=json) as (ws, desk):
        wanted = None if name is None else find_canonical(ws, name)
        found = list_changes(ws, wanted, customer, parse_as_of(ws, since), limit)
        desk.answer([each.to_dict(desk.language) for each in found], *build_changes(found, ws, desk))
