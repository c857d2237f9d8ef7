"""Whether a browser or program that sends events is a crawler, by the name that it gives itself."""

from __future__ import annotations

from functools import lru_cache

from crawleruseragents import is_crawler

MOST_AGENT = 1_000


def is_bot(agent: str) -> bool:
    """Whether an agent is on the list of known crawlers; nothing said: no."""
    return bool(agent) and _look_up(agent[:MOST_AGENT])


@lru_cache(maxsize=16_384)
def _look_up(agent: str) -> bool:
    return bool(is_crawler(agent))
