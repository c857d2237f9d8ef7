"""JSON as senders really write it, read leniently and stored strictly."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from tagma.collect.intake.bodies import BodyError
from tagma.collect.intake.limits import (
    MOST_DEPTH,
    MOST_DEPTH_STORED,
    MOST_KEYS,
    MOST_TEXT,
    MOST_TOKENS,
)
from tagma.collect.intake.refusals import EventFault

NONFINITE = object()
"""Stands for NaN and the infinities."""

_SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)
_LARGEST = 2**63
_DIGITS = bytes(ord("0") if chr(each).isdigit() and each < 128 else ord(" ") for each in range(256))
_LONG_NUMBER = re.compile(rb"[\s:,\[-][0-9]{19}")
_NO_BRACKETS = bytes(each for each in range(256) if chr(each) not in "[]{}")
_DECODER = json.JSONDecoder(parse_constant=lambda _: NONFINITE)


@dataclass(frozen=True, slots=True)
class Broken:
    """An element of a batch that is no JSON by itself."""

    raw: str
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """A body as JSON.

    Attributes:
        value: what it says; where its batch had to be taken apart, with the readable elements in it.
        broken: the elements of the batch that are unreadable.
        suspect: whether texts may hold lone surrogates or NUL.
        plain: there is nothing in it to be mended, but that a large event may have too many keys.
    """

    value: Any
    broken: tuple[Broken, ...] = ()
    suspect: bool = False
    plain: bool = False


def parse_body(data: bytes, batch: str | None = None) -> Document:
    """Reads a body; a batch with an unreadable element is taken element by element.

    Args:
        batch: the key of the array of events; "" where the body itself is the array.

    Raises:
        BodyError: the envelope cannot be read.
    """
    if is_plain(data):
        try:
            return Document(orjson.loads(data), plain=True)
        except orjson.JSONDecodeError:
            pass  # NaN, a lone surrogate, bytes that are no UTF-8 ...
    text = data.decode("utf-8-sig", "replace")
    suspect = "\\u" in text and _SUSPECT.search(text) is not None
    try:
        return Document(_read(text), suspect=suspect)
    except (ValueError, RecursionError):
        found = None if batch is None else _salvage(text, batch)
        if found is None:
            raise BodyError("the body is not JSON") from None
        return Document(found[0], tuple(found[1]), suspect)


def is_plain(data: bytes) -> bool:
    """Whether what the fast parser makes of a body can be stored as it is.

    Nothing in it is deep, no integer huge, no character NUL. May say no where that is so: brackets inside of
    texts count, too.
    """
    if b"0" * 19 in data.translate(_DIGITS) and _LONG_NUMBER.search(data):
        return False
    if b"\\u0000" in data:
        return False
    brackets = data.translate(None, _NO_BRACKETS)
    for _ in range(MOST_DEPTH_STORED):  # the innermost pairs go first: as many rounds as it is deep
        if not brackets:
            return True
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    return not brackets


def _read(text: str) -> Any:
    value, end = _DECODER.raw_decode(text, _skip_blanks(text, 0))
    if _skip_blanks(text, end) != len(text):
        raise ValueError("trailing bytes")
    return value


def _skip_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _salvage(text: str, batch: str) -> tuple[Any, list[Broken]] | None:
    opening = re.search(rf'"{batch}"\s*:\s*\[', text) if batch else re.match(r"\s*\[", text)
    if opening is None:
        return None
    elements, end = _split(text, opening.end())
    if end is None:
        return None
    envelope: Any = []
    if batch:
        try:
            envelope = _read(text[: opening.end()] + text[end:])
        except (ValueError, RecursionError):
            return None
        if not isinstance(envelope, dict):
            return None
    good: list[Any] = []
    broken: list[Broken] = []
    for raw in elements:
        try:
            good.append(_read(raw))
        except RecursionError:
            broken.append(Broken(raw, "too_deep"))
        except ValueError as error:
            digits = "integer string conversion" in str(error)
            broken.append(Broken(raw, "number_too_large" if digits else "unreadable"))
    if not batch:
        return good, broken
    return {**envelope, batch: good}, broken


def _split(text: str, start: int) -> tuple[list[str], int | None]:
    """The texts of an array's elements and where the array ends; None for the end where it has none."""
    elements: list[str] = []
    depth, begun = 0, start
    for count, token in enumerate(_TOKENS.finditer(text, start)):
        if count > MOST_TOKENS:
            return elements, None
        match text[token.start()]:
            case "[" | "{":
                depth += 1
            case "]" | "}" if depth:
                depth -= 1
            case "]":
                last = text[begun : token.start()].strip()
                if last:
                    elements.append(last)
                return elements, token.start()
            case "}":
                return elements, None
            case "," if not depth:
                elements.append(text[begun : token.start()].strip())
                begun = token.end()
    return elements, None


