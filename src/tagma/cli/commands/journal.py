"""``journal-key``: the key that the journal of collected events is encrypted with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tagma.cli.family import Family
from tagma.cli.help import both
from tagma.cli.options import AsJson, Lang

journal_key = typer.Typer(cls=Family, no_args_is_help=True)


def add_verbs(app: typer.Typer) -> None:
    app.add_typer(
        journal_key,
        name="journal-key",
        help=both("The key that the journal is encrypted with.", "加密日志所用的密钥。"),
    )


@journal_key.command("new")
def new(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=both("A file that is not there yet.", "尚不存在的文件。"))
    ],
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Write a new key to a file that only you may read.

    将新密钥写入仅本人可读的文件。
    """
    from tagma.cli.desk import open_state_desk
    from tagma.flows.collecting.secret import make_key_file

    with open_state_desk(lang=lang, json=json) as (_, desk):
        make_key_file(file)
        desk.answer(
            {"file": str(file)},
            desk.say(
                f"The key is in {file}. Name it in tagma.yaml (journal: {{key_file: {file}}}), start the "
                "server again, and keep a copy elsewhere: without it the journal cannot be read.",
                f"密钥已写入 {file}。请在 tagma.yaml 中指定（journal: {{key_file: {file}}}）并重启服务，"
                "同时另存一份：没有它就无法读取日志。",
            ),
        )


@journal_key.command("change")
def change(
    old: Annotated[
        Path, typer.Argument(metavar="OLD", help=both("The file with the key so far.", "原密钥所在的文件。"))
    ],
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Lock the journal with the key that tagma.yaml names now; the events stay as they are.

    用 tagma.yaml 现在指定的密钥重新锁定日志；事件本身不变。
    """
    from tagma.cli.desk import open_desk
    from tagma.flows.collecting.secret import change_key

    with open_desk("journal-key", lang=lang, json=json) as (ws, desk):
        change_key(ws, old)
        desk.answer(
            {"changed": True},
            desk.say(
                "The journal opens with the new key only. Keep a copy of it elsewhere.",
                "日志现在只能用新密钥打开。请另存一份。",
            ),
        )
