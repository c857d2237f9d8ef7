"""How the findings of the doctor look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text as Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from tagma.cli.desk import Desk
    from tagma.flows.doctor import Check

MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "failed": ("✗", "red")}


def build_checks(checks: Sequence[Check], desk: Desk) -> list[RenderableType]:
    """One line for each finding, with its next step."""
    shown: list[RenderableType] = []
    for check in checks:
        line = Line.assemble(MARKS[check.status], " ", (check.name.in_language(desk.language), "bold"))
        shown.append(line.append(f"  {check.detail.in_language(desk.language)}", ""))
        if check.next_step is not None:
            shown.append(Line(f"  → {check.next_step.in_language(desk.language)}"))
    return shown
