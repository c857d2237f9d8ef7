"""How a list of customers looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from tagma.cli.render.values import Align, build_table, dim, show_value

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tagma.cli.desk import Desk
    from tagma.rules.vocabulary import Vocabulary
    from tagma.workspace import Workspace

WIDEST = 28


def build_customers(
    rows: pa.Table, vocabulary: Vocabulary, ws: Workspace, desk: Desk, most: int
) -> list[RenderableType]:
    """The first rows as a table, and how many there are."""
    total = int(rows.num_rows)
    first = rows.slice(0, most)
    columns: list[tuple[str, Align]] = [
        (
            desk.say("customer", "客户") if name == "customer" else name.removeprefix("segment:"),
            "right" if _is_number(rows.schema.field(name).type) else "left",
        )
        for name in rows.column_names
    ]
    fields = {name: vocabulary.fields.get(name) for name in rows.column_names}
    labels = {name: field.value_labels if field is not None else {} for name, field in fields.items()}
    cells = [
        [str(value) if name == "customer" else show_value(value, ws.calendar, desk.language, labels[name])
         for name, value in row.items()]
        for row in first.to_pylist()
    ]  # fmt: skip
    shown: list[RenderableType] = [build_table(columns, cells, widest=WIDEST)] if total else []
    note = desk.say(f"{total:,} customer{'s' if total != 1 else ''}", f"{total:,} 位客户")
    if total > first.num_rows:
        note = desk.say(
            f"{first.num_rows:,} of {total:,} customers; --limit N shows more, -o FILE writes them all",
            f"显示 {first.num_rows:,} / {total:,} 位客户；--limit N 显示更多，-o 文件 可全部导出",
        )
    return [*shown, dim(note)]


def _is_number(type_: pa.DataType) -> bool:
    return bool(pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_decimal(type_))
