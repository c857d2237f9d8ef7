"""How what keeps a workspace well looks: findings of the doctor, users, API keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text as Line

from tagma.cli.render.values import build_table, dim, show_instant
from tagma.govern.roles import ROLE_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from tagma.cli.desk import Desk
    from tagma.flows.doctor import Check
    from tagma.state import Key, Role, User
    from tagma.workspace import Workspace

MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "failed": ("✗", "red")}


def build_checks(checks: Sequence[Check], desk: Desk) -> list[RenderableType]:
    """One line for each finding, with its next step."""
    shown: list[RenderableType] = []
    for check in checks:
        line = Line.assemble(MARKS[check.status], " ", (check.name.in_language(desk.language), "bold"))
        shown.append(line.append(f"  {check.detail.in_language(desk.language)}", ""))
        if check.next_step is not None:
            shown.append(Line(f"  → {check.next_step.in_language(desk.language)}"))
    return shown


def word_role(role: Role, desk: Desk) -> str:
    return ROLE_WORDS[role].in_language(desk.language)


def build_users(users: Sequence[User], ws: Workspace, desk: Desk) -> list[RenderableType]:
    """One line for each user, or how to add the first."""
    if not users:
        return [dim(desk.say("nobody yet: tagma user add NAME --role administrator",
                             "暂无用户：tagma user add NAME --role administrator"))]  # fmt: skip
    heads = (desk.say("user", "用户"), desk.say("role", "角色"), desk.say("added", "添加时间"))
    rows = [
        [each.name, word_role(each.role, desk), show_instant(each.created_at, ws.calendar)] for each in users
    ]
    return [build_table([(head, "left") for head in heads], rows)]


def build_keys(keys: Sequence[Key], ws: Workspace, desk: Desk) -> list[RenderableType]:
    """One line for each key, or how to make the first."""
    if not keys:
        return [dim(desk.say("none yet: tagma key add NAME", "暂无密钥：tagma key add NAME"))]
    heads = (
        "ID", desk.say("name", "名称"), desk.say("scope", "权限"), desk.say("ends in", "末尾"),
        desk.say("last used", "最近使用"), desk.say("expires", "到期"),
    )  # fmt: skip
    rows = [
        [
            each.id, each.name, each.scope, f"…{each.ending}",
            show_instant(each.used_at, ws.calendar, seconds=False),
            show_instant(each.expires_at, ws.calendar, seconds=False),
        ]
        for each in keys
    ]  # fmt: skip
    return [build_table([(head, "left") for head in heads], rows)]


def key_to_dict(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "scope": key.scope,
        "ending": key.ending,
        "author": key.author,
        "created_at": key.created_at,
        "used_at": key.used_at,
        "expires_at": key.expires_at,
    }
