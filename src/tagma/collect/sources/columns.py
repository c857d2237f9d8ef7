"""Columns that people write in many ways, as SQL that writes each value in one way.

What cannot be read stays as it was written, so that quarantine shows it.
"""

from __future__ import annotations

from collections.abc import Mapping

from tagma.collect.inputs import Reading

FULL_WIDTH = "０１２３４５６７８９．，－＋（）／：％￥＄　"
HALF_WIDTH = "0123456789.,-+()/:%¥$ "
MONEY_SIGNS = r"[\s¥￥$€£₩]|RMB|CNY|USD|EUR|GBP|HKD|人民币|元整|元|圆"
ADDED_ROW = "file_row"

_NUMBER = r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?"
_FORMATS = (
    "%Y-%m-%d %I:%M:%S %p", "%Y-%m-%d %I:%M %p", "%d-%b-%y",
    *(
        f"{day}{clock}"
        for day in ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%d-%b-%Y")
        for clock in ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
    ),
)  # fmt: skip


def read_column(name: str, reading: Reading) -> str:
    """The SQL of a column under its own name, each value written plainly."""
    quoted = '"' + name.replace('"', '""') + '"'
    text = f"CAST({quoted} AS VARCHAR)"
    match reading:
        case "text":
            return f"{text} AS {quoted}"
        case "number":
            return f"{_read_number(text, comma=False)} AS {quoted}"
        case "number with decimal comma":
            return f"{_read_number(text, comma=True)} AS {quoted}"
        case "instant day first":
            return f"{_read_instant(text, '3-2-1')} AS {quoted}"
        case "instant month first":
            return f"{_read_instant(text, '3-1-2')} AS {quoted}"
        case "instant":
            return f"{_read_instant(text, '')} AS {quoted}"


def read_columns(source: str, names: list[str], readings: Mapping[str, Reading], row: str = "") -> str:
    """A SELECT of all columns of a relation, those with a reading written plainly.

    Args:
        row: the SQL of ``file_row``; empty: it is not added.
    """
    columns = [
        read_column(name, readings[name]) if name in readings else '"' + name.replace('"', '""') + '"'
        for name in names
    ]
    if row:
        columns.append(f"{row} AS {ADDED_ROW}")
    return f"SELECT {', '.join(columns)} FROM {source}"


def _read_number(text: str, *, comma: bool) -> str:
    """Signs, separators and currency taken away; (5) is -5, 12% is 0.12."""
    bare = f"regexp_replace({_narrow(text)}, '{MONEY_SIGNS}', '', 'gi')"
    bare = f"replace(replace({bare}, '.', ''), ',', '.')" if comma else f"replace({bare}, ',', '')"
    signed = f"regexp_replace({bare}, '^\\((.+)\\)$', '-\\1')"
    share = f"regexp_full_match({signed}, '{_NUMBER}%')"
    divided = f"CAST(CAST(replace({signed}, '%', '') AS DECIMAL(30, 8)) / 100 AS VARCHAR)"
    return (
        f"CASE WHEN regexp_full_match({signed}, '{_NUMBER}', 'i') THEN {signed} "
        f"WHEN {share} THEN {divided} ELSE nullif(trim({text}), '') END"
    )


def _read_instant(text: str, order: str) -> str:
    """Days first or months first, Excel's serial numbers, digits only, seconds since 1970, a.m. and p.m.

    Args:
        order: of year, month and day where the year stands last, such as ``3-2-1``.
    """
    plain = f"trim({_narrow(text)})"
    if order:
        year, month, day = (f"\\{place}" for place in order.split("-"))
        for head, pattern in (("20", r"\d{2}"), ("", r"\d{4}")):
            written = rf"^(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ]({pattern})( |T|$)"
            plain = f"regexp_replace({plain}, '{written}', '{head}{year}-{month}-{day}\\4')"
    # “2024/3/5 下午 8:30” → “2024-3-5 8:30 PM”
    halved = f"replace(replace({plain}, '上午', ' AM '), '下午', ' PM ')"
    day, clock = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", r"(\d{1,2}:\d{2}(?::\d{2})?)"
    moved = f"regexp_replace({halved}, '^{day} *(AM|PM) *{clock}$', '\\1-\\2-\\3 \\5 \\4', 'i')"
    moved = f"regexp_replace({moved}, '^{day} +{clock} *(AM|PM)$', '\\1-\\2-\\3 \\4 \\5', 'i')"
    usual = f"try_strptime({plain}, ['%Y/%m/%d %H:%M:%S', '%Y/%m/%d %H:%M', '%Y/%m/%d'])"
    formats = ", ".join(f"'{form}'" for form in _FORMATS)
    number = f"CAST({plain} AS DOUBLE)"
    serial = f"TIMESTAMP '1899-12-30' + to_microseconds(CAST(round({number} * 86400) * 1000000 AS BIGINT))"
    since = f"make_timestamp(CAST({number} * 1000000 AS BIGINT))"
    since_ms = f"make_timestamp(CAST({number} * 1000 AS BIGINT))"
    return (
        f"CASE WHEN {plain} LIKE '____-__-__%' THEN {plain} "
        f"WHEN {plain} LIKE '____/%/%' AND NOT {usual} IS NULL THEN CAST({usual} AS VARCHAR) "
        f"WHEN regexp_full_match({plain}, '(19|20)\\d{{6}}') "
        f"THEN regexp_replace({plain}, '(....)(..)(..)', '\\1-\\2-\\3') "
        f"WHEN regexp_full_match({plain}, '(19|20)\\d{{12}}') "
        f"THEN regexp_replace({plain}, '(....)(..)(..)(..)(..)(..)', '\\1-\\2-\\3 \\4:\\5:\\6') "
        f"WHEN regexp_full_match({plain}, '[1-9]\\d{{4}}(\\.\\d+)?') THEN CAST({serial} AS VARCHAR) "
        f"WHEN regexp_full_match({plain}, '1\\d{{9}}(\\.\\d+)?') THEN concat(CAST({since} AS VARCHAR), 'Z') "
        f"WHEN regexp_full_match({plain}, '1\\d{{12}}') THEN concat(CAST({since_ms} AS VARCHAR), 'Z') "
        f"WHEN regexp_matches({moved}, '[A-Za-z]{{2}}') "
        f"THEN coalesce(CAST(try_strptime({moved}, [{formats}]) AS VARCHAR), nullif({plain}, '')) "
        f"ELSE nullif({plain}, '') END"
    )


def _narrow(text: str) -> str:
    """Full-width digits and signs as half-width ones."""
    return f"translate({text}, '{FULL_WIDTH}', '{HALF_WIDTH}')"
