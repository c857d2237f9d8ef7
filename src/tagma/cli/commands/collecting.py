"""``write-key quarantine replay verify rebuild``: events that programs send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tagma.cli.family import Family
from tagma.cli.help import both
from tagma.cli.options import AsJson, Author, Lang, find_author

if TYPE_CHECKING:
    from collections.abc import Callable

    from tagma.errors import Language
    from tagma.state import WriteKey
    from tagma.workspace import Workspace

DAMAGED_EXIT = 1
Source = Annotated[
    str,
    typer.Argument(metavar="SOURCE", help=both("What sends: web, app, till.", "发送方，如 web、app、pos。")),
]

write_key = typer.Typer(cls=Family, no_args_is_help=True)


def add_verbs(app: typer.Typer) -> None:
    app.add_typer(
        write_key,
        name="write-key",
        help=both(
            "Write keys: what lets a page or an app send events.", "写入密钥：网页或应用凭此发送事件。"
        ),
    )
    for verb in (quarantine, replay, verify, rebuild):
        app.command()(verb)


@write_key.command("add")
def add_key(source: Source, author: Author = "", json: AsJson = False, lang: Lang = None) -> None:
    """Make the write key of a source, or show the one that it has.

    为来源创建写入密钥；已有则直接显示。
    """
    from tagma.flows.collecting.keys import add_write_key

    _answer_key(lambda ws: add_write_key(ws, source, author=find_author(author)), lang, json=json)


@write_key.command("list")
def list_keys(json: AsJson = False, lang: Lang = None) -> None:
    """List the write keys by source.

    按来源列出写入密钥。
    """
    from tagma.cli.desk import open_state_desk
    from tagma.cli.render.collecting import build_write_keys, key_to_dict
    from tagma.flows.collecting.keys import list_write_keys

    with open_state_desk(lang=lang, json=json) as (ws, desk):
        found = list_write_keys(ws)
        desk.answer([key_to_dict(each) for each in found], *build_write_keys(found, ws, desk))


@write_key.command("rotate")
def rotate_key(
    source: Source,
    days: Annotated[
        int,
        typer.Option(
            "--days",
            metavar="DAYS",
            help=both(
                "So long the old key is taken yet; 0: refused at once.",
                "旧密钥继续可用的天数；0 为立即失效。",
            ),
        ),
    ] = 7,
    author: Author = "",
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Give a source a new key, while the old one is taken for some days yet.

    更换来源的密钥，旧密钥在若干天内仍可使用。
    """
    from tagma.flows.collecting.keys import rotate_write_key

    _answer_key(
        lambda ws: rotate_write_key(ws, source, author=find_author(author), days=days), lang, json=json
    )


@write_key.command("disable")
def disable_key(source: Source, json: AsJson = False, lang: Lang = None) -> None:
    """Refuse what comes with the key of a source from now on.

    停用来源的密钥，此后拒收其数据。
    """
    from tagma.flows.collecting.keys import disable_write_key

    _answer_key(lambda ws: disable_write_key(ws, source), lang, json=json)


@write_key.command("enable")
def enable_key(source: Source, json: AsJson = False, lang: Lang = None) -> None:
    """Take again what comes with the key of a source.

    重新启用来源的密钥。
    """
    from tagma.flows.collecting.keys import enable_write_key

    _answer_key(lambda ws: enable_write_key(ws, source), lang, json=json)


def quarantine(
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help=both("Of one source.", "仅某个来源。"))
    ] = None,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List what was not loaded, by source and reason; ``--json`` shows an example of each.

    按来源与原因列出未载入的数据；加 ``--json`` 可看到示例。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.collecting import build_quarantine
    from tagma.flows.collecting.quarantine import list_quarantine

    with open_desk("quarantine", lang=lang, json=json) as (ws, desk):
        found = list_quarantine(ws, source)
        desk.answer([each.to_dict(desk.language) for each in found], *build_quarantine(found, ws, desk))


def replay(json: AsJson = False, lang: Lang = None) -> None:
    """Try everything again that was refused when it was sent; store and load what is accepted now.

    重新处理发送时被拒收的数据；现在能接受的将入库。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.collecting import build_replay
    from tagma.flows.collecting.quarantine import replay_refused

    with open_desk("replay", lang=lang, json=json) as (ws, desk):
        report = replay_refused(ws)
        desk.answer(report.to_dict(), *build_replay(report, desk))


def verify(json: AsJson = False, lang: Lang = None) -> None:
    """Check every event of the journal on disk, and how far it is loaded.

    检查磁盘日志中的每条事件，以及已载入到何处。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.collecting import build_journal
    from tagma.flows.collecting.storage import verify as flow

    with open_desk("verify", lang=lang, json=json) as (ws, desk):
        report = flow(ws)
        desk.answer(report.to_dict(desk.language), *build_journal(report, desk))
        if report.findings:
            raise typer.Exit(DAMAGED_EXIT)


def rebuild(author: Author = "", json: AsJson = False, lang: Lang = None) -> None:
    """Make events, customers, traits and the portrait anew, from the journal and all sources.

    从日志与全部数据源重建事件、客户、属性与画像。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.progress import show_progress, tell_resume
    from tagma.cli.render.runs import build_report
    from tagma.flows.refresh import rebuild as flow

    with open_desk("rebuild", lang=lang, json=json) as (ws, desk):
        with tell_resume(ws, desk), show_progress(desk) as progress:
            report = flow(ws, author=find_author(author), progress=progress)
        desk.answer(report.to_dict(desk.language), *build_report(report, ws, desk))


def _answer_key(change: Callable[[Workspace], WriteKey], lang: Language | None, *, json: bool) -> None:
    from tagma.cli.desk import open_state_desk
    from tagma.cli.render.collecting import build_write_keys, key_to_dict

    with open_state_desk(lang=lang, json=json) as (ws, desk):
        found = change(ws)
        desk.answer(key_to_dict(found), *build_write_keys([found], ws, desk))
