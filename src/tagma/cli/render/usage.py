"""What is wrong with a command line, in both languages, with the nearest name."""

from __future__ import annotations

import re
from typing import Any

from tagma.errors import Text, nearest_names

UNKNOWN_VERB = re.compile(r"No such command '(?P<name>.*?)'")
TOO_MANY = re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((?P<words>.*)\)")
TOO_FEW = re.compile(r"Option '(?P<name>.*?)' requires (?P<number>an|\d+) arguments?")
CHOICES = re.compile(r"is not one of (?P<choices>.*?)\.?$")


def word_usage(error: Any) -> tuple[Text, tuple[str, ...]]:
    """Typer's finding in Tagma's words, and the names that were probably meant."""
    message: str = error.format_message()
    if found := UNKNOWN_VERB.match(message):
        name = found["name"]
        known = getattr(error.ctx.command, "commands", {})
        return Text(f"there is no command “{name}”", f"没有命令“{name}”"), nearest_names(name, known)
    if type(error).__name__ == "NoSuchOption":
        name = error.option_name
        known = [each for each in _list_options(error.ctx) if each.startswith("--")]
        return Text(f"there is no option “{name}”", f"没有选项“{name}”"), nearest_names(name, known, 1)
    if found := TOO_MANY.match(message):
        words = found["words"]
        return Text(
            f"too many words: {words}; put a rule in quotes", f"多余的内容：{words}；规则请加引号"
        ), ()
    if found := TOO_FEW.match(message):
        name, number = found["name"], 1 if found["number"] == "an" else int(found["number"])
        en = "a value" if number == 1 else f"{number} values"
        return Text(f"{name} needs {en}", f"{name} 需要 {number} 个值"), ()
    if getattr(error, "param", None) is not None:
        return _word_parameter(error, _name(error.param)), ()
    return _read_both(getattr(error, "message", message)), ()


def _word_parameter(error: Any, name: str) -> Text:
    if type(error).__name__ == "MissingParameter":
        return Text(f"{name} is missing", f"缺少 {name}")
    if found := CHOICES.search(error.message):
        choices = [each.strip(" '") for each in found["choices"].split(",")]
        return Text(f"{name} is one of: {', '.join(choices)}", f"{name} 可选：{'、'.join(choices)}")
    cause = getattr(error.__cause__, "errors", None)
    finding: dict[str, Any] = cause()[0] if cause is not None else {"type": ""}
    if finding["type"].startswith("int_"):
        return Text(f"{name} must be a whole number", f"{name} 应为整数")
    if finding["type"] == "greater_than_equal":
        least = finding["ctx"]["ge"]
        return Text(f"{name} must be at least {least}", f"{name} 不能小于 {least}")
    told = _read_both(error.message)
    return Text(f"{name} is wrong: {told.en}", f"{name} 有误：{told.zh}")


def _read_both(message: str) -> Text:
    """A message that was written with ``both``."""
    en, _, zh = message.partition("\n\n")
    return Text(en, zh or en)


def _name(param: Any) -> str:
    """An option as it is written, an argument as the help calls it."""
    options = [each for each in param.opts if each.startswith("--")]
    return str(options[0] if options else param.metavar or param.name.upper())


def _list_options(context: Any) -> list[str]:
    return [name for param in context.command.params for name in param.opts]
