"""``user key``: who may log in, and which programs may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tagma.cli.family import Family
from tagma.cli.help import both
from tagma.cli.options import AsJson, Lang

if TYPE_CHECKING:
    from tagma.cli.desk import Desk

User = Annotated[str, typer.Argument(metavar="NAME", help=both("The user's name.", "用户名。"))]
Role = Annotated[
    str,
    typer.Option(
        "--role", help=both("administrator, analyst or viewer.", "administrator、analyst 或 viewer。")
    ),
]

user = typer.Typer(cls=Family, no_args_is_help=True)
key = typer.Typer(cls=Family, no_args_is_help=True)


def add_verbs(app: typer.Typer) -> None:
    app.add_typer(user, name="user", help=both("Who may log in to the server.", "谁可以登录服务器。"))
    app.add_typer(
        key,
        name="key",
        help=both("API keys of programs that ask the server.", "程序访问服务器的 API 密钥。"),
    )


@user.command("add")
def add(name: User, role: Role = "viewer", json: AsJson = False, lang: Lang = None) -> None:
    """Add a user; the password is asked for, or read from standard input.

    添加用户；密码由提示输入，或从标准输入读取。
    """
    from tagma.cli.desk import open_state_desk
    from tagma.cli.render.upkeep import word_role
    from tagma.flows.access.users import add_user, check_role

    with open_state_desk(lang=lang, json=json) as (ws, desk):
        check_role(role)
        added = add_user(ws, name, role, read_password(desk))
        words = word_role(added.role, desk)
        desk.answer(
            {"name": added.name, "role": added.role},
            desk.say(f"{added.name} may log in now, as {words}", f"{added.name} 现在可以登录，角色：{words}"),
        )


@user.command("list")
def list_all(json: AsJson = False, lang: Lang = None) -> None:
    """List the users.

    列出用户。
    """
    from tagma.cli.desk import open_state_desk
    from tagma.cli.render.upkeep import build_users
    from tagma.flows.access.users import list_users

    with open_state_desk(lang=lang, json=json) as (ws, desk):
        found = list_users(ws)
        data = [{"name": each.name, "role": each.role, "created_at": each.created_at} for each in found]
        desk.answer(data, *build_users(found, ws, desk))


@user.command("remove")
def remove(name: User, json: AsJson = False, lang: Lang = None) -> None:
    """Remove a user and end their log-ins.

    移除用户并结束其登录。
    """
    from tagma.cli.desk import open_state_desk
    from tagma.flows.access.users import remove_user

    with open_state_desk(lang=lang, json=json) as (ws, desk):
        remove_user(ws, name)
        desk.answer({"removed": name}, desk.say(f"{name} may not log in any more", f"{name} 已不能登录"))


@user.command("password")
def password(name: User, json: AsJson = False, lang: Lang = None) -> None:
    """Give a user a new password, which ends their log-ins.

    为用户设置新密码，并结束其现有登录。
    """
    from tagma.cli.desk import open_state_desk
    from tagma.flows.access.users import set_password

    with open_state_desk(lang=lang, json=json) as (ws, desk):
        changed = set_password(ws, name, read_password(desk))
        desk.answer(
            {"name": changed.name, "changed_at": changed.changed_at},
            desk.say(f"{name} has a new password", f"已为 {name} 设置新密码"),
        )


@key.command("add")
def add_one(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help=both("The program that uses it.", "使用它的程序。"))
    ],
    scope: Annotated[
        str,
        typer.Option("--scope", help=both("read, write or admin.", "read、write 或 admin。")),
    ] = "read",
    days: Annotated[
        int | None, typer.Option("--days", help=both("It lasts so many days.", "有效天数；默认不过期。"))
    ] = None,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Make an API key; it is shown now and never again.

    新建 API 密钥；只在此时显示一次。
    """
    from tagma.cli.desk import open_state_desk
    from tagma.cli.options import find_author
    from tagma.cli.render.upkeep import key_to_dict
    from tagma.flows.access.keys import add_key

    with open_state_desk(lang=lang, json=json) as (ws, desk):
        made, secret = add_key(ws, name, scope, author=find_author(""), days=days)
        desk.answer(
            {**key_to_dict(made), "key": secret},
            secret,
            desk.say(
                "Keep it now: it cannot be shown again. Programs send “Authorization: Bearer KEY”.",
                "请立即保存，之后无法再次查看。程序以“Authorization: Bearer 密钥”发送。",
            ),
        )


@key.command("list")
def list_keys(json: AsJson = False, lang: Lang = None) -> None:
    """List the API keys, without the keys themselves.

    列出 API 密钥（不含密钥本身）。
    """
    from tagma.cli.desk import open_state_desk
    from tagma.cli.render.upkeep import build_keys, key_to_dict
    from tagma.flows.access import keys

    with open_state_desk(lang=lang, json=json) as (ws, desk):
        found = keys.list_keys(ws)
        desk.answer([key_to_dict(each) for each in found], *build_keys(found, ws, desk))


@key.command("remove")
def remove_one(
    key_id: Annotated[str, typer.Argument(metavar="ID", help=both("The id, as listed.", "列表中的编号。"))],
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Remove an API key; it opens nothing from then on.

    移除 API 密钥，立即失效。
    """
    from tagma.cli.desk import open_state_desk
    from tagma.flows.access.keys import remove_key

    with open_state_desk(lang=lang, json=json) as (ws, desk):
        remove_key(ws, key_id)
        desk.answer({"removed": key_id}, desk.say("the key opens nothing any more", "该密钥已失效"))


def read_password(desk: Desk) -> str:
    """A password typed twice without being shown, or the first line of standard input."""
    import sys
    from getpass import getpass

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    prompt = desk.say("Password: ", "密码：")
    while True:
        first = getpass(prompt)
        if first == getpass(desk.say("Again: ", "再次输入：")):
            return first
        prompt = desk.say("They differ. Password: ", "两次输入不一致。密码：")
