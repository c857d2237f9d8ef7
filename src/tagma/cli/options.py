"""Arguments and options that several verbs share."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Lang = Annotated[Literal["en", "zh"] | None, typer.Option("--lang", help="Language of the answer.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="TIME", help="Answer as of an instant: 2017-06-30 or 2017-06-30T18:00."),
]
Rule = Annotated[str, typer.Argument(metavar="RULE", help="A rule, or the name of a segment.")]
NameOrRule = Annotated[
    str, typer.Argument(metavar="NAME_OR_RULE", help="A tag, a segment, or a rule in quotes.")
]
Customer = Annotated[str, typer.Argument(metavar="ID", help="The customer's id.")]
KindAndName = Annotated[
    list[str], typer.Argument(metavar="[KIND] NAME", help="A name; the kind where two kinds share it.")
]
Author = Annotated[str, typer.Option("--author", help="Who answers for it; default: you.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; kept with every version.")]


def find_author(given: str) -> str:
    """The author that was given, else the name of the user."""
    if given:
        return given
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def split_kind(words: list[str]) -> tuple[str | None, str]:
    """Kind and name from one or two words."""
    if len(words) > 2:
        raise typer.BadParameter("give a name, or a kind and a name")
    return (words[0], words[1]) if len(words) == 2 else (None, words[0])
