"""``count customers``: how many, and who."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tagma.cli.help import both
from tagma.cli.options import AsJson, AsOf, Lang, Rule

SHOWN = 20


def add_verbs(app: typer.Typer) -> None:
    for verb in (count, customers):
        app.command()(verb)


def count(rule: Rule, as_of: AsOf = None, json: AsJson = False, lang: Lang = None) -> None:
    """Count the customers that a rule holds for.

    统计符合规则的客户数。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.values import show_instant, show_milliseconds, show_share
    from tagma.flows.count import count_customers
    from tagma.flows.instants import parse_as_of

    with open_desk("count", lang=lang, json=json) as (ws, desk):
        found = count_customers(ws, rule, parse_as_of(ws, as_of))
        at, took = show_instant(found.as_of, ws.calendar), show_milliseconds(found.ms)
        share = show_share(found.count, found.total)
        desk.answer(
            found.to_dict(desk.language),
            desk.say(
                f"{found.count:,} of {found.total:,} customers ({share})  as of {at}, {took}",
                f"{found.count:,} 位客户，共 {found.total:,} 位（{share}），截至 {at}，用时 {took}",
            ),
        )


def customers(
    rule: Rule,
    columns: Annotated[
        str,
        typer.Option(
            "--columns",
            metavar="A,B",
            help=both("Traits, tags and segments to show.", "要显示的属性、标签与分群。"),
        ),
    ] = "",
    limit: Annotated[
        int | None, typer.Option("--limit", min=0, help=both("At most so many.", "最多多少位。"))
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help=both("Write .xlsx, .csv, .json or .parquet.", "写入 .xlsx、.csv、.json 或 .parquet 文件。"),
        ),
    ] = None,
    as_of: AsOf = None,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List the customers that a rule holds for, or write them to a file.

    列出符合规则的客户，或导出到文件。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.customers import build_customers
    from tagma.cli.seat import locate
    from tagma.flows.customers import list_customers
    from tagma.flows.definitions import load_applied
    from tagma.flows.files import write_rows
    from tagma.flows.instants import parse_as_of

    names = [name.strip() for name in columns.replace("，", ",").split(",") if name.strip()]
    with open_desk("customers", lang=lang, json=json) as (ws, desk):
        rows = list_customers(ws, rule, names, parse_as_of(ws, as_of), limit)
        if output is None and json:
            desk.answer(rows.to_pylist())
        elif output is None:
            desk.show(*build_customers(rows, load_applied(ws).vocabulary, ws, desk, limit or SHOWN))
        else:
            written = write_rows(rows, locate(output))
            desk.answer(
                {"file": str(output), "customers": written},
                desk.say(
                    f"{written:,} customer{'s' if written != 1 else ''} → {output}",
                    f"{written:,} 位客户 → {output}",
                ),
            )
