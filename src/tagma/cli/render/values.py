"""How values, tables and lines look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text as Line

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tagma.clock import Calendar
    from tagma.errors import Language, Text

Align = Literal["left", "right"]
MISSING = "–"
GAP = 3
NARROWEST = 6
YES, NO = "✓", "✗"


def show_number(value: int | float | Decimal) -> str:
    """A number with thousands separators and at most four decimals."""
    if isinstance(value, int):
        return f"{value:,}"
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def show_share(part: int, whole: int) -> str:
    """A share in percent with one decimal."""
    return f"{100 * part / whole:.1f}%" if whole else MISSING


def show_instant(instant: datetime | None, calendar: Calendar, *, seconds: bool = True) -> str:
    """An instant in local time, to the minute, or to the second where it has any."""
    if instant is None:
        return MISSING
    if instant.year <= 1:
        return MISSING  # since ever
    local = calendar.to_local(instant)
    return local.strftime("%Y-%m-%d %H:%M:%S" if seconds and local.second else "%Y-%m-%d %H:%M")


def show_milliseconds(ms: float | None) -> str:
    """A duration as people read it."""
    if ms is None:
        return MISSING
    if ms < 1000:
        return f"{ms:.0f} ms"
    return f"{ms / 1000:.1f} s" if ms < 60_000 else f"{ms // 60_000:.0f} min {ms % 60_000 / 1000:.0f} s"


def show_value(
    value: Any, calendar: Calendar, language: Language, labels: Mapping[str, Text] | None = None
) -> str:
    """Any value of a trait, tag or property, with its label where it has one."""
    match value:
        case None:
            return MISSING
        case bool():
            return {True: ("yes", "是"), False: ("no", "否")}[value][language == "zh"]
        case int() | float() | Decimal():
            shown = show_number(value)
        case datetime():
            return show_instant(value, calendar)
        case date():
            return value.isoformat()
        case list() | tuple():
            parts = [show_value(item, calendar, language, labels) for item in value]
            return ("、" if language == "zh" else ", ").join(parts)
        case _:
            shown = str(value)
    label = (labels or {}).get(str(value))
    return label.in_language(language) if label is not None else shown


def build_table(
    columns: Sequence[tuple[str, Align]],
    rows: Iterable[Sequence[str | Line]],
    *,
    widest: int | None = None,
    indented: int = 0,
) -> Table:
    """A table without lines between rows; texts are cut where it would be too wide, numbers never are.

    Args:
        widest: the most columns that one text may take.
        indented: how far from the edge it will stand.
    """
    lines = [[cell if isinstance(cell, Line) else Line(cell) for cell in row] for row in rows]
    natural = [
        max([cell_len(name), *(row[position].cell_len for row in lines)])
        for position, (name, _) in enumerate(columns)
    ]
    texts = [position for position, (_, align) in enumerate(columns) if align == "left"]
    widths = _fit_widths(natural, texts, widest, _measure_screen() - indented)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for (name, align), width in zip(columns, widths, strict=True):
        table.add_column(Line(name), justify=align, no_wrap=True, overflow="ellipsis", width=width)
    for row in lines:
        table.add_row(*row)
    return table


def _fit_widths(natural: list[int], texts: list[int], widest: int | None, room: int) -> list[int]:
    """Takes from the widest text until the table fits."""
    widths = [
        min(width, widest) if widest is not None and position in texts else width
        for position, width in enumerate(natural)
    ]
    room -= GAP * (len(widths) - 1)
    while texts and sum(widths) > room:
        longest = max(texts, key=lambda position: (widths[position], position))
        if widths[longest] <= NARROWEST:
            break
        widths[longest] -= 1
    return widths


def _measure_screen() -> int:
    from tagma.cli.desk import make_console

    return make_console().width


def build_pairs(pairs: Iterable[tuple[str, str]]) -> Table:
    """Names and values in two columns."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for name, value in pairs:
        table.add_row(Line(name), Line(value))
    return table


def head(text: str) -> Line:
    return Line(text, "bold")


def dim(text: str) -> Line:
    return Line(text, "dim")


def indent(shown: RenderableType, by: int = 2) -> RenderableType:
    from rich.padding import Padding

    return Padding(shown, (0, 0, 0, by))


def mark(holds: bool) -> Line:
    """✓ or ✗ in its colour."""
    return Line(YES, "green") if holds else Line(NO, "red")
