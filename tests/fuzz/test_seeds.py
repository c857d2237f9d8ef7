"""Every input that was ever worth keeping, and small changes of it, lets nothing but typed errors out."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.fuzz.seeds import list_seeds
from tests.fuzz.targets import TARGETS

CHANGES = 12
FEW = {"orders": 0, "rules": 3, "trees": 3}
EVERY = {"orders": 3}
BITS = (
    b"\\ud800",
    b"\x00",
    b"NaN",
    b"1e999",
    b'"',
    b"{",
    b"[",
    b"]",
    b"}",
    b"'",
    b",",
    b"\xff\xfe",
    b"%00",
    b"\xe2\x80\xae",
)


def change(data: bytes, dice: random.Random) -> bytes:
    """One of the mistakes that bytes suffer: lost, doubled, foreign."""
    at = dice.randrange(len(data) + 1)
    match dice.randrange(4):
        case 0:
            return data[:at]
        case 1:
            return data[:at] + dice.choice(BITS) + data[at:]
        case 2:
            return data[:at] + data[at + dice.randrange(1, 20) :]
        case _:
            return data[:at] + data[: dice.randrange(1, 200)] + data[at:]


def list_inputs(name: str) -> Iterator[bytes]:
    dice = random.Random(name)
    for data in list_seeds(name):
        yield data
        for _ in range(FEW.get(name, CHANGES)):
            yield change(data, dice)


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_and_their_neighbours(name: str) -> None:
    inputs = list(list_inputs(name))[:: EVERY.get(name, 1)]
    assert len(inputs) >= 4
    for data in inputs:
        TARGETS[name](data)
