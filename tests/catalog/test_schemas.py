"""JSON Schemas accept what the models accept, and say every field in both languages."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tagma.errors import NotFoundError
from tagma.flows.schemas import read_schema, write_schemas
from tagma.kinds import KINDS

GOOD = """
- {kind: event, name: order, properties: {amount: decimal, store: {type: text, label: 门店}}, weight: 2.5}
- {kind: source, name: s, read: a.csv, events: {order: select 1}, traits: select 1}
- {kind: source, name: s2, read: {a: a.csv, b: b.csv}, traits: {sql: select 1, fields: {age: {type: integer}}}}
- {kind: tag, name: a, path: [x], class: value, refresh: every 2 hours, when: count(order) > 1}
- {kind: tag, name: b, value: count(order), tiers: [{at: 5, is: hi}, {else: true, is: lo}]}
- {kind: tag, name: c, rfm: {event: order, amount: amount, recency: {at: 30}}}
- {kind: segment, name: d, label: {en: D, zh: 丁}, members: {file: data/x.csv, column: id}}
"""


def test_good_definitions_are_valid() -> None:
    schema = read_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    definitions = yaml.safe_load(GOOD)
    validator.validate(definitions)
    for definition in definitions:
        validator.validate(definition)
        Draft202012Validator(read_schema(definition["kind"])).validate(definition)


@pytest.mark.parametrize(
    "bad",
    [
        {"kind": "tagg", "name": "a"},
        {"kind": "tag", "name": "a", "whn": "x"},
        {"kind": "tag", "name": "a", "class": "behavior"},
        {"kind": "event", "name": "a", "properties": {"x": "string"}},
        {"kind": "segment", "when": "x"},
    ],
)
def test_bad_definitions_are_not(bad: dict[str, Any]) -> None:
    assert not Draft202012Validator(read_schema()).is_valid(bad)


def list_properties(schema: Any) -> list[tuple[str, dict[str, Any]]]:
    found = list(schema.get("properties", {}).items())
    below = [body for _, body in found] + list(schema.get("$defs", {}).values()) + schema.get("anyOf", [])
    below += [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    return found + [each for body in below for each in list_properties(body)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_described_in_both_languages(kind: str) -> None:
    for name, body in list_properties(read_schema(kind)):
        words = body.get("x-description")
        assert words, name
        assert words["en"], name
        assert words["zh"], name


def test_files_are_written(tmp_path: Any) -> None:
    written = write_schemas(tmp_path / "schemas")
    assert [path.name for path in written][:2] == ["tagma.schema.json", "event.schema.json"]


def test_unknown_kind() -> None:
    with pytest.raises(NotFoundError) as raised:
        read_schema("segmnt")
    assert raised.value.nearest[0] == "segment"
