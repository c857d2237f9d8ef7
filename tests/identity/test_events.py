"""Rows of sources in event tables: ids, duplicates, quarantine, replacement, order."""

from __future__ import annotations

import json
import random
from datetime import datetime

import pyarrow as pa
import pytest

from tagma.clock import Calendar
from tagma.engine.duckdb import DuckDBEngine
from tagma.errors import SourceError
from tagma.rules.vocabulary import Type
from tests.identity.conftest import NOW, Load, Look, days

EVENTS = 'SELECT * FROM events."order" ORDER BY _ts, _message_id'


def test_a_row_becomes_an_event_of_a_customer(load: Load, look: Look) -> None:
    report = load(
        {"user_id": ["b", "a"], "ts": days(2, 1), "message_id": ["m2", "m1"], "amount": [2.5, 1.25]}
    )
    assert (report.read, report.loaded, report.duplicates, report.new_customers) == (2, 2, 0, 2)
    first = look(EVENTS)[0]
    assert first | {"amount": float(first["amount"])} == {
        "_customer_id": 1,
        "_identity_id": 1,
        "_ts": datetime(2024, 1, 1),
        "_message_id": "m1",
        "_received_at": NOW,
        "_source": "shop",
        "_extra": None,
        "amount": 1.25,
    }
    assert look("SELECT * FROM people.customers ORDER BY _customer_id") == [
        {"_customer_id": 1, "customer": "a", "_first_at": datetime(2024, 1, 1)},
        {"_customer_id": 2, "customer": "b", "_first_at": datetime(2024, 1, 2)},
    ]


def test_user_ids_are_normal_text(load: Load, look: Look) -> None:
    load({"user_id": [" Ａ1 ", "A1", "王　"], "ts": days(1, 2, 3)})
    assert [row["customer"] for row in look("SELECT customer FROM people.customers ORDER BY 1")] == [
        "A1",
        "王",
    ]
    load({"user_id": [7.0, 8.5, None], "ts": days(1, 2, 3)}, source="crm")
    assert [row["customer"] for row in look("SELECT customer FROM people.customers ORDER BY 1")] == [
        "7", "8.5", "A1", "王",
    ]  # fmt: skip


def test_times_are_read_in_the_zone_of_the_source(load: Load, look: Look) -> None:
    load(
        {"user_id": ["a"] * 3, "ts": ["2024-01-01 08:00", "2024-01-01T08:00Z", "2024-01-02"], "n": [1, 2, 3]},
        zone=Calendar("Asia/Shanghai"),
    )
    assert [(row["_ts"], row["n"]) for row in look(EVENTS)] == [
        (datetime(2024, 1, 1), 1),
        (datetime(2024, 1, 1, 8), 2),
        (datetime(2024, 1, 1, 16), 3),
    ]


def test_duplicate_message_ids_keep_the_first(load: Load, look: Look) -> None:
    report = load({"user_id": ["a", "b", "c"], "ts": days(3, 2, 1), "message_id": [7, 7, 8], "n": [1, 2, 3]})
    assert (report.loaded, report.duplicates) == (2, 1)
    assert [(row["_message_id"], row["n"]) for row in look(EVENTS)] == [("8", 3), ("7", 1)]


def test_rows_without_message_id_get_one_from_their_content(load: Load, look: Look) -> None:
    columns = {"user_id": ["a", "a", "b"], "ts": days(1, 1, 1), "n": [1, 1, 1], "t": ["", None, ""]}
    same = {name: [values[0], values[0], values[2]] for name, values in columns.items()}
    load(columns)
    first = [row["_message_id"] for row in look(EVENTS)]
    assert len(set(first)) == 3
    assert all(name.endswith("-1") for name in first)
    report = load(same)
    assert report.duplicates == 0
    second = [row["_message_id"] for row in look(EVENTS)]
    assert sorted(name[-2:] for name in second) == ["-1", "-1", "-2"]
    assert len(set(first) & set(second)) == 2


def test_some_rows_may_lack_the_message_id(load: Load, look: Look) -> None:
    report = load({"user_id": ["a"] * 4, "ts": days(1, 2, 3, 3), "message_id": ["m", "m", None, None]})
    assert (report.loaded, report.duplicates) == (3, 1)
    assert sum(len(row["_message_id"]) == 34 for row in look(EVENTS)) == 2


