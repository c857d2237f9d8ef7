"""Written times to naive UTC instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagma.clock import Calendar
from tagma.collect.sources.instants import read_instant, to_instants

SHANGHAI = Calendar("Asia/Shanghai")
ZONES = [
    "UTC",
    "Asia/Shanghai",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "America/St_Johns",
]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-01-02 08:30:15", datetime(2024, 1, 2, 0, 30, 15)),
        ("2024-01-02T08:30:15.123456789", datetime(2024, 1, 2, 0, 30, 15, 123456)),
        ("2024-01-02T08:30:15Z", datetime(2024, 1, 2, 8, 30, 15)),
        ("2024-01-02T08:30:15+02:00", datetime(2024, 1, 2, 6, 30, 15)),
        ("2024-01-02T08:30:15-0330", datetime(2024, 1, 2, 12, 0, 15)),
        ("2024-01-02 08:30+08", datetime(2024, 1, 2, 0, 30)),
        ("2024/1/2 8:05", datetime(2024, 1, 2, 0, 5)),
        ("2024.1.2", datetime(2024, 1, 1, 16)),
        ("2024-01-02", datetime(2024, 1, 1, 16)),
        ("2024年1月2日", datetime(2024, 1, 1, 16)),
        ("2024年1月2日 8时5分", datetime(2024, 1, 2, 0, 5)),
        ("２０２４－０１－０２ ０８：３０", datetime(2024, 1, 2, 0, 30)),
        (" 2024-01-02 ", datetime(2024, 1, 1, 16)),
        ("2024-02-30", None),
        ("2024-01-02 25:00", None),
        ("20240102", None),
        ("1704153600", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_written_times(text: str, instant: datetime | None) -> None:
    assert read_instant(text, SHANGHAI) == instant
    assert to_instants(pa.array([text, None]), SHANGHAI).to_pylist() == [instant, None]


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.sampled_from(ZONES))
def test_naive_times_agree_with_the_calendar(local: datetime, zone: str) -> None:
    calendar = Calendar(zone)
    values = pa.array([local, None], pa.timestamp("us"))
    assert to_instants(values, calendar).to_pylist() == [calendar.to_instant(local), None]


@pytest.mark.parametrize("zone", ZONES)
def test_both_sides_of_every_change_of_clocks(zone: str) -> None:
    calendar = Calendar(zone)
    hours = [datetime(2024, 1, 1) + timedelta(minutes=15 * step) for step in range(366 * 96)]
    values = to_instants(pa.array(hours, pa.timestamp("us")), calendar).to_pylist()
    assert values == [calendar.to_instant(hour) for hour in hours]


def test_times_far_away() -> None:
    far = [datetime(1, 1, 3), datetime(1600, 5, 5), datetime(2500, 1, 1), datetime(9998, 1, 1)]
    values = to_instants(pa.array(far, pa.timestamp("us")), SHANGHAI).to_pylist()
    assert values == [SHANGHAI.to_instant(at) for at in far]
    assert to_instants(pa.array([2**62], pa.int64()).cast(pa.timestamp("us")), SHANGHAI).to_pylist() == [None]


def test_zoned_times_and_dates() -> None:
    zoned = pa.array([datetime(2024, 1, 1, 12, tzinfo=UTC)], pa.timestamp("us", tz="UTC"))
    assert to_instants(zoned, SHANGHAI).to_pylist() == [datetime(2024, 1, 1, 12)]
    assert to_instants(pa.array([date(2024, 1, 1)]), SHANGHAI).to_pylist() == [datetime(2023, 12, 31, 16)]
    nanos = pa.array([1_704_067_200_000_000_999], pa.int64()).cast(pa.timestamp("ns"))
    assert to_instants(nanos, Calendar()).to_pylist() == [datetime(2024, 1, 1)]


def test_times_read_together_are_those_read_alone() -> None:
    texts = [
        "2024-03-10", "2024-03-10 02:30:00", "2024-03-10T01:59:59.123456", "2024-11-03 01:30", "2024-11-03 01:30:00.5",
        "1901-01-01 00:00:00", "2099-12-31 23:59:59", "2024-03-10 08:00:00Z", "2024年3月5日", "nonsense", None, " 2024-01-01 ",
    ]  # fmt: skip
    for zone in (Calendar("America/New_York"), Calendar("Asia/Shanghai"), Calendar()):
        for batch in (texts, [*texts, "2024-02-30"]):
            found = to_instants(pa.array(batch, pa.string()), zone).to_pylist()
            assert found == [None if text is None else read_instant(text, zone) for text in batch]
