"""Operations on profiles: the same profile in whatever order they arrive, and however often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tagma.clock import to_micros
from tagma.rules.vocabulary import Type
from tests.identity.collected.conftest import NOW, Pipe

START = datetime(2024, 5, 1)


def deed(kind: str, at: int, customer: str = "u", **properties: Any) -> dict[str, Any]:
    return {
        "type": f"profile_{kind}", "distinct_id": customer, "time": to_micros(START + timedelta(hours=at)) // 1000,
        "_track_id": at * 100 + len(kind), "properties": {"$is_login_id": True, **properties},
    }  # fmt: skip


def test_every_operation(pipe: Pipe) -> None:
    pipe.sensors(
        deed("set", 1, city="上海", level=1),
        deed("set_once", 2, city="北京", first="web"),
        deed("increment", 3, points=2, level=4),
        deed("increment", 4, points=0.5),
        deed("append", 5, likes=["a", "b"]),
        deed("append", 6, likes=["b", "it's", "c, d"]),
        deed("set", 7, gone="x", since="2024-01-01 00:00:00"),
        deed("unset", 8, gone=True),
    )
    assert pipe.load().quarantined == {}
    assert pipe.profile() == {
        "u": {
            "city": "上海", "first": "web", "level": Decimal(5), "points": Decimal("2.5"),
            "likes": ["a", "b", "it's", "c, d"], "since": datetime(2023, 12, 31, 16),
        }
    }  # fmt: skip
    early = pipe.profile(START + timedelta(hours=7, minutes=30))
    assert early["u"]["gone"] == "x", "what was cleared later was known before"


def test_delete_removes_all_traits_and_later_ones_count(pipe: Pipe) -> None:
    pipe.sensors(deed("set", 1, a=1, b=2), deed("delete", 2), deed("set", 3, b=3))
    pipe.load()
    assert pipe.profile() == {"u": {"b": Decimal(3)}}


def test_v12_an_increment_sent_five_times_counts_once(pipe: Pipe) -> None:
    for _ in range(5):
        pipe.sensors(deed("increment", 1, points=3))
        pipe.load()
    assert pipe.profile() == {"u": {"points": Decimal(3)}}


def test_v14_two_users_of_one_device_are_two_customers(pipe: Pipe) -> None:
    for user in ("a", "b"):
        pipe.segment(
            {
                "type": "identify",
                "userId": user,
                "anonymousId": "tablet",
                "messageId": user,
                "traits": {"name": user},
            }
        )
    pipe.load()
    assert pipe.profile() == {"a": {"name": "a"}, "b": {"name": "b"}}


def test_a_value_that_does_not_fit_is_left_out(pipe: Pipe) -> None:
    pipe.traits = {"age": Type.INTEGER}
    pipe.sensors(deed("set", 1, age=30, name="x"))
    pipe.load()
    pipe.sensors(
        deed("set", 2, Age="thirty"),
        deed("increment", 3, name=1),
        deed("append", 4, name=["y"]),
        deed("set", 5, _x=1),
    )
    report = pipe.load()
    assert dict(report.quarantined) == {"not integer": 1, "not text": 2, "name_not_possible": 1}
    assert pipe.profile() == {"u": {"age": 30, "name": "x"}}


def test_segment_null_clears_and_objects_replace(pipe: Pipe) -> None:
    pipe.segment(
        {
            "type": "identify",
            "userId": "u",
            "messageId": "1",
            "timestamp": "2024-05-01T00:00:00Z",
            "traits": {"plan": "pro", "address": {"city": "x"}},
        }
    )
    pipe.segment(
        {
            "type": "identify",
            "userId": "u",
            "messageId": "2",
            "timestamp": "2024-05-02T00:00:00Z",
            "traits": {"plan": None, "address": {"zip": 1}},
        }
    )
    pipe.load()
    assert pipe.profile() == {"u": {"address": '{"zip": 1}'}}


ACTIONS = st.one_of(
    st.tuples(st.just("set"), st.sampled_from(["a", "b"]), st.integers(0, 9)),
    st.tuples(st.just("set_once"), st.sampled_from(["a", "b"]), st.integers(0, 9)),
    st.tuples(st.just("increment"), st.sampled_from(["a", "b"]), st.integers(-5, 5)),
    st.tuples(st.just("append"), st.just("l"), st.lists(st.sampled_from("xyz"), max_size=3)),
    st.tuples(st.just("unset"), st.sampled_from(["a", "b", "l"]), st.just(True)),
    st.tuples(st.just("delete"), st.just("a"), st.just(True)),
)


def model(actions: list[tuple[str, str, Any]]) -> dict[str, Any]:
    """What a person would expect, in twenty lines."""
    known: dict[str, Any] = {}
    for action, trait, value in actions:
        match action:
            case "set":
                known[trait] = Decimal(value)
            case "set_once":
                known.setdefault(trait, Decimal(value))
            case "increment":
                known[trait] = known.get(trait, Decimal(0)) + value
            case "append":
                for each in value:
                    if each not in known.setdefault(trait, []):
                        known[trait].append(each)
            case "unset":
                known.pop(trait, None)
            case "delete":
                known.clear()
    return known


@given(st.lists(ACTIONS, max_size=10), st.randoms(), st.integers(1, 4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_v15_any_order_and_any_repetition_give_the_same_profile(
    make_pipe: Callable[[], Pipe], actions: list[tuple[str, str, Any]], dice: Any, loads: int
) -> None:
    sent = [deed(action, at, **{trait: value}) for at, (action, trait, value) in enumerate(actions)]
    shuffled = [*sent, *dice.sample(sent, len(sent) // 2)]
    dice.shuffle(shuffled)
    pipe = make_pipe()
    pipe.traits = {"a": Type.DECIMAL, "b": Type.DECIMAL, "l": Type.LIST}
    for start in range(0, max(len(shuffled), 1), loads):
        pipe.sensors(*shuffled[start : start + loads])
        pipe.load()
    expected = model(actions)
    assert pipe.profile(NOW).get("u", {}) == {name: value for name, value in expected.items() if value != []}