def test_rows_without_id_or_time_are_refused_and_told(load: Load, look: Look) -> None:
    report = load(
        {"user_id": ["a", " ", "c", "d"], "ts": ["2024-01-01", "x", None, "soon"], "n": [1, 2, 3, 4]}
    )
    assert report.loaded == 1
    assert report.quarantined == {"user_id: missing": 1, "ts: missing": 1, "ts: not a time": 1}
    rows = look(
        "SELECT _source, event, reason, field, row, loaded_at FROM collect.quarantine ORDER BY reason, field"
    )
    assert [(row["reason"], row["field"]) for row in rows] == [
        ("missing", "ts"), ("missing", "user_id"), ("not a time", "ts"),
    ]  # fmt: skip
    assert json.loads(rows[2]["row"]) == {"user_id": "d", "ts": "soon", "n": 4}
    assert rows[0]["loaded_at"] == NOW
    assert report.to_dict("zh")["outputs"][0]["quarantined"][0]["message"] == "user_id 缺失：这些行未载入"


def test_values_that_disagree_with_the_type_are_left_out(load: Load, look: Look) -> None:
    report = load(
        {"user_id": ["a", "b"], "ts": days(1, 2), "amount": ["1.5", "free"]}, types={"amount": Type.DECIMAL}
    )
    assert report.loaded == 2
    assert report.quarantined == {"amount: not decimal": 1}
    assert [row["amount"] and float(row["amount"]) for row in look(EVENTS)] == [1.5, None]
    assert json.loads(look("SELECT row FROM collect.quarantine")[0]["row"])["amount"] == "free"


def test_required_properties(load: Load, look: Look) -> None:
    report = load(
        {"user_id": ["a", "b", "c"], "ts": days(1, 2, 3), "n": ["1", None, "x"]},
        types={"n": Type.INTEGER},
        required=["n"],
    )
    assert report.loaded == 1
    assert report.quarantined == {"n: missing": 2}


def test_no_readable_time_at_all_is_a_mistake_of_the_select(load: Load, look: Look) -> None:
    load({"user_id": ["a"], "ts": days(1)})
    with pytest.raises(SourceError, match="no value of the column “ts” is a time"):
        load({"user_id": ["a"], "ts": ["01.02.2024"]})
    assert len(look(EVENTS)) == 1


def test_loading_again_replaces_and_changes_nothing(load: Load, look: Look) -> None:
    columns = {"user_id": ["a", "b", "b"], "ts": days(1, 2, 2), "n": [1, 2, 2]}
    first, before = load(columns), look(EVENTS)
    second = load(columns)
    assert look(EVENTS) == before
    assert (first.new_customers, second.new_customers) == (2, 0)
    assert len(look("SELECT * FROM people.identities")) == 2


def test_a_customer_of_whom_nothing_is_left_keeps_the_identity(load: Load, look: Look) -> None:
    load({"user_id": ["a", "b"], "ts": days(1, 2)})
    load({"user_id": ["b"], "ts": days(2)})
    assert [row["customer"] for row in look("SELECT customer FROM people.customers")] == ["b"]
    report = load({"user_id": ["c", "a"], "ts": days(1, 2)})
    assert report.new_customers == 2
    assert {row["value"]: row["_customer_id"] for row in look("SELECT * FROM people.identities")} == {
        "a": 1, "b": 2, "c": 3,
    }  # fmt: skip


def test_two_sources_share_an_event(load: Load, look: Look) -> None:
    load({"user_id": ["a"], "ts": days(2), "Amount": [1.5], "n": [1]}, source="one")
    load({"user_id": ["a"], "ts": days(3), "amount": ["2"], "x": [True]}, source="two")
    assert [(row["_source"], float(row["Amount"]), row["n"], row["x"]) for row in look(EVENTS)] == [
        ("one", 1.5, 1, None), ("two", 2.0, None, True),
    ]  # fmt: skip
    load({"user_id": ["b"], "ts": days(1), "amount": ["no"]}, source="two")
    assert look(EVENTS)[0]["Amount"] is None
    assert look("SELECT reason FROM collect.quarantine") == [{"reason": "not decimal"}]


