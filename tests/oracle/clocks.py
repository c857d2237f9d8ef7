"""The instants at which the oracle asks, with every calendar edge worked out by hand.

New York keeps UTC-5, and UTC-4 from 2017-03-12 07:00 UTC to 2017-11-05 06:00 UTC. Weeks begin on Monday.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Clock:
    """One instant and the edges that calendar words have there.

    Attributes:
        name: short, for test ids.
        as_of: naive UTC.
        edges: what ``{name}`` stands for in the SQL of a case: UTC instants as text.
    """

    name: str
    as_of: datetime
    edges: dict[str, str] = field(hash=False)

    def fill(self, sql: str) -> str:
        """The SQL with its ``{edge}`` marks replaced by timestamp literals."""
        return re.sub(
            r"\{(\w+)\}",
            lambda mark: f"timestamp '{self.edges[mark[1]]}'" if mark[1] in self.edges else mark[0],
            sql,
        )


# Friday 2017-06-30 00:00:00 in New York, exactly local midnight.
MIDNIGHT = Clock(
    "midnight",
    datetime(2017, 6, 30, 4),
    {
        "T": "2017-06-30 04:00:00",
        "today": "2017-06-30 04:00:00",
        "yesterday": "2017-06-29 04:00:00",
        "this_week": "2017-06-26 04:00:00",
        "previous_week": "2017-06-19 04:00:00",
        "this_month": "2017-06-01 04:00:00",
        "previous_month": "2017-05-01 04:00:00",
        "this_quarter": "2017-04-01 04:00:00",
        "previous_quarter": "2017-01-01 05:00:00",
        "this_year": "2017-01-01 05:00:00",
        "previous_year": "2016-01-01 05:00:00",
        "month_back": "2017-05-30 04:00:00",
        "months_back_3": "2017-03-30 04:00:00",
        "months_back_4": "2017-02-28 05:00:00",
        "months_back_6": "2016-12-30 05:00:00",
        "quarter_back": "2017-03-30 04:00:00",
        "quarters_back_2": "2016-12-30 05:00:00",
        "year_back": "2016-06-30 04:00:00",
    },
)

# Friday 2017-09-15 09:37:11 in New York.
MORNING = Clock(
    "morning",
    datetime(2017, 9, 15, 13, 37, 11),
    {
        "T": "2017-09-15 13:37:11",
        "today": "2017-09-15 04:00:00",
        "yesterday": "2017-09-14 04:00:00",
        "this_week": "2017-09-11 04:00:00",
        "previous_week": "2017-09-04 04:00:00",
        "this_month": "2017-09-01 04:00:00",
        "previous_month": "2017-08-01 04:00:00",
        "this_quarter": "2017-07-01 04:00:00",
        "previous_quarter": "2017-04-01 04:00:00",
        "this_year": "2017-01-01 05:00:00",
        "previous_year": "2016-01-01 05:00:00",
        "month_back": "2017-08-15 04:00:00",
        "months_back_3": "2017-06-15 04:00:00",
        "months_back_4": "2017-05-15 04:00:00",
        "months_back_6": "2017-03-15 04:00:00",
        "quarter_back": "2017-06-15 04:00:00",
        "quarters_back_2": "2017-03-15 04:00:00",
        "year_back": "2016-09-15 04:00:00",
    },
)

# Sunday 2017-12-31 23:01:20 in New York: the last line of the data, already 2018 in UTC.
END = Clock(
    "end",
    datetime(2018, 1, 1, 4, 1, 20),
    {
        "T": "2018-01-01 04:01:20",
        "today": "2017-12-31 05:00:00",
        "yesterday": "2017-12-30 05:00:00",
        "this_week": "2017-12-25 05:00:00",
        "previous_week": "2017-12-18 05:00:00",
        "this_month": "2017-12-01 05:00:00",
        "previous_month": "2017-11-01 04:00:00",
        "this_quarter": "2017-10-01 04:00:00",
        "previous_quarter": "2017-07-01 04:00:00",
        "this_year": "2017-01-01 05:00:00",
        "previous_year": "2016-01-01 05:00:00",
        "month_back": "2017-11-30 05:00:00",
        "months_back_3": "2017-09-30 04:00:00",
        "months_back_4": "2017-08-31 04:00:00",
        "months_back_6": "2017-06-30 04:00:00",
        "quarter_back": "2017-09-30 04:00:00",
        "quarters_back_2": "2017-06-30 04:00:00",
        "year_back": "2016-12-31 05:00:00",
    },
)

# Sunday 2017-11-05 01:30:00 in New York, the second time that day: clocks went back half an hour ago.
TURN = Clock(
    "turn",
    datetime(2017, 11, 5, 6, 30),
    {
        "T": "2017-11-05 06:30:00",
        "today": "2017-11-05 04:00:00",
        "yesterday": "2017-11-04 04:00:00",
        "this_week": "2017-10-30 04:00:00",
        "previous_week": "2017-10-23 04:00:00",
        "this_month": "2017-11-01 04:00:00",
        "previous_month": "2017-10-01 04:00:00",
        "this_quarter": "2017-10-01 04:00:00",
        "previous_quarter": "2017-07-01 04:00:00",
        "this_year": "2017-01-01 05:00:00",
        "previous_year": "2016-01-01 05:00:00",
        "month_back": "2017-10-05 04:00:00",
        "months_back_3": "2017-08-05 04:00:00",
        "months_back_4": "2017-07-05 04:00:00",
        "months_back_6": "2017-05-05 04:00:00",
        "quarter_back": "2017-08-05 04:00:00",
        "quarters_back_2": "2017-05-05 04:00:00",
        "year_back": "2016-11-05 04:00:00",
    },
)

CLOCKS = (MIDNIGHT, MORNING, END, TURN)
USUAL = (MORNING, END)
