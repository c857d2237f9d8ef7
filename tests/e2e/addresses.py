"""Every screen by its name: where it is in the demo shop, and whether an empty workspace has it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Address:
    """One screen.

    Attributes:
        name: what the page says in ``data-page``.
        empty: whether it is there in a workspace without data.
    """

    name: str
    path: str
    empty: bool = True


ADDRESSES = (
    Address("home", "/"),
    Address("customers", "/customers"),
    Address("customer", "/customers/2203", empty=False),
    Address("tags", "/tags"),
    Address("tag", "/tags/rfm_group", empty=False),
    Address("tag-editor", "/tags/new"),
    Address("segments", "/segments"),
    Address("segment", "/segments/at_risk", empty=False),
    Address("builder", "/segments/new"),
    Address("start", "/start"),
    Address("sources", "/sources"),
    Address("source", "/sources/transactions", empty=False),
    Address("source-new", "/sources/new"),
    Address("schema", "/schema"),
    Address("quality", "/quality"),
    Address("live", "/live"),
    Address("quarantine", "/quarantine"),
    Address("definitions", "/definitions"),
    Address("definition", "/definitions/segment/at_risk", empty=False),
    Address("runs", "/runs"),
    Address("settings", "/settings"),
    Address("api", "/api-reference"),
)
