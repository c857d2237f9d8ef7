"""``init``: an empty workspace, or one made of files of orders."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from tagma.cli.help import both
from tagma.cli.options import AsJson, Lang, find_author


def _column(option: str, en: str, zh: str) -> typer.models.OptionInfo:
    option_info: typer.models.OptionInfo = typer.Option(
        option, metavar="COL", help=both(f"Column of {en}; - for none.", f"{zh}所在列；没有则写 -。")
    )
    return option_info


def init(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help=both("The folder; made where it is not there.", "文件夹；不存在时自动创建。")
        ),
    ],
    files: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help=both(
                "A file of orders: CSV, Excel, JSON or Parquet; may be given several times.",
                "订单文件：CSV、Excel、JSON 或 Parquet；可多次给出。",
            ),
        ),
    ] = None,
    template: Annotated[
        list[str] | None,
        typer.Option(
            "--template",
            metavar="NAME",
            help=both(
                "A template, with its sample or --file; may be given several times.",
                "模板，使用其示例或 --file；可多次给出。",
            ),
        ),
    ] = None,
    file: Annotated[
        list[Path] | None,
        typer.Option(
            "--file", metavar="FILE", help=both("Your file for the template.", "用于模板的您的文件。")
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="WANTED=COL",
            help=both("Which column of the file is which of the template.", "文件的列与模板的列如何对应。"),
        ),
    ] = None,
    customer: Annotated[str | None, _column("--customer", "the customer", "客户")] = None,
    at: Annotated[str | None, _column("--time", "the time", "时间")] = None,
    amount: Annotated[str | None, _column("--amount", "the amount", "金额")] = None,
    order: Annotated[str | None, _column("--order", "the order number", "订单号")] = None,
    product: Annotated[str | None, _column("--product", "the product", "商品")] = None,
    category: Annotated[str | None, _column("--category", "the category", "品类")] = None,
    quantity: Annotated[str | None, _column("--quantity", "the quantity", "数量")] = None,
    price: Annotated[str | None, _column("--price", "the unit price", "单价")] = None,
    status: Annotated[str | None, _column("--status", "the status", "状态")] = None,
    refund: Annotated[str | None, _column("--refund", "the refunded amount", "退款金额")] = None,
    store: Annotated[str | None, _column("--store", "the store", "门店")] = None,
    channel: Annotated[str | None, _column("--channel", "the channel", "渠道")] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", help=both("Sheet of the workbook.", "工作表名。"))
    ] = None,
    header_row: Annotated[
        int | None,
        typer.Option("--header-row", min=1, help=both("Row of the column names.", "列名所在行。")),
    ] = None,
    day_first: Annotated[
        bool | None,
        typer.Option(
            "--day-first/--month-first",
            help=both("How to read dates such as 03/04/2024.", "03/04/2024 这类日期的读法：日在前或月在前。"),
        ),
    ] = None,
    time_zone: Annotated[
        str | None,
        typer.Option(
            "--time-zone", metavar="ZONE", help=both("Such as Asia/Shanghai.", "如 Asia/Shanghai。")
        ),
    ] = None,
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="CODE", help=both("Such as CNY.", "如 CNY。"))
    ] = None,
    yes: Annotated[
        bool,
        typer.Option(
            "--yes", "-y", help=both("Do not ask whether the guess is right.", "不询问，直接采用识别结果。")
        ),
    ] = False,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Make a workspace: empty with examples, of a --template, or --from your own orders, portraits and all.

    新建工作区：含示例的空工作区；或用 --template 套用模板；或用 --from 由您的订单文件生成，并算好画像。
    """
    if template:
        _init_from_templates(folder, template, file, column, json, lang)
        return
    if not files:
        _init_empty(folder, json, lang)
        return
    roles = {
        "customer": customer, "time": at, "amount": amount, "order": order, "product": product,
        "category": category, "quantity": quantity, "price": price, "status": status, "refund": refund,
        "store": store, "channel": channel,
    }  # fmt: skip
    from tagma.cli.desk import find_asked, make_desk
    from tagma.cli.progress import show_progress
    from tagma.cli.render.own import build_begun, build_guess
    from tagma.collect.guess import Corrections
    from tagma.flows.own import begin_from_files, guess_files
    from tagma.flows.own.begin import check_folder
    from tagma.settings import Settings
    from tagma.workspace import open_workspace

    begun_at = time.perf_counter()
    said = {role: column for role, column in roles.items() if column is not None}
    guess = guess_files(
        files,
        Corrections(said, sheet, header_row, day_first, time_zone),
        language=lang or find_asked().language,
        currency=currency,
    )
    desk = make_desk(lang, json, Settings.model_validate({"language": guess.language}))
    check_folder(folder, guess)
    if not json:
        desk.show(*build_guess(guess, desk))
        if not yes and sys.stdin.isatty() and sys.stdout.isatty():
            typer.confirm(desk.say("Go on?", "继续？"), default=True, abort=True)
            begun_at = time.perf_counter()
    with show_progress(desk) as progress:
        begun = begin_from_files(folder, guess, author=find_author(""), progress=progress)
    with open_workspace(folder, purpose="tagma init") as ws:
        seconds = time.perf_counter() - begun_at
        data = {
            **begun.overview.to_dict(desk.language),
            "folder": str(folder.resolve()),
            "guess": guess.to_dict(desk.language),
            "left_out": [each.to_dict(desk.language) for each in begun.left_out],
            "written": list(begun.written),
            "run": begun.report.run.id,
            "seconds": round(seconds, 1),
        }
        desk.answer(data, *build_begun(begun, ws, desk, folder, seconds))


def _init_from_templates(
    folder: Path,
    names: list[str],
    files: list[Path] | None,
    columns: list[str] | None,
    json: bool,
    lang: Lang,
) -> None:
    from tagma.cli.desk import make_desk
    from tagma.cli.sources.shown import build_begun_from, taken_to_dict
    from tagma.cli.sources.verbs import read_answers
    from tagma.flows.sources.adding import init_from_templates
    from tagma.flows.templates import find_template

    desk = make_desk(lang, json)
    chosen = [find_template(name) for name in names]
    if len(chosen) > 1 and files:
        raise typer.BadParameter("--file")
    made, written = init_from_templates(folder, chosen, read_answers("", files, columns), desk.language)
    data = {
        "folder": str(folder.resolve()),
        "sources": [taken_to_dict(each, ()) for each in made],
        "written": written,
    }
    desk.answer(data, *build_begun_from(made, written, folder, desk))


def _init_empty(folder: Path, json: bool, lang: Lang) -> None:
    from tagma.cli.desk import make_desk
    from tagma.cli.render.values import dim, head
    from tagma.flows.init import init_workspace

    desk = make_desk(lang, json)
    written = init_workspace(folder, desk.language)
    shown = [str(path.relative_to(folder)) for path in written]
    desk.answer(
        {"folder": str(folder.resolve()), "written": shown},
        head(desk.say(f"A new workspace: {folder}", f"新工作区：{folder}")),
        *(dim(f"  {name}") for name in shown),
        desk.say(
            f"Next: put files into {folder}/data, describe them in {folder}/sources, then\n"
            f"  tagma -w {folder} plan\n  tagma -w {folder} apply --refresh",
            f"下一步：把文件放入 {folder}/data，在 {folder}/sources 中描述它们，然后运行\n"
            f"  tagma -w {folder} plan\n  tagma -w {folder} apply --refresh",
        ),
    )
