"""Schedules as people write them, and the instants that they name."""

from __future__ import annotations

from datetime import datetime

import pytest

from tagma.clock import Calendar
from tagma.collect.schedule import read_schedule
from tagma.errors import DefinitionError
from tests.collect.conftest import define

SHANGHAI = Calendar("Asia/Shanghai")
NOW = datetime(2024, 3, 1, 18, 7, 30, 5)  # a Friday; 2 March, 02:07:30 in Shanghai


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("every 10 seconds", datetime(2024, 3, 1, 18, 7, 40)),
        ("Every 15 minutes", datetime(2024, 3, 1, 18, 15)),
        ("every minute", datetime(2024, 3, 1, 18, 8)),
        ("hourly", datetime(2024, 3, 1, 19)),
        ("daily at 03:00", datetime(2024, 3, 1, 19)),
        ("daily at 02:00", datetime(2024, 3, 2, 18)),
        ("every day at 2:05", datetime(2024, 3, 2, 18, 5)),
        ("weekly on monday at 03:00", datetime(2024, 3, 3, 19)),
        ("cron 30 3 * * 1-5", datetime(2024, 3, 3, 19, 30)),
        ('cron "0 0 1 * *"', datetime(2024, 3, 31, 16)),
    ],
)
def test_the_next_instant(text: str, expected: datetime) -> None:
    schedule = read_schedule(text)
    assert schedule.next_after(NOW, SHANGHAI) == expected
    assert schedule.next_after(expected, SHANGHAI) > expected


def test_a_day_of_23_hours_keeps_the_hour() -> None:
    berlin = Calendar("Europe/Berlin")
    schedule = read_schedule("daily at 05:00")
    assert schedule.next_after(datetime(2024, 3, 30, 4), berlin) == datetime(2024, 3, 31, 3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sometimes",
        "every 1 second",
        "cron 99 * * * *",
        "cron 0 0 31 2 *",
        "daily at 25:00",
        "cron * * * * * *",
    ],
)
def test_what_is_no_schedule(text: str) -> None:
    with pytest.raises(DefinitionError):
        read_schedule(text)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"read": "mysql://u@h/d", "table": "t", "schedule": "every 10 seconds"}, "reads the whole table"),
        ({"read": "mqtt://h/stores/+", "schedule": "hourly"}, "come by themselves"),
        ({"read": "mqtt://h"}, "no broker with a topic"),
        ({"read": "mqtt://u:secret@h/t"}, "a password does not belong"),
        ({"read": "dlt://../x.py:f"}, "no function in a file"),
        ({"read": "dlt://x.py"}, "no function in a file"),
        ({"read": "a.csv", "args": {"a": 1}}, "of a dlt function"),
        ({"read": "dlt://x.py:f", "cursor": "c"}, "of databases"),
        ({"read": "ftp://h/x"}, "the databases are"),
        ({"read": {"a": "a.csv", "b": "mqtt://h/t"}}, "one address"),
    ],
)
def test_what_a_source_cannot_say(fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=r"(?s)") as refused:
        define(events={"order": "select 1 as user_id, now() as ts"}, **fields)
    assert words in str(refused.value.errors())  # type: ignore[attr-defined]
