"""Help in two languages: what is written as English, an empty line and Chinese is shown in one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tagma.errors import Language

# What Typer says itself.
BUILT_IN = {
    "Show this message and exit.": "显示此帮助。",
    "Install completion for the current shell.": "为当前 shell 安装命令补全。",
    "Show completion for the current shell, to copy it or customize the installation.": (
        "显示补全脚本，便于复制或自行安装。"
    ),
}
PANELS = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "DEFAULT_STRING": "[默认：{}]",
    "REQUIRED_LONG_STRING": "[必填]",
}
_ENGLISH: dict[str, str] = {}


def both(en: str, zh: str) -> str:
    """A help text in both languages."""
    return f"{en}\n\n{zh}"


def choose_help(command: Any, context: Any, language: Language) -> None:
    """Leaves one language in the help of a command and of its options."""
    command.help = _choose(command.help, language)
    for param in [*command.params, command.get_help_option(context)]:
        if param is not None:
            param.help = _choose(getattr(param, "help", None), language)


def choose_titles(language: Language) -> None:
    """Sets the titles of the boxes; they belong to Typer's module, so the other language is put back, too."""
    from typer import rich_utils

    for name, zh in PANELS.items():
        english = _ENGLISH.setdefault(name, getattr(rich_utils, name))
        setattr(rich_utils, name, zh if language == "zh" else english)


def _choose(text: str | None, language: Language) -> str | None:
    if not text:
        return text
    en, _, zh = text.partition("\n\n")
    return (zh or BUILT_IN.get(en, en)) if language == "zh" else en
