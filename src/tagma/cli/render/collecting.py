"""How write keys, the quarantine and the journal look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tagma.cli.render.values import build_table, dim, show_instant
from tagma.flows.collecting.quarantine import word_reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from tagma.cli.desk import Desk
    from tagma.cli.render.values import Align
    from tagma.flows.collecting.quarantine import QuarantineGroup, ReplayReport
    from tagma.flows.collecting.storage import JournalReport
    from tagma.state import WriteKey
    from tagma.workspace import Workspace


def key_to_dict(key: WriteKey) -> dict[str, Any]:
    """A write key as JSON data."""
    return {
        "source": key.source,
        "key": key.key,
        "author": key.author,
        "created_at": key.created_at,
        "disabled_at": key.disabled_at,
    }


def build_write_keys(keys: Sequence[WriteKey], ws: Workspace, desk: Desk) -> list[RenderableType]:
    """One line for each write key, or how to make the first."""
    if not keys:
        return [dim(desk.say("none yet: tagma write-key add web", "暂无写入密钥：tagma write-key add web"))]
    heads = (("source", "来源"), ("write key", "写入密钥"), ("added", "创建时间"), ("state", "状态"))
    rows = [
        [
            key.source,
            key.key,
            show_instant(key.created_at, ws.calendar),
            desk.say("disabled", "已停用") if key.disabled_at else desk.say("in use", "启用中"),
        ]
        for key in keys
    ]
    return [build_table([(desk.say(*head), "left") for head in heads], rows)]


def build_quarantine(groups: Sequence[QuarantineGroup], ws: Workspace, desk: Desk) -> list[RenderableType]:
    """One line for each source and reason."""
    if not groups:
        return [dim(desk.say("nothing is in quarantine", "没有被隔离的数据"))]
    heads: tuple[tuple[str, str, Align], ...] = (
        ("source", "来源", "left"), ("event", "事件", "left"), ("what is wrong", "问题", "left"),
        ("rows", "行数", "right"), ("last", "最近", "left"),
    )  # fmt: skip
    rows = [
        [
            each.source,
            each.event,
            f"{each.field} {each.words.in_language(desk.language)}".strip(),
            f"{each.rows:,}",
            show_instant(each.last, ws.calendar),
        ]
        for each in groups
    ]
    return [build_table([(desk.say(en, zh), align) for en, zh, align in heads], rows)]


def build_replay(report: ReplayReport, desk: Desk) -> list[RenderableType]:
    """What became of what was tried again."""
    line = desk.say(
        f"{report.tried:,} tried again, {report.accepted:,} accepted",
        f"重新处理 {report.tried:,} 条，接受 {report.accepted:,} 条",
    )
    still = [
        f"  {word_reason(reason).in_language(desk.language)}: {count:,}"
        for reason, count in report.still.items()
    ]
    return [line, desk.say("still refused:", "仍被拒收："), *still] if still else [line]


def build_journal(report: JournalReport, desk: Desk) -> list[RenderableType]:
    """How the journal is; one line for each finding."""
    size = f"{report.bytes / (1 << 20):,.1f} MiB"
    waiting = max(report.entries - report.loaded, 0)
    line = desk.say(
        f"{report.entries:,} entries on disk ({size}), {report.loaded:,} loaded, {waiting:,} waiting",
        f"磁盘上有 {report.entries:,} 条（{size}），已载入 {report.loaded:,} 条，待载入 {waiting:,} 条",
    )
    if not report.findings:
        return [line, desk.say("everything is as it was written", "全部内容与写入时一致")]
    found = []
    for each in report.findings:
        place = f" #{each.position}" if each.position else ""
        found.append(f"✗ {each.file.name}{place}: {each.what.in_language(desk.language)}")
    return [line, *found]
