"""A group of verbs whose help speaks one language."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

from tagma.cli.desk import choose_language, find_asked
from tagma.cli.help import choose_help


class Family(TyperGroup):
    """Verbs below a noun, such as ``tagma user add``."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            choose_help(command, ctx, choose_language(find_asked().language))
        return command

    def get_help(self, ctx: Any) -> str:
        choose_help(self, ctx, choose_language(find_asked().language))
        return str(super().get_help(ctx))
