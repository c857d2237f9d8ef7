"""Customers page by page: of a rule or all, searched, sorted by any column; a million of them, too."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from tagma.engine import dialect
from tagma.engine.limits import limit_time
from tagma.engine.pipeline import Pipeline
from tagma.evaluate import World, find_matching
from tagma.flows.asking.reading import find_asked
from tagma.flows.asking.world import SECONDS, open_portrait
from tagma.flows.customers import find_column
from tagma.flows.definitions import load_applied
from tagma.flows.world import find_published
from tagma.rules.vocabulary import Type

if TYPE_CHECKING:
    from datetime import datetime

    from tagma.workspace import Workspace

CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page is asked for.

    Attributes:
        text, json: a rule, in one of its forms; neither: all customers.
        search: part of a customer's id, or of the value of a trait that is text.
        limit: at most so many; None: all.
        sort: a column, or ``customer``. Missing values come last either way; ties go by customer.
    """

    text: str | None = None
    json: Any = None
    search: str = ""
    columns: tuple[str, ...] = ()
    sort: str | None = None
    descending: bool = False
    offset: int = 0
    limit: int | None = 50


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Some rows of many.

    Attributes:
        columns: their names in the portrait, after ``customer``.
        total: how many there are on all pages together.
        as_of: the instant of the portrait that serves; None before there is one.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: int
    as_of: datetime | None
    ms: float
    world: World


@dataclass(frozen=True, slots=True)
class Selection:
    """What a page, or all of a list, is read by: ``rows`` has ``customer`` and the columns."""

    columns: tuple[str, ...]
    rows: Pipeline
    count: Pipeline


def select_customers(ws: Workspace, wanted: Wanted) -> Selection:
    """How to read customers of the portrait that serves; reads none.

    Raises:
        RuleError: the rule is none. NotFoundError: an unknown column, or no customers yet.
    """
    page = _open_page(ws, open_portrait(ws), wanted)
    return Selection(page.names, page.query(), page.count())


def browse_customers(ws: Workspace, wanted: Wanted) -> CustomerPage:
    """A page of the customers of the portrait that serves; rules are answered as of its instant.

    Raises:
        RuleError: the rule is none. NotFoundError: an unknown column. TooLongError: it took too long.
    """
    start = time.perf_counter()
    if "customers" not in ws.engine.tables("people"):
        return CustomerPage((), (), 0, None, 0.0, _empty_world(ws))
    world = open_portrait(ws)
    published = find_published(ws.engine)
    with limit_time(SECONDS):
        page = _open_page(ws, world, wanted)
        rows = ws.engine.query(page.query(), step="browse customers").to_pylist()
        total = rows[0]["_total"] if rows else 0
        if not rows and wanted.offset:
            total = ws.engine.query(page.count(), step="count customers").column("n")[0].as_py()
    found = tuple(tuple(row[name] for name in (CUSTOMER, *page.names)) for row in rows)
    ms = (time.perf_counter() - start) * 1000
    return CustomerPage(page.names, found, total, published.as_of if published else None, round(ms, 1), world)


def _open_page(ws: Workspace, world: World, wanted: Wanted) -> _Page:
    names = tuple(
        dict.fromkeys(find_column(world, column) for column in wanted.columns if column != CUSTOMER)
    )
    sort = None if wanted.sort in (None, CUSTOMER) else find_column(world, str(wanted.sort))
    live = ws.engine.tables("portrait").get("profile", {}) if find_published(ws.engine) is not None else {}
    asked = wanted.text is not None or wanted.json is not None
    matched = _match(world, wanted) if asked else Pipeline()
    return _Page(world, wanted, names, sort, live, matched)


def _empty_world(ws: Workspace) -> World:
    from tagma.clock import wall_now

    applied = load_applied(ws)
    return World(applied.vocabulary, applied.computed, wall_now())


def _match(world: World, wanted: Wanted) -> Pipeline:
    """The keys of the customers of a rule."""
    asked = find_asked(world.vocabulary, wanted.text, wanted.json)
    return find_matching(world, asked)


