"""Rules as JSON: exact round trip, a schema that agrees with the reader, faults with a path."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tagma.errors import RuleError
from tagma.rules.codec import rule_from_json, rule_json_schema, rule_to_json
from tagma.rules.syntax.parse import parse_rule
from tagma.rules.text import format_rule
from tagma.rules.tree import Literal, Node

from .strategies import trees
from .test_text import CANONICAL

SCHEMA = Draft202012Validator(rule_json_schema())

FORMS: dict[str, dict[str, Any]] = {
    "count(order where channel = 'app' in last 30 days) >= 5": {
        "op": ">=",
        "left": {
            "aggregate": "count",
            "event": "order",
            "where": {"op": "=", "left": {"name": "channel"}, "right": {"literal": "app"}},
            "window": {"last": 30, "unit": "day"},
        },
        "right": {"literal": 5},
    },
    "a and not b": {"op": "and", "args": [{"name": "a"}, {"op": "not", "value": {"name": "b"}}]},
    "x not in (-1.5, 2017-03-01)": {
        "op": "not in",
        "value": {"name": "x"},
        "items": [{"decimal": "-1.5"}, {"date": "2017-03-01"}],
    },
    "x is missing": {"op": "is missing", "value": {"name": "x"}},
    "x not starts with 'a'": {"op": "not starts with", "value": {"name": "x"}, "pattern": {"literal": "a"}},
    "did(view then not order where customer.city = 'x' within 1 day in previous month)": {
        "did": [
            {"event": "view"},
            {
                "event": "order",
                "where": {"op": "=", "left": {"customer": "city"}, "right": {"literal": "x"}},
                "within": {"number": 1, "unit": "day"},
                "not": True,
            },
        ],
        "window": {"previous": "month"},
    },
    "gap(view then order since 2017-01-01)": {
        "gap": {"event": "view"},
        "then": {"event": "order"},
        "window": {"since": "2017-01-01"},
    },
    "any(view.product: top(view.category in 180 to 90 days ago, 3) contains 'x')": {
        "any": "view",
        "property": "product",
        "rule": {
            "op": "contains",
            "value": {
                "aggregate": "top",
                "event": "view",
                "property": "category",
                "window": {"ago": 180, "until": 90, "unit": "day"},
                "k": 3,
            },
            "pattern": {"literal": "x"},
        },
    },
    "percentile(x, 95) > 1": {
        "op": ">",
        "left": {"population": "percentile", "of": {"name": "x"}, "p": "95"},
        "right": {"literal": 1},
    },
    "share(0.1, 's') and consent(marketing)": {
        "op": "and",
        "args": [{"share": "0.1", "seed": "s"}, {"consent": "marketing"}],
    },
}
FAULTS: list[tuple[Any, str, tuple[str, ...]]] = [
    (None, "$", ()),
    ([], "$", ()),
    ({}, "$", ()),
    ({"nmae": "x"}, "$", ("name",)),
    ({"name": ""}, "$.name", ()),
    ({"name": 5}, "$.name", ()),
    ({"name": "x", "extra": 1}, "$", ()),
    ({"op": "nad", "args": []}, "$.op", ("and",)),
    ({"op": "and", "args": [{"name": "a"}]}, "$.args", ()),
    ({"op": "and", "args": [{"name": "a"}, {"op": ">", "left": {"name": "b"}}]}, "$.args[1]", ()),
    ({"op": "=", "left": {"literal": 1.5}, "right": {"name": "b"}}, "$.left.literal", ()),
    ({"op": "in", "value": {"name": "a"}, "items": [{"name": "b"}]}, "$.items[0]", ()),
    ({"decimal": "1e5"}, "$.decimal", ()),
    ({"decimal": "NaN"}, "$.decimal", ()),
    ({"decimal": 12.5}, "$.decimal", ()),
    ({"date": "2017-02-30"}, "$.date", ()),
    ({"date": "20170301"}, "$.date", ()),
    ({"instant": "2017-03-01T10:00:00+08:00"}, "$.instant", ()),
    ({"literal": None}, "$.literal", ()),
    ({"literal": 2**60}, "$.literal", ()),
    ({"aggregate": "cuont", "event": "order"}, "$.aggregate", ("count",)),
    ({"aggregate": "count", "event": "order", "k": 3}, "$", ()),
    ({"aggregate": "count", "event": "order", "window": {"last": 0, "unit": "day"}}, "$.window.last", ()),
    (
        {"aggregate": "count", "event": "order", "window": {"last": 1, "unit": "days"}},
        "$.window.unit",
        ("day",),
    ),
    ({"aggregate": "count", "event": "order", "window": {"ago": 1, "until": 2, "unit": "day"}}, "$", ()),
    ({"aggregate": "count", "event": "order", "window": {"lats": 1, "unit": "day"}}, "$.window", ("last",)),
    ({"call": "days_sinc", "args": []}, "$.call", ("days_since",)),
    ({"did": []}, "$.did", ()),
    ({"did": [{"event": "a", "not": True}]}, "$", ()),
    ({"did": [{"event": "a"}, {"event": "b", "within": {"number": 1}}]}, "$.did[1].within", ()),
    ({"share": "2", "seed": "x"}, "$", ()),
    ({"share": "0.1"}, "$", ()),
]


@pytest.mark.parametrize("text", FORMS)
def test_forms(text: str) -> None:
    node = parse_rule(text)
    assert rule_to_json(node) == FORMS[text]
    assert rule_from_json(FORMS[text]) == node


def test_integers_beyond_what_a_browser_can_hold_travel_as_text() -> None:
    assert rule_to_json(Literal(10**15)) == {"literal": 10**15}
    assert rule_to_json(Literal(2**60)) == {"decimal": str(2**60)}


@pytest.mark.parametrize("text", CANONICAL)
def test_canonical_rules_survive(text: str) -> None:
    data = rule_to_json(parse_rule(text))
    assert format_rule(rule_from_json(data)) == text
    SCHEMA.validate(data)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees())
def test_a_tree_survives_its_json(tree: Node) -> None:
    data = json.loads(json.dumps(rule_to_json(tree)))
    assert rule_from_json(data) == tree
    assert rule_to_json(rule_from_json(data)) == data
    SCHEMA.validate(data)


@pytest.mark.parametrize(("data", "path", "nearest"), FAULTS, ids=lambda part: str(part)[:60])
def test_faults_name_the_path(data: Any, path: str, nearest: tuple[str, ...]) -> None:
    with pytest.raises(RuleError) as caught:
        rule_from_json(data)
    where = caught.value.where
    assert where is not None
    assert where.field == path
    assert caught.value.nearest[: len(nearest)] == nearest
    assert caught.value.what.zh


def test_json_nested_too_deeply_is_refused() -> None:
    data: dict[str, Any] = {"name": "a"}
    for _ in range(150):
        data = {"op": "not", "value": data}
    with pytest.raises(RuleError, match="nested"):
        rule_from_json(data)
    for _ in range(20_000):
        data = {"op": "not", "value": data}
    with pytest.raises(RuleError, match="nested"):
        rule_from_json(data)


JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    "",
    "x",
    "day",
    "and",
    [],
    {},
    {"name": "a"},
    {"literal": 1},
    [{"name": "a"}] * 2,
)


def _spoil(data: Any, random_: random.Random) -> Any:
    """The data with one thing in it cut, replaced or renamed."""
    if isinstance(data, dict) and data and random_.random() < 0.85:
        key = random_.choice(sorted(data))
        match random_.randint(0, 5):
            case 0:
                return {other: value for other, value in data.items() if other != key}
            case 1:
                return {
                    **data,
                    random_.choice(("where", "window", "k", "not", "value", "zz")): random_.choice(JUNK),
                }
            case _:
                return {**data, key: _spoil(data[key], random_)}
    if isinstance(data, list) and data and random_.random() < 0.85:
        index = random_.randrange(len(data))
        return [*data[:index], _spoil(data[index], random_), *data[index + 1 :]]
    return random_.choice(JUNK)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees(max_leaves=5), st.randoms(use_true_random=False))
def test_spoilt_json_is_read_or_refused_with_a_path(tree: Node, random_: random.Random) -> None:
    spoilt = _spoil(rule_to_json(tree), random_)
    try:
        node = rule_from_json(spoilt)
    except RuleError as error:
        path = error.where.field if error.where else None
    else:
        SCHEMA.validate(spoilt)
        assert parse_rule(format_rule(node)) == node
        return
    assert path is not None
    assert path.startswith("$")
