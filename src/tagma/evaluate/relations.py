"""The relations that the evaluator reads, by name; the caller decides which engine stands behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.engine import dialect

if TYPE_CHECKING:
    from sqlglot import exp

KEY = "_customer_id"
GROUP = "_group"


def event_table(event: str, alias: str = "e") -> exp.Table:
    """The rows of one event type."""
    return dialect.table(event, "events", alias)


def people_table(name: str, alias: str | None = None) -> exp.Table:
    """``customers``, ``traits``, ``consents`` or ``list_members``."""
    return dialect.table(name, "people", alias)


def portrait_table(name: str, alias: str | None = None) -> exp.Table:
    """``profile``, ``cuts`` or ``ranks``."""
    return dialect.table(name, "portrait", alias)
