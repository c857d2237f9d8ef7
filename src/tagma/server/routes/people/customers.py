"""Customers page by page."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import Field

from tagma.flows.people.browsing import Wanted, browse_customers
from tagma.server.asking import Lang, Ws
from tagma.server.shapes import Instant, Shape
from tagma.server.values import Cell, Column, describe_columns, show_rows

router = APIRouter(prefix="/customers", tags=["customers"])


class CustomersToFind(Shape):
    """Which customers, which columns, in which order, from which place on."""

    rule: str | None = Field(None, max_length=20_000, description="A rule, or the name of a segment.")
    json_: dict[str, Any] | None = Field(None, alias="json", description="The rule in its JSON form.")
    search: str = Field("", max_length=200, description="Part of an id, or of a trait that is text.")
    columns: list[str] = Field(default=[], max_length=100)
    sort: str | None = Field(None, description="A column, or “customer”; missing values come last.")
    descending: bool = False
    offset: int = Field(0, ge=0, le=1_000_000_000)
    limit: int = Field(50, ge=1, le=500)


class CustomerRows(Shape):
    """Some rows of ``total``; the first column is the customer."""

    columns: list[Column]
    rows: list[list[Cell]]
    total: int
    as_of: Instant | None
    ms: float


@router.post("/query")
def query_customers(wanted: CustomersToFind, ws: Ws, language: Lang) -> CustomerRows:
    """A page of the customers of a rule, or of all, searched and sorted, as of the portrait that serves."""
    page = browse_customers(
        ws,
        Wanted(
            wanted.rule,
            wanted.json_,
            wanted.search,
            tuple(wanted.columns),
            wanted.sort,
            wanted.descending,
            wanted.offset,
            wanted.limit,
        ),
    )
    return CustomerRows(
        columns=describe_columns(page.world, page.columns, language),
        rows=show_rows(page.rows),
        total=page.total,
        as_of=page.as_of,
        ms=page.ms,
    )
