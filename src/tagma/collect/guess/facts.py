"""What the values of a column look like."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from tagma.clock import Calendar
from tagma.collect.inputs import Reading
from tagma.collect.sources.columns import MONEY_SIGNS
from tagma.collect.sources.instants import read_instant

_UTC = Calendar()
_MONEY = re.compile(MONEY_SIGNS, re.IGNORECASE)
_SIGNED = re.compile(r"[¥￥$€£元]|RMB|CNY|USD|EUR|GBP", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?%?", re.IGNORECASE)
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_COMMA_DECIMAL = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|\d+),\d{1,2}")
_POINT_DECIMAL = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)\.\d+|[-+]?\d{1,3}(,\d{3})+")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?(Z|[+-]\d{2}(:?\d{2})?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})[-/. ](\d{4}|\d{2})(?=$|[ T])")
_DIGITS_TIME = re.compile(r"(19|20)\d{6}((0|1|2)\d[0-5]\d[0-5]\d)?")
_SERIAL = re.compile(r"[2-6]\d{4}(\.\d+)?")
_SINCE_1970 = re.compile(r"1\d{9}(\d{3})?")
_MONTH_NAME = re.compile(
    r"(\d{1,2}[- ](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[- ,]+\d{2,4}"
    r"|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2},? \d{4}).*",
    re.IGNORECASE,
)
_HALF_DAY = re.compile(r"(.*?)\s*(上午|下午|AM|PM)\s*(.*)", re.IGNORECASE)
_PHONE = re.compile(r"(\+?86[- ]?)?1[3-9]\d{9}|\+?\d[\d\- ()]{7,16}\d|1\d{2}\*{4}\d{4}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}")
_MOST_VALUES = 3000
TimeForm = Literal["", "iso", "written", "day first", "month first", "either first", "serial", "digits"]


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """A column as its sampled values show it; shares are of the values that are there.

    Attributes:
        filled: share of the rows that have a value.
        distinct: number of different values.
        typed: ``time`` or ``number`` where the file itself says so.
        times: share of values that are times, ``time_form`` how they are written.
        numbers, whole, negative, signed: shares of numbers, whole numbers, below zero, with a currency sign.
        examples: the most frequent values, shortened.
    """

    name: str
    rows: int
    filled: float
    distinct: int
    typed: str
    times: float
    time_form: TimeForm
    numbers: float
    plain: float
    whole: float
    negative: float
    signed: float
    decimal_comma: bool
    phones: float
    emails: float
    currency: str
    examples: tuple[str, ...]

    @property
    def distinct_share(self) -> float:
        known = self.rows * self.filled
        return self.distinct / known if known else 0.0

    @property
    def number_reading(self) -> Reading | None:
        """How the column is read as numbers; None where it needs no reading."""
        if self.typed == "number" or self.plain == 1.0:
            return None
        return "number with decimal comma" if self.decimal_comma else "number"

    def time_reading(self, *, day_first: bool | None = None) -> Reading | None:
        """How the column is read as instants; None where it needs no reading.

        Args:
            day_first: what somebody said of dates such as 03/04/2024.
        """
        if self.typed == "time" or self.time_form == "iso":
            return None
        if self.time_form in ("day first", "month first", "either first"):
            first = day_first if day_first is not None else self.time_form == "day first"
            return "instant day first" if first else "instant month first"
        return "instant"


def examine_column(name: str, values: pa.ChunkedArray) -> ColumnFacts:
    """Looks at sampled values."""
    kind = values.type
    typed = ""
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        typed = "time"
    elif pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        typed = "number"
    counts = Counter(text for value in values.to_pylist() if value is not None and (text := _write(value)))
    known = sum(counts.values())
    seen = counts.most_common(_MOST_VALUES)
    weight = sum(count for _, count in seen) or 1
    plain = [(unicodedata.normalize("NFKC", text), count) for text, count in seen]

    def share(test: Sequence[bool]) -> float:
        return sum(count for (_, count), holds in zip(seen, test, strict=True) if holds) / weight

    commas = sum(count for text, count in plain if _COMMA_DECIMAL.fullmatch(_MONEY.sub("", text)))
    points = sum(count for text, count in plain if _POINT_DECIMAL.fullmatch(_MONEY.sub("", text)))
    comma = commas > 0 and points == 0
    numbers = [_read_number(text, comma=comma) for text, _ in plain]
    times = [True] * len(seen) if typed == "time" else [_is_time(text) for text, _ in plain]
    form = _find_form([text for (text, _), is_time in zip(plain, times, strict=True) if is_time])
    rows = len(values)
    return ColumnFacts(
        name=name,
        rows=rows,
        filled=known / rows if rows else 0.0,
        distinct=len(counts),
        typed=typed,
        times=share(times),
        time_form="iso" if typed == "time" else form,
        numbers=share([number is not None for number in numbers]),
        plain=share([_PLAIN_NUMBER.fullmatch(text) is not None for text, _ in seen]),
        whole=share([number is not None and number == int(number) for number in numbers]),
        negative=share([number is not None and number < 0 for number in numbers]),
        signed=share(
            [
                number is not None and bool(_SIGNED.search(text))
                for (text, _), number in zip(plain, numbers, strict=True)
            ]
        ),
        decimal_comma=comma,
        phones=share(
            [_PHONE.fullmatch(text) is not None and len(re.sub(r"\D", "", text)) >= 7 for text, _ in plain]
        ),
        emails=share([_EMAIL.fullmatch(text) is not None for text, _ in plain]),
        currency=_find_currency(text for text, _ in plain),
        examples=tuple(_shorten(text) for text, _ in seen[:3]),
    )


def _write(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value).strip()


def _shorten(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 40 else f"{plain[:39]}…"


def _read_number(text: str, *, comma: bool) -> float | None:
    bare = _MONEY.sub("", text)
    bare = bare.replace(".", "").replace(",", ".") if comma else bare.replace(",", "")
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    if not _NUMBER.fullmatch(bare):
        return None
    number = float(bare.rstrip("%"))
    return number if abs(number) < 1e15 else None


def _is_time(text: str) -> bool:
    if halved := _HALF_DAY.fullmatch(text):
        text = f"{halved[1]} {halved[3]}".strip()
    if read_instant(text, _UTC) is not None or _MONTH_NAME.fullmatch(text):
        return True
    if (year_last := _YEAR_LAST.match(text)) is not None:
        first, second = int(year_last[1]), int(year_last[3])
        return 1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12
    return any(form.fullmatch(text) for form in (_DIGITS_TIME, _SERIAL, _SINCE_1970))


def _find_form(texts: Sequence[str]) -> TimeForm:
    if not texts:
        return ""
    if all(_ISO.fullmatch(text) for text in texts):
        return "iso"
    lasts = [found for text in texts if (found := _YEAR_LAST.match(text))]
    if len(lasts) * 2 > len(texts):
        if any(int(found[1]) > 12 for found in lasts):
            return "day first"
        if any(int(found[3]) > 12 for found in lasts):
            return "month first"
        return "day first" if all(found[2] == "." for found in lasts) else "either first"
    if all(_SERIAL.fullmatch(text) for text in texts):
        return "serial"
    if all(_DIGITS_TIME.fullmatch(text) or _SINCE_1970.fullmatch(text) for text in texts):
        return "digits"
    return "written"


def _find_currency(texts: Iterable[str]) -> str:
    signs = {
        "¥": "CNY", "元": "CNY", "RMB": "CNY", "CNY": "CNY", "€": "EUR", "EUR": "EUR", "£": "GBP",
        "GBP": "GBP", "$": "USD", "USD": "USD",
    }  # fmt: skip
    found = Counter(code for text in texts for sign, code in signs.items() if sign in text.upper())
    return found.most_common(1)[0][0] if found else ""
