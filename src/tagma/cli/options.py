"""Arguments and options that several verbs share."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from tagma.cli.help import both
from tagma.cli.seat import find_seat

AsJson = Annotated[bool, typer.Option("--json", help=both("Print JSON instead of text.", "以 JSON 输出。"))]
Lang = Annotated[
    Literal["en", "zh"] | None, typer.Option("--lang", help=both("Language of the answer.", "回答所用语言。"))
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help=both(
            "Answer as of an instant: 2017-06-30 or 2017-06-30T18:00.",
            "截至某一时刻：2017-06-30 或 2017-06-30T18:00。",
        ),
    ),
]
Rule = Annotated[
    str, typer.Argument(metavar="RULE", help=both("A rule, or the name of a segment.", "规则，或分群名称。"))
]
NameOrRule = Annotated[
    str,
    typer.Argument(
        metavar="NAME_OR_RULE",
        help=both("A tag, a segment, or a rule in quotes.", "标签、分群，或引号内的规则。"),
    ),
]
Customer = Annotated[str, typer.Argument(metavar="ID", help=both("The customer's id.", "客户编号。"))]
KindAndName = Annotated[
    list[str],
    typer.Argument(
        metavar="[KIND] NAME",
        help=both("A name; the kind where two kinds share it.", "名称；两类定义同名时在前面写类别。"),
    ),
]
Author = Annotated[
    str, typer.Option("--author", help=both("Who answers for it; default: you.", "负责人；默认为您。"))
]
Reason = Annotated[
    str, typer.Option("--reason", help=both("Why; kept with every version.", "原因；随每个版本保存。"))
]


def find_author(given: str) -> str:
    """The author that was given, else the name of the user."""
    if given:
        return given
    seat = find_seat()
    if seat is not None:
        return seat.order.user
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def split_kind(words: list[str]) -> tuple[str | None, str]:
    """Kind and name from one or two words."""
    if len(words) > 2:
        raise typer.BadParameter(both("give a name, or a kind and a name", "请给出名称，或类别与名称"))
    return (words[0], words[1]) if len(words) == 2 else (None, words[0])
