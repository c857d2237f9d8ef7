"""Items that programs have sent: products, courses, shops, whatever a type is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from tagma.engine import dialect
from tagma.errors import NotFoundError, Text, nearest_names
from tagma.identity.collected.items import ITEM_COLUMNS, ITEM_ID, SCHEMA
from tagma.rules.vocabulary import fold_name

if TYPE_CHECKING:
    import pyarrow as pa

    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ItemType:
    """A type of items, how many there are, and their properties."""

    name: str
    count: int
    properties: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"type": self.name, "count": self.count, "properties": list(self.properties)}


def list_item_types(ws: Workspace) -> list[ItemType]:
    """The types of items, by name."""
    found = []
    for name, columns in sorted(ws.engine.tables(SCHEMA).items()):
        rows = dialect.query('SELECT COUNT(*) AS "n" FROM :items', items=dialect.table(name, SCHEMA))
        count = ws.engine.query(rows, step=f"count items of {name}").column(0)[0].as_py()
        found.append(ItemType(name, count, tuple(each for each in columns if each not in ITEM_COLUMNS)))
    return found


def list_items(ws: Workspace, item_type: str, limit: int | None = None) -> pa.Table:
    """The items of a type, by id.

    Raises:
        NotFoundError: there is no such type; says the nearest.
    """
    known = {fold_name(name): name for name in ws.engine.tables(SCHEMA)}
    name = known.get(fold_name(item_type))
    if name is None:
        raise NotFoundError(
            Text(f"there are no items of type “{item_type}”", f"没有类型为“{item_type}”的物品"),
            nearest=nearest_names(item_type, known.values()),
            next_step=Text("“tagma items” lists the types", "可用“tagma items”查看类型"),
        )
    rows = exp.select("*").from_(dialect.table(name, SCHEMA)).order_by(dialect.column(ITEM_ID))
    return ws.engine.query(rows.limit(limit) if limit else rows, step=f"items of {name}")
