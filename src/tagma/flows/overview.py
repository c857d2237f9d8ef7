"""A workspace at one glance: how much came in, and what the portrait says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tagma.engine import dialect
from tagma.flows.listing import list_segments, list_tags
from tagma.flows.listing_data import list_events, sum_property
from tagma.flows.world import find_published

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.flows.listing import SegmentListing, TagListing
    from tagma.flows.listing_data import EventListing
    from tagma.workspace import Workspace

ORDER, AMOUNT = "order", "amount"


@dataclass(frozen=True, slots=True)
class Overview:
    """What a shop is made of.

    Attributes:
        as_of: the instant of the portrait; None before the first refresh.
        revenue: the sum of ``order.amount``; None where there are no orders.
    """

    name: str
    as_of: datetime | None
    customers: int
    orders: int | None
    revenue: Decimal | None
    currency: str
    events: tuple[EventListing, ...]
    tags: tuple[TagListing, ...]
    segments: tuple[SegmentListing, ...]

    @property
    def rfm(self) -> TagListing | None:
        """The tag that divides customers by recency, frequency and monetary value."""
        return next((tag for tag in self.tags if tag.way == "rfm"), None)

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        rfm = self.rfm
        return {
            "name": self.name,
            "as_of": self.as_of,
            "customers": self.customers,
            "orders": self.orders,
            "revenue": self.revenue,
            "currency": self.currency or None,
            "events": [event.to_dict(language) for event in self.events],
            "rfm": None if rfm is None else [value.to_dict(language) for value in rfm.values],
            "tags": [tag.to_dict(language) for tag in self.tags],
            "segments": [segment.to_dict(language) for segment in self.segments],
        }


def read_overview(ws: Workspace) -> Overview:
    """Reads it from the warehouse and the live portrait."""
    events = tuple(list_events(ws))
    orders = next((event.rows for event in events if event.name == ORDER), None)
    published = find_published(ws.engine)
    return Overview(
        ws.settings.name,
        published.as_of if published else None,
        _count_customers(ws),
        orders,
        sum_property(ws.engine, ORDER, AMOUNT),
        ws.settings.currency,
        events,
        tuple(list_tags(ws)),
        tuple(list_segments(ws)),
    )


def _count_customers(ws: Workspace) -> int:
    if "customers" not in ws.engine.tables("people"):
        return 0
    query = dialect.query("SELECT COUNT(*) AS n FROM people.customers")
    return int(ws.engine.query(query, step="count customers").column("n")[0].as_py())