class _Page:
    """The statements of one page: first the keys that fit, then a page of them, then the columns of those."""

    def __init__(
        self,
        world: World,
        wanted: Wanted,
        names: tuple[str, ...],
        sort: str | None,
        live: dict[str, str],
        matched: Pipeline,
    ) -> None:
        self.world, self.wanted, self.names, self.sort, self.live = world, wanted, names, sort, live
        self.matched = matched
        self.people = (
            dialect.table("profile", "portrait", "p") if live else dialect.table("customers", "people", "p")
        )

    def count(self) -> Pipeline:
        return self._fitting().then("counted", dialect.query("SELECT COUNT(*) AS n FROM fitting"))

    def query(self) -> Pipeline:
        wanted = self.wanted
        paged = (
            exp.Select()
            .from_(dialect.table("fitting"))
            .select("*", dialect.from_template("(SELECT COUNT(*) FROM fitting) AS _total"))
        )
        if wanted.limit is not None:
            paged = paged.order_by(*self._order()).limit(wanted.limit).offset(wanted.offset)
        shown = (
            exp.Select()
            .from_(dialect.table("paged", alias="k"))
            .join(self.people, on=dialect.from_template("p._customer_id = k._customer_id"))
            .select(dialect.column(CUSTOMER, "p"), dialect.column("_total", "k"))
            .order_by(*self._order("k"))
        )
        for name in self.names:
            value = dialect.column(name, "p") if name in self.live else exp.null()
            shown.select(exp.alias_(value, name, quoted=True), copy=False)
        return self._fitting().then("paged", paged).then("shown", shown)

    def _fitting(self) -> Pipeline:
        """The keys of all customers on all pages, with what they are sorted by."""
        select = exp.Select().from_(self.people)
        if self.matched.steps:
            last = self.matched.steps[-1].name
            on = dialect.from_template("p._customer_id = m._customer_id")
            select = select.join(dialect.table(last, alias="m"), on=on)
        select.select(dialect.column("_customer_id", "p"), dialect.column(CUSTOMER, "p"), copy=False)
        if self.sort is not None:
            value = dialect.column(self.sort, "p") if self.sort in self.live else exp.null()
            select.select(exp.alias_(value, "_sort", quoted=True), copy=False)
        if self.wanted.search.strip():
            search = self.wanted.search.strip()
            exact = exp.EQ(this=dialect.column(CUSTOMER, "p"), expression=dialect.literal(search))
            select.select(exp.alias_(exact, "_exact", quoted=True), copy=False)
            select = select.where(self._search(search))
        return self.matched.then("fitting", select)

    def _search(self, search: str) -> exp.Expr:
        texts = [dialect.column(CUSTOMER, "p")]
        codes: list[exp.Expr] = []
        for field in self.world.vocabulary.fields.values():
            if field.kind != "trait" or field.type is not Type.TEXT or field.name not in self.live:
                continue
            texts.append(dialect.column(field.name, "p"))
            for value, word in field.value_labels.items():
                if search.lower() in word.en.lower() or search.lower() in word.zh.lower():
                    codes.append(
                        exp.EQ(this=dialect.column(field.name, "p"), expression=dialect.literal(value))
                    )
        parts = [
            dialect.from_template("CONTAINS(LOWER(:c), :q)", c=text, q=dialect.literal(search.lower()))
            for text in texts
        ]
        return dialect.any_of([*parts, *codes])

    def _order(self, table: str | None = None) -> list[exp.Expr]:
        descending = self.wanted.descending
        order: list[exp.Expr] = []
        if self.wanted.search.strip() and self.sort is None and self.wanted.sort is None:
            order.append(exp.Ordered(this=dialect.column("_exact", table), desc=True, nulls_first=False))
        if self.sort is not None:
            order.append(exp.Ordered(this=dialect.column("_sort", table), desc=descending, nulls_first=False))
        last = descending and self.sort is None
        order.append(exp.Ordered(this=dialect.column(CUSTOMER, table), desc=last, nulls_first=False))
        return order