def clean_event(event: Any, *, suspect: bool, plain: bool = False) -> tuple[dict[str, Any], list[str]]:
    """An event as it is stored, and flags for what was mended in it.

    Args:
        plain: of a plain document; whoever writes it is to call again if it turns out to be large.

    Raises:
        EventFault: it is no object, too deep, too wide, or holds a number beyond doubles.
    """
    if not isinstance(event, dict):
        raise EventFault("not_an_object")
    if plain:
        return event, []
    if not suspect and not _needs_cleaning(event, 1):
        return event, []
    flags: set[str] = set()
    cleaned = _clean(event, 1, flags)
    return cleaned, sorted(flags)


def shorten_texts(event: dict[str, Any], flags: list[str]) -> dict[str, Any]:
    """An event with no text longer than 64 KiB."""
    found: set[str] = set()
    cleaned = _clean(event, 1, found, most_text=MOST_TEXT)
    flags.extend(sorted(found - set(flags)))
    return dict(cleaned)


def _needs_cleaning(value: Any, depth: int) -> bool:
    """Whether a container holds anything that is not stored as it is."""
    if depth > MOST_DEPTH_STORED or len(value) > MOST_KEYS:
        return True
    for each in value.values() if type(value) is dict else value:
        kind = type(each)
        if kind is str or kind is bool or each is None:
            continue
        if kind is dict or kind is list:
            if _needs_cleaning(each, depth + 1):
                return True
        elif kind is int:
            if not -_LARGEST <= each < _LARGEST:
                return True
        elif kind is not float or math.isinf(each):
            return True
    return False


def _clean(value: Any, depth: int, flags: set[str], most_text: int | None = None) -> Any:
    if depth > MOST_DEPTH:
        raise EventFault("too_deep")
    match value:
        case str():
            return _clean_text(value, flags, most_text)
        case dict():
            if len(value) > MOST_KEYS:
                raise EventFault("too_many_keys")
            cleaned = {
                _clean_text(key, flags, most_text): _clean(each, depth + 1, flags, most_text)
                for key, each in value.items()
            }
            return _fold(cleaned, depth, flags)
        case list():
            return _fold([_clean(each, depth + 1, flags, most_text) for each in value], depth, flags)
        case bool() | None:
            return value
        case int() if not -_LARGEST <= value < _LARGEST:
            flags.add("huge_integer")
            return str(value)
        case float() if math.isinf(value):
            raise EventFault("number_too_large")
        case _ if value is NONFINITE:
            flags.add("nonfinite")
            return None
    return value


def _fold(value: Any, depth: int, flags: set[str]) -> Any:
    """What lies deeper than is stored, as text."""
    if depth != MOST_DEPTH_STORED + 1:
        return value
    flags.add("deep")
    return json.dumps(value, ensure_ascii=False)


def _clean_text(text: str, flags: set[str], most_text: int | None) -> str:
    if "\0" in text:
        flags.add("nul")
        text = text.replace("\0", "")
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        flags.add("surrogate")
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        size = len(text.encode())
    if most_text is not None and size > most_text:
        flags.add("truncated")
        text = text.encode()[:most_text].decode("utf-8", "ignore")
    return text


def write_json(value: Any) -> bytes:
    """Clean data as compact UTF-8 JSON."""
    return orjson.dumps(value)


def write_canonical(value: Any) -> bytes:
    """Clean data as JSON that does not depend on the order of keys."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def write_raw(value: Any) -> str:
    """Anything that was parsed, as the text it may have been; NaN included."""
    return json.dumps(value, default=lambda _: "NaN", skipkeys=True)


def list_dicts(values: Any) -> Iterator[dict[str, Any]]:
    """The objects among values."""
    for each in values if isinstance(values, list) else ():
        if isinstance(each, dict):
            yield each
