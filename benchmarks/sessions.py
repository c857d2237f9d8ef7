"""Random sessions of shoppers, in time order: who came, what they looked at, put in the cart and bought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

START = datetime(2025, 1, 1)
DAYS = 365
AS_OF = START + timedelta(days=DAYS)
DAY = 86_400_000_000

VIEWS_PER_SESSION = 2.4
CART_SHARE = 0.45
ORDER_SHARE = 0.55  # of sessions with a cart
COUPON_SHARE = 0.25  # of orders
COMPLAINT_SHARE = 0.01  # of sessions
EVENTS_PER_SESSION = (
    VIEWS_PER_SESSION + CART_SHARE * (1.2 + ORDER_SHARE * (1 + COUPON_SHARE)) + COMPLAINT_SHARE
)

PRODUCTS = 5_000
CATEGORIES = 30
CHANNELS = 4
STORES = 60
CAMPAIGNS = 24
TOPICS = 8

Columns = dict[str, np.ndarray]


@dataclass(frozen=True)
class Shoppers:
    """How often each customer comes, and from when to when.

    Attributes:
        cumulative: share of visits up to each customer (gamma rates, shape 0.5: many rare, few frequent).
        first: first active day of each customer.
        last: last active day of each customer.
    """

    cumulative: np.ndarray
    first: np.ndarray
    last: np.ndarray


def draw_shoppers(customers: int, rng: np.random.Generator) -> Shoppers:
    """Customers whose rates are skewed and a third of whom come or leave within the year."""
    rates = rng.gamma(0.5, size=customers) + 0.02
    first = np.where(rng.random(customers) < 0.35, rng.integers(0, DAYS, customers), 0)
    stays = rng.exponential(400, customers).astype(np.int64) + 5
    return Shoppers(np.cumsum(rates) / rates.sum(), first, first + stays)


def draw_events(
    shoppers: Shoppers, events: int, rng: np.random.Generator, chunk: int = 2_000_000
) -> Iterator[dict[str, Columns]]:
    """Chunks of about that many events, each chunk later than the one before.

    Yields:
        For each event type its columns; ``customer`` is an index, ``ts`` is microseconds since ``START``.
    """
    weekly = 1 + 0.25 * np.sin(2 * np.pi * np.arange(DAYS) / 7) + 0.3 * np.arange(DAYS) / DAYS
    per_day = events / EVENTS_PER_SESSION * weekly / weekly.sum()
    day = 0
    while day < DAYS:
        days = [day]
        while days[-1] + 1 < DAYS and per_day[days[0] : days[-1] + 2].sum() * EVENTS_PER_SESSION <= chunk:
            days.append(days[-1] + 1)
        day = days[-1] + 1
        yield _chunk(shoppers, days, per_day, rng)


def _chunk(
    shoppers: Shoppers, days: list[int], per_day: np.ndarray, rng: np.random.Generator
) -> dict[str, Columns]:
    wanted = [rng.poisson(per_day[day]) for day in days]
    who = np.concatenate(
        [_visitors(shoppers, day, count, rng) for day, count in zip(days, wanted, strict=True)]
    )
    start = np.concatenate(
        [day * DAY + _time_of_day(count, rng) for day, count in zip(days, wanted, strict=True)]
    )
    order = np.argsort(start, kind="stable")
    return _journeys(who[order], start[order], rng)


def _visitors(shoppers: Shoppers, day: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """That many customers by their rates, among those active on the day."""
    found: list[np.ndarray] = []
    missing = count
    while missing > 0:
        drawn = np.searchsorted(shoppers.cumulative, rng.random(int(missing * 1.6) + 16))
        drawn = np.minimum(drawn, len(shoppers.first) - 1)
        active = drawn[(shoppers.first[drawn] <= day) & (day <= shoppers.last[drawn])][:missing]
        found.append(active)
        missing -= len(active)
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _time_of_day(count: int, rng: np.random.Generator) -> np.ndarray:
    hours = np.clip(rng.normal(15, 4.5, count), 0, 23.5)
    return (hours * 3_600e6).astype(np.int64)


def _journeys(who: np.ndarray, start: np.ndarray, rng: np.random.Generator) -> dict[str, Columns]:
    sessions = len(who)
    views = rng.geometric(1 / VIEWS_PER_SESSION, sessions)
    session = np.repeat(np.arange(sessions), views)
    nth = np.arange(len(session)) - np.repeat(np.cumsum(views) - views, views)
    dwell = rng.lognormal(3.2, 1.1, len(session)).astype(np.int64) + 1
    product = _skewed(PRODUCTS, len(session), rng)
    view = {
        "customer": who[session],
        "ts": start[session] + nth * 60_000_000 + rng.integers(0, 30_000_000, len(session)),
        "product": product,
        "dwell": dwell,
        "channel": rng.integers(0, CHANNELS, sessions)[session],
    }
    end = start + views * 60_000_000
    last_product = product[np.cumsum(views) - 1]
    carting = np.flatnonzero(rng.random(sessions) < CART_SHARE)
    twice = np.repeat(carting, 1 + (rng.random(len(carting)) < 0.2))
    cart = {
        "customer": who[twice],
        "ts": end[twice] + rng.integers(0, 120_000_000, len(twice)),
        "product": last_product[twice],
        "price": _cents(last_product[twice]),
        "quantity": rng.integers(1, 4, len(twice)),
    }
    buying = carting[rng.random(len(carting)) < ORDER_SHARE]
    items = rng.geometric(0.35, len(buying))
    amount = _cents(last_product[buying]) * items + rng.integers(0, 500, len(buying))
    order = {
        "customer": who[buying],
        "ts": end[buying] + rng.integers(150_000_000, 7_200_000_000, len(buying)),
        "amount": amount,
        "items": items,
        "product": last_product[buying],
        "channel": rng.integers(0, CHANNELS, len(buying)),
        "store": (who[buying] * 7 + (rng.random(len(buying)) < 0.3) * rng.integers(0, STORES, len(buying)))
        % STORES,
    }
    redeeming = np.flatnonzero(rng.random(len(buying)) < COUPON_SHARE)
    coupon = {
        "customer": order["customer"][redeeming],
        "ts": order["ts"][redeeming] + 1_000_000,
        "campaign": rng.integers(0, CAMPAIGNS, len(redeeming)),
        "worth": amount[redeeming] // 10,
    }
    complaining = np.flatnonzero(rng.random(sessions) < COMPLAINT_SHARE)
    complaint = {
        "customer": who[complaining],
        "ts": end[complaining] + rng.integers(0, 86_400_000_000, len(complaining)),
        "topic": rng.integers(0, TOPICS, len(complaining)),
    }
    drawn = {
        "page_view": view,
        "add_to_cart": cart,
        "order": order,
        "coupon_redeem": coupon,
        "complaint": complaint,
    }
    return {event: _in_order(columns) for event, columns in drawn.items()}


def _in_order(columns: Columns) -> Columns:
    """The rows by time; what falls beyond the year is dropped."""
    order = np.argsort(columns["ts"], kind="stable")
    order = order[columns["ts"][order] < DAYS * DAY]
    return {name: column[order] for name, column in columns.items()}


def _skewed(kinds: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """Numbers below ``kinds``, the small ones far more often."""
    return (kinds * rng.random(count) ** 3).astype(np.int64)


def _cents(product: np.ndarray) -> np.ndarray:
    """The price of a product in cents."""
    return 199 + product * 2_654_435_761 % 9_800
