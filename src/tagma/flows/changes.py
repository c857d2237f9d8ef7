"""What moved: tags that changed, segments that were entered and left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from tagma.engine import dialect

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Change:
    """One value of one customer that moved; a segment's values are true and false."""

    customer: str
    kind: str
    name: str
    old: str | None
    new: str | None
    at: datetime
    version: int
    run: str

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "customer": self.customer,
            "kind": self.kind,
            "name": self.name,
            "old": self.old,
            "new": self.new,
            "at": self.at,
            "version": self.version,
            "run": self.run,
        }


_TEMPLATE = """
SELECT customer, 'tag' AS kind, name, old, new, "at", version, run
FROM portrait.tag_changes WHERE :cond
UNION ALL
SELECT customer, 'segment' AS kind, name, CAST(NOT entered AS VARCHAR) AS old,
  CAST(entered AS VARCHAR) AS new, "at", version, run
FROM portrait.segment_changes WHERE :cond
"""


def list_changes(
    ws: Workspace,
    name: str | None = None,
    customer: str | None = None,
    since: datetime | None = None,
    limit: int = 100,
) -> list[Change]:
    """The newest changes, of one tag or segment and one customer where given."""
    if "tag_changes" not in ws.engine.tables("portrait"):
        return []
    conditions: list[exp.Expr] = []
    if name is not None:
        conditions.append(exp.EQ(this=dialect.column("name"), expression=dialect.literal(name)))
    if customer is not None:
        conditions.append(exp.EQ(this=dialect.column("customer"), expression=dialect.literal(customer)))
    if since is not None:
        conditions.append(exp.GTE(this=dialect.column("at"), expression=dialect.literal(since)))
    both = dialect.query(_TEMPLATE, cond=dialect.all_of(conditions))
    ordered = exp.Select().from_(both.subquery("changes")).select("*")
    newest = exp.Ordered(this=dialect.column("at"), desc=True, nulls_first=False)
    ordered = ordered.order_by(newest, dialect.column("customer"), dialect.column("name")).limit(limit)
    return [Change(**row) for row in ws.engine.query(ordered, step="list changes").to_pylist()]


def list_since(ws: Workspace, customer: str) -> dict[tuple[str, str], datetime]:
    """Since when each tag and segment of a customer has its present value, where it moved at all."""
    found: dict[tuple[str, str], datetime] = {}
    for change in list_changes(ws, customer=customer, limit=10_000):
        found.setdefault((change.kind, change.name), change.at)
    return found
