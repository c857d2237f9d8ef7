"""Properties of the evaluator over random rules: exact complements, brute-force sequences, values that stay values."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

import pyarrow as pa
import pytest
import sqlglot
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from tagma.engine.duckdb import open_memory
from tagma.engine.protocol import Table
from tagma.errors import RuleError
from tagma.evaluate import Planner, ask, count_matching, matching
from tagma.rules import check_rule, parse_rule, tree
from tagma.rules.text import format_rule
from tagma.rules.vocabulary import Field, Names, Type, Vocabulary
from tests.evaluate.conftest import SYSTEM, VOCABULARY, Shop
from tests.evaluate.strategies import EVENTS, HOUR, START, conditions, sequences
from tests.oracle.brute import Step, matches

AS_OF = START + timedelta(hours=40)
PEOPLE = [str(number) for number in range(1, 31)]
STORES = ("x", "y", "z", None)

FEW = settings(
    max_examples=int(os.environ.get("TAGMA_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.fixture(scope="module")
def times() -> dict[str, dict[str, list[tuple[datetime, str | None]]]]:
    """Random events on full hours, so that many share an instant; per event and customer (instant, store)."""
    draw = random.Random(7)
    found: dict[str, dict[str, list[tuple[datetime, str | None]]]] = {event: {} for event in EVENTS}
    for event in EVENTS:
        for customer in PEOPLE[:-2]:
            rows = [
                (START + draw.randrange(1, 48) * HOUR, draw.choice(STORES)) for _ in range(draw.randrange(9))
            ]
            found[event][customer] = sorted(rows, key=lambda row: row[0])
    return found


@pytest.fixture(scope="module")
def crowd(times: dict[str, dict[str, list[tuple[datetime, str | None]]]]) -> Iterator[Shop]:
    """Thirty customers with those events; some traits are missing."""
    engine = open_memory()
    draw = random.Random(11)
    for event in EVENTS:
        rows = [
            {
                "_customer_id": int(customer),
                "_identity_id": int(customer),
                "_ts": at,
                "_message_id": f"{event}-{customer}-{position}",
                "store": store,
                "product": store,
                "amount": Decimal(draw.randrange(0, 4000)) / 100 if draw.random() < 0.9 else None,
                "items": draw.randrange(0, 4),
                "weight": draw.random(),
                "seconds": draw.randrange(0, 200),
            }
            for customer, ats in times[event].items()
            for position, (at, store) in enumerate(ats)
        ]
        properties = {
            "order": ("amount", "store", "items", "weight"),
            "page_view": ("product", "seconds"),
            "add_to_cart": ("product",),
        }
        types = {
            "amount": "DECIMAL(18,4)",
            "store": "VARCHAR",
            "items": "BIGINT",
            "weight": "DOUBLE",
            "product": "VARCHAR",
            "seconds": "BIGINT",
        }
        columns = {**SYSTEM, **{name: types[name] for name in properties[event]}}
        _load(
            engine,
            Table("events", event),
            columns,
            [{k: v for k, v in row.items() if k in columns} for row in rows],
        )
    _load(engine, Table("people", "customers"), {"_customer_id": "BIGINT", "customer": "VARCHAR", "_first_at": "TIMESTAMP"},
          [{"_customer_id": int(c), "customer": c, "_first_at": START if c != "30" else AS_OF + HOUR} for c in PEOPLE])  # fmt: skip
    _load(engine, Table("people", "traits"), {"_customer_id": "BIGINT", "age": "BIGINT", "city": "VARCHAR", "birthday": "DATE", "hobbies": "VARCHAR[]"},
          [{"_customer_id": int(c), "age": draw.choice([None, 20, 30]), "city": draw.choice([None, "a", "上海"]), "birthday": draw.choice([None, date(1988, 2, 29), date(1990, 3, 2)]), "hobbies": draw.choice([None, [], ["读书"]])} for c in PEOPLE[:20]])  # fmt: skip
    _load(engine, Table("people", "list_members"), {"list": "VARCHAR", "_customer_id": "BIGINT", "value": "VARCHAR", "since": "TIMESTAMP", "until": "TIMESTAMP"},
          [{"list": "invited", "_customer_id": 3}, {"list": "invited", "_customer_id": 4, "until": START}])  # fmt: skip
    _load(engine, Table("people", "consents"), {"_customer_id": "BIGINT", "purpose": "VARCHAR", "granted": "BOOLEAN", "_ts": "TIMESTAMP", "_received_at": "TIMESTAMP", "_source": "VARCHAR"},
          [{"_customer_id": 5, "purpose": "marketing", "granted": True, "_ts": START, "_received_at": START}])  # fmt: skip
    crowd = Shop(engine)
    crowd.define("spend", "sum(order.amount in last 1 day)")
    crowd.define("tempo", "gap(order)")
    crowd.define("busy", "count(order in last 12 hours) >= 1", kind="segment")
    crowd.define("monthly", "count(page_view)", "monthly")
    yield crowd
    engine.close()


def _load(engine: object, table: Table, columns: dict[str, str], rows: list[dict[str, object]]) -> None:
    engine.define(table, columns, step="test")  # type: ignore[attr-defined]
    if rows:
        engine.load(table, pa.Table.from_pylist(rows), step="test")  # type: ignore[attr-defined]


def _holders(shop: Shop, rule: tree.Node) -> set[str]:
    asked = ask(rule, check_rule(rule, shop.vocabulary, expects="condition"))
    found = shop.engine.query(matching(shop.world(AS_OF), asked), step="test")
    return set(found.column("customer").to_pylist())


def _checked(shop: Shop, rule: tree.Node) -> None:
    try:
        check_rule(rule, shop.vocabulary, expects="condition")
    except RuleError:
        assume(False)


@FEW
@given(rule=conditions())
def test_every_customer_answers_a_rule_or_its_negation(crowd: Shop, rule: tree.Node) -> None:
    _checked(crowd, rule)
    yes, no = _holders(crowd, rule), _holders(crowd, tree.Not(rule))
    assert not yes & no
    assert yes | no == set(PEOPLE) - {"30"}
    world = crowd.world(AS_OF)
    for node, expected in ((rule, yes), (tree.Not(rule), no)):
        asked = ask(node, check_rule(node, crowd.vocabulary, expects="condition"))
        assert count_matching(crowd.engine, world, asked) == len(expected)


@FEW
@given(rule=sequences())
def test_sequences_agree_with_trying_every_match(crowd: Shop, times: dict, rule: tree.Did) -> None:
    plain = tree.Did(
        tuple(tree.SequenceStep(s.event, None, s.negated, s.within) for s in rule.steps), _hours(rule.window)
    )
    _checked(crowd, plain)
    steps = [Step("", s.negated, s.within.number * HOUR if s.within else None) for s in plain.steps]
    after, low, high = _edges(plain.window)
    expected = set()
    for customer in PEOPLE[:-1]:
        seen = [[at for at, _ in times[s.event].get(customer, []) if at <= AS_OF] for s in plain.steps]
        if seen[0] and matches(seen, steps, AS_OF, after, low, high):
            expected.add(customer)
    assert _holders(crowd, plain) == expected


@FEW
@given(rule=sequences())
def test_sequences_inside_one_group_agree_with_trying_every_match(
    crowd: Shop, times: dict, rule: tree.Did
) -> None:
    steps = tuple(tree.SequenceStep("order", None, s.negated, s.within) for s in rule.steps)
    inner = tree.Did(steps, _hours(rule.window))
    grouped = tree.AnyGroup("order", "store", inner)
    _checked(crowd, grouped)
    asked = [Step("", s.negated, s.within.number * HOUR if s.within else None) for s in steps]
    expected = set()
    for customer in PEOPLE[:-2]:
        for store in "xyz":
            seen = [at for at, where in times["order"][customer] if where == store and at <= AS_OF]
            if seen and matches([seen] * len(steps), asked, AS_OF, *_edges(inner.window)):
                expected.add(customer)
    assert _holders(crowd, grouped) == expected


def _hours(window: tree.Window | None) -> tree.Window | None:
    """Only windows whose edges are plain hours; calendar words have tests of their own."""
    return window if isinstance(window, tree.Ago | tree.Since | tree.Before) else None


def _edges(window: tree.Window | None) -> tuple[datetime | None, datetime | None, datetime | None]:
    """(after, from, before) in UTC; New York is five hours behind."""
    match window:
        case tree.Ago(older=older, newer=newer):
            return AS_OF - older * HOUR, None, AS_OF - newer * HOUR + timedelta(microseconds=1)
        case tree.Since(start=start):
            return None, start + 5 * HOUR, None
        case tree.Before(end=end):
            return None, None, end + 5 * HOUR
    return None, None, None


@pytest.mark.parametrize("start", EVENTS)
@pytest.mark.parametrize("end", [None, *EVENTS])
@pytest.mark.parametrize("hours", [6, 20, 100])
def test_gaps_agree_with_counting_them(
    crowd: Shop, times: dict, start: str, end: str | None, hours: int
) -> None:
    found = crowd.answers(f"gap({start}{f' then {end}' if end else ''} in last {hours} hours)", AS_OF)
    for customer in PEOPLE[:-1]:
        inside = {
            e: [at for at, _ in times[e].get(customer, []) if AS_OF - hours * HOUR < at <= AS_OF]
            for e in EVENTS
        }
        if end is None:
            gaps = [b - a for a, b in zip(inside[start], inside[start][1:], strict=False)]
        else:
            gaps = [min(later) - a for a in inside[start] if (later := [b for b in inside[end] if b > a])]
        expected = median(gap / timedelta(days=1) for gap in gaps) if gaps else None
        assert found[customer] == (None if expected is None else pytest.approx(expected, rel=1e-8)), customer


# --- values stay values

HOSTILE = (
    "x", "it's", "'", "''", "\\'", '"', "';", "x'; DROP TABLE people.customers; --", "' OR '1'='1", "--", "/*", "*/", "/* ' */", ";",
    "$1", "?", ":a", "%s", "{0}", "\x00", "a\x00b", "\n", "\r", "\\", "`", "’", "E'\\x27'", "$$", "$tag$ x $tag$", "", " ", "NULL", "上海",
)  # fmt: skip
VALUES = st.sampled_from(HOSTILE) | st.text(max_size=12) | st.text(alphabet="'\";-/*\\\x00$x", max_size=8)


def _rules_with(value: str) -> tree.Node:
    """One value in every place that takes a text."""
    literal = tree.Literal(value)
    where = tree.Compare("=", tree.Name("store"), literal)
    rules: list[tree.Node] = [
        tree.Compare("=", tree.Name("city"), literal),
        tree.InList(tree.Name("city"), (literal, tree.Literal("b"))),
        *(tree.TextMatch(op, tree.Name("city"), literal) for op in ("contains", "starts with", "ends with")),
        tree.TextMatch("contains", tree.Name("hobbies"), literal),
        tree.Compare(">", tree.Aggregate("count", tree.Selection("order", None, where)), tree.Literal(0)),
        tree.Compare("=", tree.Aggregate("last", tree.Selection("order", "store", where)), literal),
        tree.Did((tree.SequenceStep("order", where), tree.SequenceStep("order", where))),
        tree.AnyGroup("order", "store", tree.Compare(">", tree.Aggregate("count", tree.Selection("order", None, where)), tree.Literal(1))),
        tree.Compare("=", tree.Call("if", (tree.Known(tree.Name("city")), literal, literal)), literal),
        tree.Compare("=", tree.Call("coalesce", (tree.Name("city"), literal)), literal),
        tree.Share(Decimal("0.5"), value),
        tree.Compare(">=", tree.Aggregate("count", tree.Selection("order", None, where)),
                     tree.Population("percentile", tree.Aggregate("count", tree.Selection("order", None, where)), Decimal(50))),
    ]  # fmt: skip
    return tree.Or(tuple(rules))


def _shape(shop: Shop, rule: tree.Node) -> tuple[int, str]:
    """How many statements the SQL is, and its tree without the texts in it."""
    asked = ask(rule, check_rule(rule, shop.vocabulary, expects="condition"))
    plan = Planner(shop.world(AS_OF)).plan([asked], keep="_asked")
    statements = sqlglot.parse(shop.engine.sql(plan.pipeline), dialect="duckdb")
    bare = [
        repr(
            statement.transform(
                lambda node: exp.Placeholder() if isinstance(node, exp.Literal) and node.is_string else node
            )
        )
        for statement in statements
        if statement is not None
    ]
    return len(bare), "\n".join(bare)


@FEW
@given(value=VALUES)
@example("x'; DROP TABLE people.customers; --")
@example("a\x00b")
def test_a_value_never_changes_the_shape_of_the_sql(crowd: Shop, value: str) -> None:
    rule = _rules_with(value)
    if "\x00" in value:
        with pytest.raises(RuleError, match="cannot be stored"):
            check_rule(rule, crowd.vocabulary)
        return
    count, shape = _shape(crowd, rule)
    assert count == 1
    assert shape == _shape(crowd, _rules_with("plain"))[1]
    assert set(_holders(crowd, rule)) <= set(PEOPLE)
    assert len(crowd.answers("count(order)", AS_OF)) == len(PEOPLE) - 1


@pytest.mark.parametrize("value", [value for value in HOSTILE if "\x00" not in value])
def test_a_value_is_compared_as_it_is(shop: Shop, value: str) -> None:
    rows = pa.Table.from_pylist([{"_customer_id": 4, "age": 1, "city": value}])
    shop.engine.load(Table("people", "traits"), rows, step="test")
    rule = tree.Compare("=", tree.Name("city"), tree.Literal(value))
    written = format_rule(rule)
    assert parse_rule(written) == rule
    assert shop.holders(written) == (["1", "4"] if value == "上海" else ["4"])
    assert "4" not in shop.holders(f"not ({written})")


@pytest.mark.parametrize(
    "name", ['a"; DROP TABLE people.customers; --', "a'b", "a b", "select", '年龄 "x"', "$1", "a;b", "/*"]
)
def test_a_name_is_only_ever_a_name(shop: Shop, name: str) -> None:
    shop.engine.define(Table("people", "traits"), {name: "VARCHAR"}, step="test")
    shop.engine.load(
        Table("people", "traits"), pa.Table.from_pylist([{"_customer_id": 4, name: "v"}]), step="test"
    )
    fields = {field.name: field for field in VOCABULARY.fields.values()} | {name: Field(name, Type.TEXT)}
    shop.vocabulary = Vocabulary(
        VOCABULARY.events,
        Names(fields),
        VOCABULARY.segments,
        VOCABULARY.lists,
        VOCABULARY.purposes,
        VOCABULARY.calendar,
    )
    rule = format_rule(tree.Compare("=", tree.Name(name), tree.Literal("v")))
    assert shop.holders(rule) == ["4"]
    assert shop.holders(f"not ({rule})") == ["1", "2", "3"]
