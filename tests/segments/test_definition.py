"""A segment is a rule or a list."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tagma.catalog import build_definition
from tagma.errors import DefinitionErrors
from tagma.evaluate import Members, Value
from tagma.kinds import KINDS
from tagma.models.computed import to_computed
from tagma.rules.vocabulary import Type
from tagma.segments.definition import SegmentDefinition


def test_dynamic_segment() -> None:
    definition = build_definition(
        {"kind": "segment", "name": "高危流失", "when": "days_since(last(order)) > 90"}, KINDS
    )
    computed = to_computed(definition, version=3)
    assert isinstance(computed.formula, Value)
    assert (computed.column, computed.type, computed.cadence, computed.version) == (
        "segment:高危流失",
        Type.BOOL,
        "realtime",
        3,
    )
    assert computed.fingerprint == definition.meaning


def test_static_segment() -> None:
    body = {
        "kind": "segment",
        "name": "vip",
        "members": {"file": "data/vip.csv", "column": "id"},
        "refresh": "daily",
    }
    computed = to_computed(build_definition(body, KINDS))
    assert computed.formula == Members("segment:vip")
    assert computed.cadence == "daily"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"when": "a", "members": {"file": "a", "column": "b"}},
        {"members": {"file": "a", "column": "b", "value_column": "c"}},
        {"when": "count(order"},
    ],
)
def test_wrong_segments(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SegmentDefinition.model_validate({"kind": "segment", "name": "s", **fields})


def test_stored_body_that_cannot_be_read() -> None:
    with pytest.raises(DefinitionErrors) as raised:
        build_definition({"kind": "segment", "name": "s", "whn": "a"}, KINDS)
    (error,) = raised.value.errors
    assert "the stored segment “s” cannot be read" in error.what.en
    assert error.next_step
