"""The JSON forms of a rule, as one table: it reads JSON into nodes, and it is the JSON Schema.

A form is known by its first key (and by that key's value where several forms share the key, as with ``op``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from tagma.errors import Place, RuleError, Text, nearest_names

Reader: TypeAlias = Callable[[Any, str], Any]
Schema: TypeAlias = dict[str, Any]

SAFE_INTEGER = 2**53 - 1
MAX_DEPTH = 200


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a form: how it is read, and what it may be."""

    read: Reader
    schema: Schema
    optional: bool = False
    choices: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One JSON object: its parts by key (the first one tells the form) and what they build."""

    parts: Mapping[str, Part]
    build: Callable[..., Any]

    @property
    def key(self) -> str:
        return next(iter(self.parts))

    @property
    def schema(self) -> Schema:
        return {
            "type": "object",
            "properties": {key: part.schema for key, part in self.parts.items()},
            "required": [key for key, part in self.parts.items() if not part.optional],
            "additionalProperties": False,
        }


def json_fault(
    path: str, en: str, zh: str, nearest: tuple[str, ...] = (), next_step: Text | None = None
) -> RuleError:
    """A RuleError that names the place in the JSON, such as ``$.args[0].left``."""
    return RuleError(Text(en, zh), where=Place(field=path), nearest=nearest, next_step=next_step)


def read_form(forms: tuple[Form, ...], data: Any, path: str) -> Any:
    """Reads an object as the one form of several that it claims to be."""
    if not isinstance(data, dict):
        raise json_fault(path, f"{path} should be an object", f"{path} 应为对象")
    found = [form for form in forms if form.key in data]
    form = _choose(found, data, path) if found else None
    if form is None:
        keys = sorted({form.key for form in forms})
        nearest = tuple(near for key in data for near in nearest_names(str(key), keys, limit=1))
        raise json_fault(
            path,
            f"{path} is none of the forms of a rule",
            f"{path} 不是规则的任何一种形式",
            nearest,
            Text(f"give it one of the keys {', '.join(keys)}", f"应包含以下键之一：{'、'.join(keys)}"),
        )
    return _read_parts(form, data, path)


def _choose(found: list[Form], data: dict[str, Any], path: str) -> Form | None:
    form = found[0]
    choices = [(form, form.parts[form.key].choices) for form in found]
    if choices[0][1] is None:
        return form
    value = data[form.key]
    for candidate, allowed in choices:
        if isinstance(value, str) and allowed is not None and value in allowed:
            return candidate
    known = sorted(set().union(*(allowed for _, allowed in choices if allowed is not None)))
    raise _unknown_choice(value, known, f"{path}.{form.key}")


def _read_parts(form: Form, data: dict[str, Any], path: str) -> Any:
    for key in data:
        if key not in form.parts:
            nearest = nearest_names(str(key), form.parts)
            en, zh = f"{path} has no place for “{key}”", f"{path} 中不能有“{key}”"
            raise json_fault(path, en, zh, nearest, Text("remove it", "请删除它"))
    values = []
    for key, part in form.parts.items():
        if key in data:
            values.append(part.read(data[key], f"{path}.{key}"))
        elif part.optional:
            values.append(None)
        else:
            raise json_fault(path, f"{path} lacks “{key}”", f"{path} 缺少“{key}”")
    return form.build(*values)


def _unknown_choice(value: Any, known: list[str], path: str) -> RuleError:
    nearest = nearest_names(value, known) if isinstance(value, str) else ()
    return json_fault(path, f"{path} is none of the known words", f"{path} 不是已知的取值", nearest)


# --- parts


def optional(part: Part) -> Part:
    return Part(part.read, part.schema, True, part.choices)


def one_of(*words: str) -> Part:
    """One of a few words."""

    def read(value: Any, path: str) -> str:
        if not isinstance(value, str) or value not in words:
            raise _unknown_choice(value, sorted(words), path)
        return value

    schema: Schema = {"const": words[0]} if len(words) == 1 else {"enum": list(words)}
    return Part(read, schema, choices=frozenset(words))


def whole(least: int, most: int) -> Part:
    """A whole number within bounds."""

    def read(value: Any, path: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            en = f"{path} should be a whole number from {least} to {most}"
            raise json_fault(path, en, f"{path} 应为 {least} 到 {most} 的整数")
        return value

    return Part(read, {"type": "integer", "minimum": least, "maximum": most})


def list_of(part: Part, least: int) -> Part:
    """A list of at least so many, read as a tuple."""

    def read(value: Any, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) < least:
            en = f"{path} should be a list of at least {least}"
            raise json_fault(path, en, f"{path} 应为至少 {least} 项的列表")
        return tuple(part.read(item, f"{path}[{index}]") for index, item in enumerate(value))

    return Part(read, {"type": "array", "items": part.schema, "minItems": least})


def reference(definition: str, read: Reader) -> Part:
    """A part that is defined by name in the schema, so that forms can hold each other."""
    return Part(read, {"$ref": f"#/$defs/{definition}"})


def _read_text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise json_fault(path, f"{path} should be a text", f"{path} 应为文本")
    return value


def _read_name(value: Any, path: str) -> str:
    name = unicodedata.normalize("NFKC", _read_text(value, path))
    if not name.strip():
        raise json_fault(path, f"{path} is an empty name", f"{path} 的名称为空")
    return name


def _read_flag(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise json_fault(path, f"{path} should be true or false", f"{path} 应为 true 或 false")
    return value


def _read_decimal(value: Any, path: str) -> Decimal:
    text = _read_text(value, path)
    try:
        number = Decimal(text) if text.isascii() else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or "e" in text.lower() or "_" in text or text != text.strip():
        en, zh = (
            f'{path} should be a number in a text, such as "12.5"',
            f'{path} 应为文本形式的数字，如 "12.5"',
        )
        raise json_fault(path, en, zh)
    return number


def _read_day(value: Any, path: str) -> date | datetime:
    text = _read_text(value, path)
    return read_instant(text, path) if "T" in text else read_date(text, path)


def read_date(value: Any, path: str) -> date:
    """Reads ``2017-03-01``."""
    text = _read_text(value, path)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise json_fault(
            path, f"{path} should be a date such as 2017-03-01", f"{path} 应为日期，如 2017-03-01"
        )
    return day


def read_instant(value: Any, path: str) -> datetime:
    """Reads ``2017-03-01T10:00:00``, local time without an offset."""
    text = _read_text(value, path)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is not None or "T" not in text:
        en = f"{path} should be a local time such as 2017-03-01T10:00:00"
        raise json_fault(path, en, f"{path} 应为本地时间，如 2017-03-01T10:00:00")
    return instant


TEXT = Part(_read_text, {"type": "string"})
NAME = Part(_read_name, {"type": "string", "minLength": 1})
FLAG = Part(_read_flag, {"type": "boolean"})
DECIMAL = Part(_read_decimal, {"type": "string", "pattern": r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$"})
DAY = Part(_read_day, {"type": "string", "description": "2017-03-01 or 2017-03-01T10:00:00"})
DATE = Part(read_date, {"type": "string", "format": "date"})
INSTANT = Part(read_instant, {"type": "string", "description": "2017-03-01T10:00:00, local time"})
