"""The command ``tagma``: its verbs, and what becomes of everything that goes wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from tagma.cli import desk
from tagma.cli.commands import (
    access,
    answers,
    collecting,
    definitions,
    health,
    journal,
    language,
    lists,
    people,
    refresh,
    serve,
    setup,
)
from tagma.cli.desk import ASKED, Asked, choose_language, find_asked
from tagma.cli.family import Family
from tagma.cli.forward import forward_words
from tagma.cli.help import both, choose_titles
from tagma.cli.options import Lang
from tagma.cli.quality import verbs as quality
from tagma.cli.render.errors import (
    BUG_EXIT,
    STOPPED_EXIT,
    USAGE_EXIT,
    list_notes,
    print_bug,
    print_error,
    print_problem,
)
from tagma.cli.render.usage import word_usage
from tagma.cli.seat import find_seat
from tagma.cli.sources import verbs as sources
from tagma.errors import Language, TagmaError

FOLDER_OPTIONS = ("-w", "--workspace")
COMPLETION = "_TAGMA_COMPLETE"
STEPS_VARIABLE = "TAGMA_DEBUG_STEPS"  # the engine reads it, too


class _StoppedError(Exception):
    """Ctrl-C, as an exception that Typer does not swallow."""


class House(Family):
    """The group of all verbs, in one language; every way to fail ends here, with its exit code."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        words = _hoist_folder(list(sys.argv[1:] if args is None else args)) or ["--help"]
        carried = forward_words(words) if find_seat() is None and COMPLETION not in os.environ else None
        if carried is not None:
            if standalone_mode:
                sys.exit(carried)
            return carried
        token = ASKED.set(Asked(language=_scan_language(words)))
        try:
            code = self._run(words, prog_name or "tagma", complete_var, **extra)
        finally:
            ASKED.reset(token)
        if standalone_mode:
            sys.exit(code)
        return code

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            stopped = _StoppedError()
            for note in list_notes(error):
                stopped.add_note(note)
            raise stopped from error

    def _run(self, words: list[str], prog_name: str, complete_var: str | None, **extra: Any) -> int:
        json = "--json" in _before_dashes(words)
        if {"-h", "--help"} & {*_before_dashes(words)}:
            choose_titles(choose_language(find_asked().language))
        try:
            result = super().main(words, prog_name, complete_var, standalone_mode=False, **extra)
            return result if isinstance(result, int) else 0
        except TagmaError as error:
            if _was_stopped():
                return _tell_stop(error, json)
            print_error(error, _find_language(), json=json)
            return error.exit_code
        except TyperException as error:
            return _refuse_usage(error, json)
        except (_StoppedError, typer.Abort) as error:
            return _tell_stop(error, json)
        except Exception as error:
            print_bug(error, _find_language(), json=json)
            return BUG_EXIT


app = typer.Typer(
    cls=House,
    name="tagma",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def start(
    workspace: Annotated[
        Path | None,
        typer.Option(
            *FOLDER_OPTIONS,
            metavar="DIR",
            help=both(
                "The workspace; default: the nearest one above.", "工作区；默认取上级目录中最近的一个。"
            ),
        ),
    ] = None,
    lang: Lang = None,
    version: Annotated[
        bool, typer.Option("--version", help=both("Print the version and end.", "显示版本后结束。"))
    ] = False,
) -> None:
    """Turns raw customer events into living portraits: tags, segments and the reasons behind them.

    把原始客户事件变成鲜活的客户画像：标签、分群，以及背后的原因。
    """
    if version:
        from tagma.flows.doctor import find_version

        typer.echo(f"tagma {find_version('tagma')}")
        raise typer.Exit
    ASKED.set(Asked(workspace, lang or find_asked().language))


for family in (
    setup,
    serve,
    definitions,
    refresh,
    answers,
    people,
    language,
    lists,
    sources,
    collecting,
    access,
    health,
    journal,
    quality,
):
    family.add_verbs(app)


def run() -> None:
    """The entry point."""
    if os.environ.get(STEPS_VARIABLE, "") not in ("", "0"):
        _print_steps()
    app(prog_name="tagma")


def _print_steps() -> None:
    """Prints what the engine logs of each step to standard error."""
    import logging

    log = logging.getLogger("tagma")
    log.setLevel(logging.INFO)
    log.addHandler(logging.StreamHandler())


def _hoist_folder(words: list[str]) -> list[str]:
    """Lets ``-w DIR`` stand after the verb as well."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(_before_dashes(words))
    for word in waiting:
        if word in FOLDER_OPTIONS:
            front += [word, *(value for value in [next(waiting, None)] if value is not None)]
        elif word.startswith("--workspace="):
            front.append(word)
        else:
            rest.append(word)
    return front + rest + words[len(_before_dashes(words)) :]


def _before_dashes(words: list[str]) -> list[str]:
    return words[: words.index("--")] if "--" in words else words


def _scan_language(words: list[str]) -> Language | None:
    """The language asked for anywhere, so that errors before the verb speak it, too."""
    for position, word in enumerate(_before_dashes(words)):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else None
        if word == "--lang" and position + 1 < len(words):
            value = words[position + 1]
        if value == "zh":
            return "zh"
        if value == "en":
            return "en"
    return None


def _find_language() -> Language:
    """The language of an error; the workspace's settings count where they can be read."""
    from tagma.settings import load_settings

    settings = None
    with suppress(TagmaError, OSError):  # they may be what the error is about
        settings = load_settings(desk.find_folder())
    return choose_language(find_asked().language, settings)


def _was_stopped() -> bool:
    """Whether the caller of a command in a server has stopped it; the engine then raises what it likes."""
    seat = find_seat()
    return seat is not None and seat.stopped()


def _tell_stop(error: BaseException, json: bool) -> int:
    stopped = "已停止" if _find_language() == "zh" else "stopped"
    print_problem("interrupted", stopped, next(iter(list_notes(error)), None), json=json)
    return STOPPED_EXIT


def _refuse_usage(error: TyperException, json: bool) -> int:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "tagma"
    what, nearest = word_usage(error)
    language = _find_language()
    message, step = what.in_language(language), f"“{command} --help”"
    print_problem("usage", message, step, json=json, nearest=nearest, zh=language == "zh")
    return USAGE_EXIT if error.exit_code == 1 else error.exit_code
