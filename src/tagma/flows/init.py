"""A new, empty workspace: settings, folders, and an example of every definition as comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.errors import Place, Text, WorkspaceError
from tagma.places import SETTINGS_FILE
from tagma.settings import WEEKDAYS

if TYPE_CHECKING:
    from pathlib import Path

    from tagma.errors import Language

_SETTINGS = """\
# {about}

name: {name}

# {zone}
time_zone: {time_zone}

# {week}: {weekdays}
week_start: monday

# {clock}
clock: wall

# {language_words}
language: {language}

# {currency}
# currency: {money}

# {memory}
# memory_limit: 4GB

# {taxonomy}
# taxonomy:
#   行为: {{en: Behaviour}}
"""

_ABOUT = {
    "about": Text("The settings of this workspace.", "本工作区的设置。"),
    "zone": Text(
        "IANA time zone of days, calendar words and times without a zone.",
        "日期、日历词及不带时区的时间所用的 IANA 时区。",
    ),
    "week": Text("The first day of the week", "一周的第一天"),
    "clock": Text(
        "wall: as of now. data: as of the newest event, for data sets that have ended.",
        "wall：截至现在。data：截至最新事件，适用于不再更新的数据集。",
    ),
    "language_words": Text(
        "Language of sentences when none is asked for: en or zh.", "未指定语言时使用的语言：en 或 zh。"
    ),
    "currency": Text("Code of the shop's money, for display.", "币种代码，仅用于展示。"),
    "memory": Text("Most memory that the warehouse may use.", "数据仓可用的最大内存。"),
    "taxonomy": Text(
        "What levels of the taxonomy are called in the other language.", "标签体系各级在另一种语言中的名称。"
    ),
}

_EVENT = """\
# kind: event
# name: order
# label: {en: Order, zh: 下单}
# properties:
#   amount: {type: decimal, unit: CNY, label: {en: Amount, zh: 金额}, required: true}
#   channel: text
"""

_SOURCE = """\
# kind: source
# name: shop
# label: {en: Shop system, zh: 商城系统}
# read:                                # CSV, Excel, JSON or Parquet; * and ** match many files
#   orders: data/orders*.csv
#   members: data/members.xlsx
# events:
#   order: |
#     select customer as user_id, order_no as message_id, paid_at as ts, amount, channel
#     from orders
# traits:
#   sql: select id as user_id, city, birthday from members
#   fields:
#     city: {label: {en: City, zh: 城市}}
#     birthday: {type: date, label: {en: Birthday, zh: 生日}}
"""

_TAG = """\
# kind: tag
# name: 消费活跃度
# label: {en: Buying activity, zh: 消费活跃度}
# path: [行为, 消费, 活跃度]            # category, sub-category, item
# class: behaviour                     # base | behaviour | value | need
# cases:                               # the first match wins
#   - {is: active, label: {en: Active, zh: 活跃}, when: count(order in last 30 days) >= 2}
#   - {is: quiet, label: {en: Quiet, zh: 沉默}, when: days_since(last(order)) > 90}
#   - {is: normal, label: {en: Normal, zh: 一般}, else: true}
# ---
# kind: tag
# name: rfm_group
# label: {en: RFM group, zh: RFM 客户群}
# path: [价值, 消费, RFM]
# class: value
# rfm: {event: order, amount: amount, window: in last 365 days}
"""

_SEGMENT = """\
# kind: segment
# name: win_back
# label: {en: Worth winning back, zh: 值得召回}
# when: sum(order.amount) > 1000 and days_since(last(order)) > 90
"""

_FILES = {
    "events/order.yaml": (_EVENT, Text("An event: what customers do.", "事件：客户做了什么。")),
    "sources/shop.yaml": (
        _SOURCE,
        Text(
            "A source: files, and the SELECTs that make events and traits of them.",
            "数据源：文件，以及把它们变成事件与属性的 SELECT。",
        ),
    ),
    "tags/examples.yaml": (_TAG, Text("Tags: what is said of each customer.", "标签：对每位客户的描述。")),
    "segments/examples.yaml": (
        _SEGMENT,
        Text("A segment: who belongs together.", "分群：哪些客户属于一起。"),
    ),
}
_HINT = Text("Remove the # to use it, then run “tagma plan”.", "去掉 # 即可使用，然后运行“tagma plan”。")


def init_workspace(folder: Path, language: Language = "en") -> list[Path]:
    """Writes the files of an empty workspace; files that are there stay as they are.

    Returns:
        The files and folders that were made.

    Raises:
        WorkspaceError: the folder is a workspace already, or cannot be written.
    """
    if (folder / SETTINGS_FILE).exists():
        raise WorkspaceError(
            Text(f"{folder} is a workspace already", f"{folder} 已经是工作区"),
            where=Place(file=str(folder / SETTINGS_FILE)),
            next_step=Text(f"look at it with “tagma -w {folder} plan”", f"可用“tagma -w {folder} plan”查看"),
        )
    try:
        return _write_all(folder, language)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise WorkspaceError(
            Text(f"cannot write {folder}: {reason}", f"无法写入 {folder}：{reason}"),
            where=Place(file=str(folder)),
            next_step=Text("choose another folder or check its permissions", "请换一个文件夹或检查其权限"),
        ) from error


def _write_all(folder: Path, language: Language) -> list[Path]:
    made: list[Path] = []
    for part in ("", "data"):
        path = folder / part
        if not path.is_dir():
            path.mkdir(parents=True)
            made += [path] if part else []
    for name, (example, about) in _FILES.items():
        text = f"# {about.in_language(language)}\n# {_HINT.in_language(language)}\n\n{example}"
        _write(folder / name, text, made)
    # The settings come last: a folder without them is no workspace, so what failed half-way can be repeated.
    _write(folder / SETTINGS_FILE, write_settings(folder, language), made)
    return made


def write_settings(folder: Path, language: Language) -> str:
    """The settings of a new workspace, which is named after its folder."""
    import json

    words = {name: text.in_language(language) for name, text in _ABOUT.items()}
    zh = language == "zh"
    return _SETTINGS.format(
        **words,
        name=json.dumps(folder.resolve().name, ensure_ascii=False),
        weekdays=" ".join(WEEKDAYS),
        time_zone="Asia/Shanghai" if zh else "UTC",
        money="CNY" if zh else "USD",
        language=language,
    )


def _write(path: Path, text: str, made: list[Path]) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    made.append(path)
