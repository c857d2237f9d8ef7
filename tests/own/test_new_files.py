"""A source grows by files: only new files are read, with the result that a load of all files gives."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tagma.collect.sources.increments import find_source_files
from tests.cli.conftest import run_in
from tests.collect.conftest import define

WITH_IDS = "select customer as user_id, paid_at as ts, no as message_id, amount, note from raw where amount is not null"
WITHOUT_IDS = "select customer as user_id, paid_at as ts, amount, note from raw"
HEAD = "no,customer,paid_at,amount,note"

rows = st.lists(
    st.tuples(
        st.integers(1, 12), st.sampled_from(["a", "b", "c", ""]), st.sampled_from(["2024-01-02", "2024-03-04", "2023-05-06", "soon"]),
        st.sampled_from(["1", "2.5", "3", ""]), st.sampled_from(["x", "y", "7"]),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


def write_shop(folder: Path, sql: str) -> Path:
    (folder / "data").mkdir(parents=True)
    (folder / "sources").mkdir()
    (folder / "tagma.yaml").write_text("name: shop\nclock: data\n", encoding="utf-8")
    (folder / "sources" / "shop.yaml").write_text(
        f"kind: source\nname: shop\nread: data/orders-*.csv\nevents:\n  order: {sql}\n"
        "---\nkind: event\nname: order\nproperties: {note: text}\n",
        encoding="utf-8",
    )
    return folder


def write_file(folder: Path, number: int, lines: list[tuple[Any, ...]]) -> None:
    text = "\n".join([HEAD, *(",".join(str(cell) for cell in line) for line in lines)])
    (folder / "data" / f"orders-{number}.csv").write_text(text + "\n", encoding="utf-8")


def _plain(row: dict[str, Any]) -> str:
    """A refused row whose values may be written as 1 or 1.0, in any order."""
    said = json.loads(row["row"])
    values = {name: float(value) if isinstance(value, int) else value for name, value in said.items()}
    return f"{row['field']} {row['reason']} {sorted(values.items())}"


def load(folder: Path, *, force: bool = False) -> dict[str, Any]:
    from tagma.flows.apply import apply_definitions
    from tagma.flows.definitions import load_applied
    from tagma.flows.load import load_sources
    from tagma.workspace import open_workspace

    with open_workspace(folder) as ws:
        apply_definitions(ws, "me", "test")
        (report,) = load_sources(ws, load_applied(ws).definitions, force=force)
        found = report.to_dict()
        engine = ws.engine
        from tagma.engine.dialect import query

        events = engine.query(
            query(
                'SELECT c."customer", e.* FROM "events"."order" AS e JOIN "people"."customers" AS c ON c."_customer_id" = e."_customer_id"'
            ),
            step="test",
        ).to_pylist()
        kept = [
            name
            for name in (events[0] if events else {})
            if name not in ("_customer_id", "_identity_id", "_received_at")
        ]
        found["events"] = sorted(tuple(str(row[name]) for name in sorted(kept)) for row in events)
        found["columns"] = engine.tables("events")["order"]
        refused = engine.query(
            query('SELECT "row", "reason", "field" FROM "collect"."quarantine"'), step="test"
        ).to_pylist()
        found["refused"] = sorted(_plain(row) for row in refused)
        found["people"] = sorted(
            engine.query(query('SELECT "customer" FROM "people"."customers"'), step="test")
            .column(0)
            .to_pylist()
        )
        return found


@pytest.mark.parametrize("sql", [WITH_IDS, WITHOUT_IDS])
@settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(files=st.lists(rows, min_size=2, max_size=4))
def test_file_by_file_equals_all_at_once(sql: str, files: list[list[tuple[Any, ...]]]) -> None:
    good = (1, "a", "2024-01-02", "1.5", "x")  # a file none of whose times can be read is an error of its own
    with TemporaryDirectory() as above:
        growing = write_shop(Path(above) / "growing", sql)
        whole = write_shop(Path(above) / "whole", sql)
        for number, lines in enumerate(files):
            write_file(growing, number, [(number + 20, *good[1:]), *lines])
            write_file(whole, number, [(number + 20, *good[1:]), *lines])
            found = load(growing)
        expected = load(whole)
        for part in ("events", "columns", "refused", "people"):
            assert found[part] == expected[part]


def test_only_the_new_file_is_read(tmp_path: Path) -> None:
    folder = write_shop(tmp_path / "shop", WITH_IDS)
    write_file(folder, 1, [(1, "a", "2024-01-02", "1.5", "x"), (2, "b", "2024-01-02", "2", "x")])
    first = load(folder)
    assert (first["files"], first["unchanged_files"], first["read"]) == (["data/orders-1.csv"], 0, 2)
    write_file(folder, 2, [(2, "b", "2024-01-02", "2", "x"), (3, "c", "2024-01-01", "2.5", "x")])
    second = load(folder)
    assert (second["files"], second["unchanged_files"], second["read"]) == (["data/orders-2.csv"], 1, 2)
    assert (second["loaded"], second["duplicates"], second["skipped"]) == (1, 1, False)
    assert load(folder)["skipped"]


def test_a_changed_or_removed_file_loads_all(tmp_path: Path) -> None:
    folder = write_shop(tmp_path / "shop", WITH_IDS)
    for number in (1, 2):
        write_file(folder, number, [(number, "a", "2024-01-02", "1.5", "x")])
    load(folder)
    write_file(folder, 1, [(9, "a", "2024-01-02", "1.5", "x")])
    assert load(folder)["read"] == 2
    (folder / "data" / "orders-1.csv").unlink()
    after = load(folder)
    assert (after["read"], len(after["events"])) == (1, 1)
    write_file(folder, 0, [(0, "z", "2024-01-02", "1.5", "x")])
    assert load(folder)["read"] == 2


def test_a_new_file_with_other_types_loads_all(tmp_path: Path) -> None:
    folder = write_shop(tmp_path / "shop", WITH_IDS)
    write_file(folder, 1, [(1, "a", "2024-01-02", "1.5", "x")])
    load(folder)
    write_file(folder, 2, [(2, "a", "2024-01-02", "much", "x")])
    after = load(folder)
    assert (after["read"], after["columns"]["amount"]) == (2, "VARCHAR")


def test_a_broken_new_file_leaves_what_was_loaded(tmp_path: Path) -> None:
    folder = write_shop(tmp_path / "shop", WITH_IDS)
    write_file(folder, 1, [(1, "a", "2024-01-02", "1.5", "x")])
    assert run_in(folder, "apply", "--refresh").code == 0
    write_file(folder, 2, [(2, "a")])
    said = run_in(folder, "refresh", "--json")
    assert (said.code, said.error["where"]["line"]) == (3, 2)
    assert run_in(folder, "count", "count(order) = 1", "--json").data["count"] == 1


@pytest.mark.parametrize(
    ("sql", "holds"),
    [
        (WITH_IDS, True),
        (
            "select customer as user_id, min(paid_at) as ts, no as message_id from raw group by customer, no",
            False,
        ),
        ("select distinct customer as user_id, paid_at as ts from raw", False),
        ("select customer as user_id, paid_at as ts, row_number() over () as n from raw", False),
        ("select customer as user_id, paid_at as ts from raw order by amount limit 3", False),
        (
            "select customer as user_id, paid_at as ts from raw where amount > (select avg(amount) from raw)",
            False,
        ),
        ("select a.customer as user_id, a.paid_at as ts from raw as a join raw as b using (no)", False),
        (
            "select customer as user_id, paid_at as ts from raw union all select customer, paid_at from raw",
            False,
        ),
    ],
)
def test_only_selects_of_one_row_at_a_time_grow(tmp_path: Path, sql: str, holds: bool) -> None:
    (tmp_path / "a.csv").write_text(f"{HEAD}\n1,a,2024-01-02,1,x\n", encoding="utf-8")
    definition = define(read="a.csv", events={"order": sql})
    assert (find_source_files(definition, tmp_path, "") is not None) == holds
