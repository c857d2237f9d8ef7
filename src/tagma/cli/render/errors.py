"""How errors look: what, where, the nearest names, the next step."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tagma.cli.seat import echo, read_variable
from tagma.errors import DefinitionErrors, Place, TagmaError

if TYPE_CHECKING:
    from tagma.errors import Language

TRACEBACK_VARIABLE = "TAGMA_TRACEBACK"
BUG_EXIT = 70
USAGE_EXIT = 2
STOPPED_EXIT = 130


def print_error(error: TagmaError, language: Language, *, json: bool) -> None:
    """Prints an error to standard error: for reading, or as the one JSON shape."""
    if json:
        _print_json(error.to_dict(language))
    else:
        from tagma.cli.desk import make_console

        console = make_console(stderr=True)
        for line, style in [*_tell(error, language), *((f"  → {note}", "") for note in list_notes(error))]:
            console.print(line, style=style, soft_wrap=True)


def list_notes(error: BaseException) -> list[str]:
    """What was added to an error on its way."""
    return list(getattr(error, "__notes__", ()))


def print_problem(
    code: str,
    message: str,
    next_step: str | None,
    *,
    json: bool,
    nearest: Sequence[str] = (),
    zh: bool = False,
) -> None:
    """Prints what is no ``TagmaError`` (wrong usage, a bug, Ctrl-C) in the same shape."""
    if json:
        _print_json(
            {"code": code, "message": message, "where": None, "nearest": [*nearest], "next": next_step}
        )
        return
    echo(f"✗ {message}", err=True)
    if nearest:
        echo(f"  {_suggest(nearest, zh=zh)}", err=True)
    if next_step:
        echo(f"  → {next_step}", err=True)


def print_bug(error: BaseException, language: Language, *, json: bool) -> None:
    """Says that the mistake is Tagma's; with TAGMA_TRACEBACK=1, where it happened."""
    kind = type(error).__name__
    if language == "zh":
        message = f"Tagma 内部出错（{kind}），不是您的操作问题"
        step = f"设置 {TRACEBACK_VARIABLE}=1 重新运行，并将输出附在问题报告中"
    else:
        message = f"a mistake in Tagma itself ({kind}), not in what you did"
        step = f"run it again with {TRACEBACK_VARIABLE}=1 and report what it prints"
    if (read_variable(TRACEBACK_VARIABLE) or "") not in ("", "0"):
        echo("".join(traceback.format_exception(error)), err=True)
    print_problem("internal", message, step, json=json)


def show_place(where: Place | None, language: Language) -> str:
    """Where a mistake stands; in a rule that stands in no file, the line and column in words."""
    if where is None:
        return ""
    if language == "zh" and where.file is None and where.line is not None:
        column = "" if where.column is None else f"第 {where.column} 列"
        field = f"（{where.field}）" if where.field else ""
        return f"第 {where.line} 行{column}{field}"
    return str(where)


def _tell(error: TagmaError, language: Language) -> list[tuple[str, str]]:
    zh = language == "zh"
    lines = [(f"✗ {error.what.in_language(language)}", "bold red")]
    if place := show_place(error.where, language):
        lines.append((f"  {'位置：' if zh else 'at: '}{place}", "dim"))
    if error.nearest:
        lines.append((f"  {_suggest(error.nearest, zh=zh)}", "yellow"))
    if error.next_step is not None:
        lines.append((f"  → {error.next_step.in_language(language)}", ""))
    if isinstance(error, DefinitionErrors):
        for each in error.errors:
            lines += [(f"  {line}", style) for line, style in _tell(each, language)]
    return lines


def _suggest(names: Sequence[str], *, zh: bool) -> str:
    return f"是否指：{'、'.join(names)}" if zh else f"did you mean: {', '.join(names)}"


def _print_json(data: dict[str, Any]) -> None:
    from tagma.cli.desk import print_json

    print_json(data, stderr=True)
