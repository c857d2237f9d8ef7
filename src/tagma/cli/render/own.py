"""What is shown of one's own files: the guess with its reasons, what was left out, what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text as Line

from tagma.cli.render.demo import build_demo
from tagma.cli.render.values import build_table, dim, head
from tagma.collect.guess import ROLES

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tagma.cli.desk import Desk
    from tagma.collect.guess import FileGuess
    from tagma.flows.own import Begun, OwnGuess
    from tagma.flows.own.begin import LeftOut
    from tagma.workspace import Workspace

_READINGS = {
    "text": ("text", "文本"), "number": ("number", "数字"),
    "number with decimal comma": ("1.234,5", "1.234,5"), "instant": ("date", "日期"),
    "instant day first": ("day/month", "日/月"), "instant month first": ("month/day", "月/日"),
}  # fmt: skip


def build_guess(guess: OwnGuess, desk: Desk) -> list[RenderableType]:
    """Which column is taken for what, with examples and reasons."""
    shown: list[RenderableType] = []
    for group in guess.groups:
        for file in group.files:
            shown += [*_build_file(file, desk), ""]
    clock = desk.say(
        "as of the newest order" if guess.clock == "data" else "as of now",
        "截至最新订单" if guess.clock == "data" else "截至现在",
    )
    words = [guess.time_zone, guess.currency or desk.say("no currency", "无币种"), clock]
    shown.append(dim(desk.say(" · ", " · ").join(words)))
    shown.append(
        dim(
            desk.say(
                "Not right? Say so: --customer COL --time COL --amount COL ... (- for none)",
                "识别有误？可指定：--customer 列名 --time 列名 --amount 列名 …（没有则写 -）",
            )
        )
    )
    shown.append("")
    return shown


def _build_file(file: FileGuess, desk: Desk) -> list[RenderableType]:
    table = file.table
    facts = {column.name: column for column in table.columns}
    title = [table.path.name]
    if file.shape is not None:
        title.append(desk.say(f"{file.shape.rows:,} rows", f"{file.shape.rows:,} 行"))
    else:
        title.append(desk.say("customers", "客户资料"))
    if table.options.sheet:
        title.append(desk.say(f"sheet “{table.options.sheet}”", f"工作表“{table.options.sheet}”"))
    if table.encoding and not table.encoding.startswith("utf"):
        title.append(table.encoding.upper())
    if table.options.header_row:
        title.append(
            desk.say(f"names in row {table.options.header_row}", f"列名在第 {table.options.header_row} 行")
        )
    rows = []
    for role in ROLES:
        choice = file.roles.get(role.name)
        if choice is None:
            continue
        reading = file.readings.get(choice.column)
        read_as = desk.say(*_READINGS[reading]) if reading else ""
        reasons = desk.say("; ", "；").join(reason.in_language(desk.language) for reason in choice.reasons)
        examples = desk.say(", ", "、").join(facts[choice.column].examples[:2])
        rows.append([role.label.in_language(desk.language), choice.column, read_as, examples, reasons])
    heads = (
        ("taken for", "识别为"),
        ("column", "列"),
        ("read as", "读作"),
        ("for example", "示例"),
        ("because", "依据"),
    )
    shown: list[RenderableType] = [
        head(" · ".join(title)),
        build_table([(desk.say(*pair), "left") for pair in heads], rows, widest=44),
        *_build_sample(file, desk),
    ]
    shown += [
        Line(f"  {note.in_language(desk.language)}") for note in (file.shape.notes if file.shape else ())
    ]
    rest = [column.name for column in file.left_over]
    if rest:
        names = desk.say(", ", "、").join(rest[:8]) + ("…" if len(rest) > 8 else "")
        shown.append(dim(desk.say(f"  other columns: {names}", f"  其余的列：{names}")))
    return shown


def _build_sample(file: FileGuess, desk: Desk) -> list[RenderableType]:
    """The first rows of the columns that have a role."""
    taken = [choice.column for choice in file.roles.values()]
    places = [place for place, name in enumerate(file.table.names) if name in taken][:7]
    columns = [(file.table.names[place], "left") for place in places]
    rows = [[row[place] for place in places] for row in file.table.sample[:3]]
    return [dim(desk.say("  first rows", "  前几行")), build_table(columns, rows, widest=24)]  # type: ignore[arg-type]


def build_left_out(begun: Begun, desk: Desk) -> list[RenderableType]:
    """Rows that are in quarantine, with the places of the first of them."""
    return [Line(f"! {_word_left_out(each, begun, desk)}", "yellow") for each in begun.left_out]


def _word_left_out(each: LeftOut, begun: Begun, desk: Desk) -> str:
    roles = {"user_id": "customer", "ts": "time"}
    column = each.field
    for file in begun.guess.files:
        column = file.columns_by_role.get(roles.get(each.field, each.field), column)
    missing = each.reason == "missing"
    refused = each.field in roles
    rows = ", ".join(each.rows) + (", …" if each.count > len(each.rows) else "")
    rows_zh = "、".join(each.rows) + ("…" if each.count > len(each.rows) else "")
    titles = {body["name"]: body["label"] for body in begun.guess.bodies if body["kind"] == "event"}
    title = titles.get(each.event, {"en": "customers", "zh": "客户资料"})
    event = desk.say(title["en"].lower(), title["zh"])
    en = f"{event}: {each.count:,} rows " + (
        f"have nothing in “{column}”" if missing else f"have something in “{column}” that is {each.reason}"
    )
    reason = {"not a time": "时间", "not decimal": "数字", "not integer": "整数"}.get(
        each.reason, each.reason
    )
    zh = f"{event}：{each.count:,} 行的“{column}”" + ("为空" if missing else f"不是{reason}")
    en += ": kept in quarantine" if refused else ": the value is left empty"
    zh += "，已放入隔离区" if refused else "，该值留空"
    if each.rows:
        en += f" (file rows {rows})"
        zh += f"（文件行号 {rows_zh}）"
    return desk.say(en, zh)


def build_begun(
    begun: Begun, ws: Workspace, desk: Desk, folder: Path, seconds: float
) -> list[RenderableType]:
    """What was found, and how to go on."""
    left_out = build_left_out(begun, desk)
    return [
        *left_out,
        *([""] if left_out else []),
        *build_demo(begun.overview, ws, desk, folder, seconds, customer=begun.customer),
        "",
        head(desk.say(f"Open it: tagma -w {folder} serve", f"在浏览器中打开：tagma -w {folder} serve")),
        dim(
            desk.say(
                f"Its definitions are the .yaml files in {folder}; "
                f"change them, then tagma -w {folder} apply --refresh",
                f"定义都在 {folder} 的 .yaml 文件中；修改后运行 tagma -w {folder} apply --refresh",
            )
        ),
    ]
