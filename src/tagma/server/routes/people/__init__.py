"""Customers: pages of all, and everything about one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.server.routes.people import customer, customers, explanation, timeline

if TYPE_CHECKING:
    from fastapi import APIRouter

# The page of a customer comes last: ids may contain slashes, so its address takes all that is left.
ROUTERS: tuple[APIRouter, ...] = (customers.router, timeline.router, explanation.router, customer.router)
