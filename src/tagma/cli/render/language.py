"""How statements, sentences and the operator reference look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text as Line

from tagma.cli.render.values import build_pairs, show_value
from tagma.cli.seat import echo, find_stream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType

    from tagma.cli.desk import Desk
    from tagma.errors import Text
    from tagma.flows.operators import OperatorListing
    from tagma.flows.show import Words
    from tagma.workspace import Workspace


def print_sql(sql: str) -> None:
    """Highlighted on a terminal, as it is in a pipe."""
    if not find_stream().isatty():
        echo(sql)
        return
    from rich.syntax import Syntax

    from tagma.cli.desk import make_console

    make_console().print(Syntax(sql, "sql", theme="ansi_dark", word_wrap=True, background_color="default"))


def print_words(words: Words, labels: Mapping[str, Text], ws: Workspace, desk: Desk) -> None:
    """The sentence alone, or one line for each case; never wrapped, so that it can be copied."""
    if words.words is not None:
        echo(words.words)
    for case in words.cases:
        value = show_value(case.value, ws.calendar, desk.language, labels)
        echo(f"{value}{desk.say(': ', '：')}{case.words}")


def build_operator(found: OperatorListing, desk: Desk) -> list[RenderableType]:
    """One operator with its example in words."""
    row = found.operator
    unit = f" ({row.unit})" if row.unit else ""
    pairs = [
        (desk.say("form", "写法"), found.form),
        (desk.say("takes", "参数"), ", ".join(row.takes)),
        (desk.say("gives", "结果"), f"{row.gives}{unit}"),
    ]
    if row.family == "aggregate":
        empty = "0" if row.empty == "0" else desk.say("missing", "缺失")
        pairs.append((desk.say("without events", "无事件时"), empty))
    pairs += [(desk.say("example", "示例"), row.example), ("", found.say_example(desk.language))]
    if row.sql:
        pairs.append(("SQL", row.sql))
    return [
        Line.assemble((row.name, "bold"), (f"  {found.family.in_language(desk.language)}", "dim")),
        Line(row.doc.in_language(desk.language)),
        build_pairs(pairs),
    ]


def print_reference(desk: Desk) -> None:
    """The whole reference page: laid out on a terminal, as Markdown in a pipe."""
    from tagma.rules.reference import render_reference

    page = render_reference(desk.language)
    if not find_stream().isatty():
        echo(page, nl=False)
        return
    from rich.markdown import Markdown

    desk.show(Markdown(page))