def test_a_declared_type_retypes_rows_of_other_sources(load: Load, look: Look, engine: DuckDBEngine) -> None:
    load({"user_id": ["a"], "ts": days(1), "n": [1]}, source="one")
    load({"user_id": ["a"], "ts": days(2), "n": ["x"]}, source="two", types={"n": Type.TEXT})
    assert [row["n"] for row in look(EVENTS)] == ["1", "x"]
    assert engine.tables("events")["order"]["n"] == "VARCHAR"


def test_declared_columns_are_there_without_values(load: Load, engine: DuckDBEngine) -> None:
    load({"user_id": ["a"], "ts": days(1)}, types={"coupon": Type.BOOL})
    assert engine.tables("events")["order"]["coupon"] == "BOOLEAN"


def test_an_event_no_longer_given_disappears(load: Load, engine: DuckDBEngine) -> None:
    load({"user_id": ["a"], "ts": days(1)}, event="order")
    load({"user_id": ["a"], "ts": days(1)}, event="visit")
    assert list(engine.tables("events")) == ["visit"]


@pytest.mark.parametrize("seed", range(5))
def test_the_table_is_in_order_of_time(load: Load, engine: DuckDBEngine, look: Look, seed: int) -> None:
    chance = random.Random(seed)
    for source in ("one", "two", "one", "three"):
        moments = [datetime(2024, chance.randint(1, 12), chance.randint(1, 28)) for _ in range(20)]
        load({"user_id": ["a"] * 20, "ts": moments}, source=source)
        stored = [row["_ts"] for row in look('SELECT _ts FROM events."order"')]
        assert stored == sorted(stored)
    assert len(look(EVENTS)) == 60


def test_properties_beyond_the_bound_go_to_extra(load: Load, look: Look, engine: DuckDBEngine) -> None:
    columns = {f"p{number}": [number] for number in range(203)}
    report = load({"user_id": ["a"], "ts": days(1), **columns}, types={"p202": Type.INTEGER})
    assert report.outputs[0].extra == ("p199", "p200", "p201")
    assert len(engine.tables("events")["order"]) == 7 + 200
    row = look(EVENTS)[0]
    assert json.loads(row["_extra"]) == {"p199": 199, "p200": 200, "p201": 201}
    assert row["p202"] == 202


def test_batches_are_one_load(load: Load, engine: DuckDBEngine, look: Look) -> None:
    from tagma.identity import load_events

    table = pa.table({"user_id": ["a", "b", "a", "b"], "ts": days(1, 2, 1, 2), "n": [1, 1, 1, 1]})
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=1))
    report = load_events(engine, "shop", "order", reader, received_at=NOW)
    assert report.loaded == 4
    assert sorted(row["_message_id"][-2:] for row in look(EVENTS)) == ["-1", "-1", "-2", "-2"]


def test_a_failing_stream_changes_nothing(load: Load, engine: DuckDBEngine, look: Look) -> None:
    from tagma.errors import Text
    from tagma.identity import load_events

    load({"user_id": ["a"], "ts": days(1)})
    table = pa.table({"user_id": ["b"], "ts": days(1)})

    def broken():  # type: ignore[no-untyped-def]
        yield from table.to_batches()
        raise SourceError(Text("the file ends here", "文件到此为止"))

    with pytest.raises(SourceError, match="the file ends here"):
        load_events(
            engine,
            "shop",
            "order",
            pa.RecordBatchReader.from_batches(table.schema, broken()),
            received_at=NOW,
        )
    assert [row["customer"] for row in look("SELECT customer FROM people.customers")] == ["a"]
    assert engine.tables("temp") == {}


def test_two_spellings_of_an_event_are_one(load: Load, look: Look, engine: DuckDBEngine) -> None:
    load({"user_id": ["a"], "ts": days(1)}, source="one", event="order")
    load({"user_id": ["b"], "ts": days(2)}, source="two", event="ＯRDER")
    assert list(engine.tables("events")) == ["order"]
    assert [row["_source"] for row in look(EVENTS)] == ["one", "two"]


def test_an_output_without_rows(load: Load, look: Look, engine: DuckDBEngine) -> None:
    nothing = pa.array([], pa.string())
    report = load({"user_id": nothing, "ts": nothing, "amount": nothing})
    assert (report.read, report.loaded, report.new_customers) == (0, 0, 0)
    assert look(EVENTS) == []
