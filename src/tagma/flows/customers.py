"""Who a rule holds for: listed, or written to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.engine import dialect
from tagma.errors import NotFoundError, Text, nearest_names
from tagma.evaluate import matching
from tagma.flows.files import write_rows
from tagma.flows.world import find_condition, open_world
from tagma.rules.vocabulary import fold_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    import pyarrow as pa

    from tagma.evaluate import World
    from tagma.workspace import Workspace


def list_customers(
    ws: Workspace,
    rule: str,
    columns: Sequence[str] = (),
    as_of: datetime | None = None,
    limit: int | None = None,
) -> pa.Table:
    """The customers that a rule holds for, by id, with the columns asked for.

    Args:
        columns: traits and tags by name, segments as ``segment:NAME`` or by name.

    Raises:
        RuleError: the text is no rule of this workspace.
        NotFoundError: an unknown column.
    """
    world = open_world(ws, as_of)
    asked = find_condition(world, rule)
    names = [find_column(world, column) for column in columns]
    pipeline = matching(world, asked, list(dict.fromkeys(names)))
    listed = exp.Select().from_(dialect.table("matching")).select("*").order_by(dialect.column("customer"))
    return ws.engine.query(
        pipeline.then("listed", listed.limit(limit) if limit is not None else listed), step="customers"
    )


def export_customers(
    ws: Workspace, rule: str, columns: Sequence[str], as_of: datetime | None, path: Path
) -> int:
    """Writes them to a CSV, Excel, JSON or Parquet file, by its suffix; returns how many."""
    return write_rows(list_customers(ws, rule, columns, as_of), path)


def find_column(world: World, name: str) -> str:
    """The column of a trait, tag or segment by its name.

    Raises:
        NotFoundError: an unknown name; says the nearest.
    """
    field = world.vocabulary.fields.get(name)
    if field is not None:
        return field.name
    for prefix in ("segment:", ""):
        for column in world.definitions:
            if fold_name(column) == prefix + fold_name(name):
                return column
    known = [*world.vocabulary.fields, *world.vocabulary.segments]
    raise NotFoundError(
        Text(f"there is no trait, tag or segment “{name}”", f"没有名为“{name}”的属性、标签或分群"),
        nearest=nearest_names(name, known),
        next_step=Text(
            "“tagma tags”, “tagma traits” and “tagma segments” list them",
            "可用“tagma tags”“tagma traits”“tagma segments”查看",
        ),
    )
