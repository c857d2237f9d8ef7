"""The limits of trying, with a clock of our own."""

from __future__ import annotations

import pytest

from tagma.govern.refusals import TooManyError
from tagma.server.access.limits import FAILURES_PER_ADDRESS, FAILURES_PER_NAME, WINDOW, Limiter


def test_a_name_is_free_again_when_the_oldest_failure_is_past() -> None:
    now = [0.0]
    limiter = Limiter(lambda: now[0])
    for second in range(FAILURES_PER_NAME):
        now[0] = float(second)
        limiter.check("Ada", f"10.0.0.{second}")
        limiter.fail("Ada", f"10.0.0.{second}")
    with pytest.raises(TooManyError) as caught:
        limiter.check("ada", "10.9.9.9")
    assert caught.value.headers == {"Retry-After": str(int(WINDOW) - FAILURES_PER_NAME + 1)}
    limiter.check("bob", "10.9.9.9")
    now[0] = WINDOW + 0.5
    limiter.check("ada", "10.9.9.9")


def test_success_frees_the_name_but_not_the_address() -> None:
    limiter = Limiter(lambda: 0.0)
    for number in range(FAILURES_PER_ADDRESS):
        limiter.fail(f"user{number}", "10.0.0.1")
    limiter.succeed("user1")
    with pytest.raises(TooManyError):
        limiter.check("somebody", "10.0.0.1")
    limiter.check("somebody", "10.0.0.2")
