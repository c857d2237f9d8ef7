"""``source load``: sources begun from templates, tried, shown, loaded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tagma.cli.family import Family
from tagma.cli.help import both
from tagma.cli.options import AsJson, Author, Lang, find_author
from tagma.cli.seat import locate

if TYPE_CHECKING:
    from tagma.flows.templates.take import Answers

FAILED_EXIT = 3
Name = Annotated[str, typer.Argument(metavar="NAME", help=both("The source.", "数据源。"))]

source = typer.Typer(cls=Family, no_args_is_help=True)


def add_verbs(app: typer.Typer) -> None:
    app.add_typer(
        source,
        name="source",
        help=both("Sources: begin from a template, try, look at one.", "数据源：套用模板、测试连接、查看。"),
    )
    app.command()(load)


@source.command("templates")
def show_templates(json: AsJson = False, lang: Lang = None) -> None:
    """List the templates: what file each wants and what it gives.

    列出模板：各需要什么文件，产出什么。
    """
    from tagma.cli.desk import make_desk
    from tagma.cli.sources.shown import build_templates
    from tagma.flows.templates import list_templates

    desk = make_desk(lang, json)
    found = list_templates()
    desk.answer([each.to_dict(desk.language) for each in found], *build_templates(found, desk))


@source.command("add")
def add_source(
    template: Annotated[str, typer.Argument(metavar="TEMPLATE", help=both("The template.", "模板。"))],
    files: Annotated[
        list[Path] | None,
        typer.Option(
            "--file", metavar="FILE", help=both("Your file; else the sample.", "您的文件；否则用示例。")
        ),
    ] = None,
    name: Annotated[str, typer.Option("--name", help=both("Name of the source.", "数据源名称。"))] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="WANTED=COL",
            help=both("Which column is which; - for none.", "指明列的对应关系；没有则写 -。"),
        ),
    ] = None,
    broker: Annotated[
        str,
        typer.Option(
            "--broker",
            metavar="ADDRESS",
            help=both("mqtt://host/topic in place of a file.", "用 mqtt://主机/主题 代替文件。"),
        ),
    ] = "",
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Add a source from a template, with its events, tags and segments, as definition files.

    按模板添加数据源及其事件、标签与分群，写成定义文件。
    """
    from tagma.cli.desk import open_state_desk
    from tagma.cli.sources.shown import build_taken, taken_to_dict
    from tagma.flows.sources.adding import add_from_template
    from tagma.flows.templates import find_template

    with open_state_desk(lang=lang, json=json) as (ws, desk):
        said = read_answers(name, files, column, broker)
        taken, written = add_from_template(ws.folder, find_template(template), said, desk.language)
        desk.answer(taken_to_dict(taken, written), *build_taken(taken, written, desk))


@source.command("test")
def try_one(name: Name, json: AsJson = False, lang: Lang = None) -> None:
    """Try a source of the definition files: can it be reached, which columns has it.

    测试定义文件中的数据源：能否连接，有哪些列。
    """
    from tagma.cli.desk import open_state_desk
    from tagma.cli.sources.shown import build_trial
    from tagma.flows.sources.proposed import find_written
    from tagma.flows.sources.trying import try_source

    with open_state_desk(lang=lang, json=json) as (ws, desk):
        trial = try_source(ws, find_written(ws, name))
        if trial.error is not None and not json:
            raise trial.error
        desk.answer(trial.to_dict(desk.language), *build_trial(trial, desk))
        if trial.error is not None:
            raise typer.Exit(FAILED_EXIT)


@source.command("show")
def show_one(name: Name, json: AsJson = False, lang: Lang = None) -> None:
    """Show one source: what it reads and gives, its columns, its last loads.

    查看一个数据源：读取什么、产出什么、有哪些列、最近的载入。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.sources.shown import build_detail
    from tagma.flows.sources.detail import describe_source_of

    with open_desk("source", lang=lang, json=json) as (ws, desk):
        found = describe_source_of(ws, name)
        desk.answer(found.to_dict(desk.language), *build_detail(found, ws, desk))


def load(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help=both("Sources; default: all.", "数据源；默认全部。")),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help=both("Load unchanged sources again.", "重新载入未变化的数据源。")),
    ] = False,
    author: Author = "",
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Load what is new of the sources; the portrait follows with the next refresh.

    载入数据源的新数据；画像在下次更新时随之变化。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.progress import show_progress
    from tagma.cli.sources.shown import build_loaded
    from tagma.flows.sources.loading import load as flow

    who = find_author(author)
    with open_desk("load", lang=lang, json=json) as (ws, desk):
        with show_progress(desk) as progress:
            loaded = flow(ws, names or (), force=force, author=who, progress=progress)
        desk.answer(loaded.to_dict(desk.language), *build_loaded(loaded, desk))


def read_answers(name: str, files: list[Path] | None, columns: list[str] | None, broker: str = "") -> Answers:
    """The answers that options give.

    Raises:
        BadParameter: a ``--column`` without ``=``.
    """
    from tagma.flows.templates.take import Answers

    said: dict[str, str] = {}
    for each in columns or ():
        wanted, sign, given = each.partition("=")
        if not sign or not wanted.strip() or not given.strip():
            raise typer.BadParameter(f"--column {each}")
        said[wanted.strip()] = given.strip()
    return Answers(name, tuple(locate(each) for each in files or ()), said, broker.strip())
