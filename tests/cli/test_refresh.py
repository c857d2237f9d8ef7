"""``refresh runs changes``."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run, run_in

LATER = "5,o8,2024-07-01 10:00:00,700,app\n5,o9,2024-07-01 11:00:00,10,app\n"


def add_orders(folder: Path) -> None:
    with (folder / "data" / "orders.csv").open("a", encoding="utf-8") as file:
        file.write(LATER)


def test_refresh_tells_loads_and_steps(fresh: Path) -> None:
    run_in(fresh, "apply")
    said = run_in(fresh, "refresh")
    assert said.code == 0
    (orders,) = [line for line in said.out.splitlines() if " order " in line]
    assert orders.split() == ["shop", "order", "8", "7", "1", "1"]
    assert "! shop → order: amount is not decimal: the value was left out (1)" in said.out
    assert "evaluate tags and segments" in said.out
    assert "5 customers as of 2024-06-30 12:00" in said.out


def test_refresh_records_what_moved(work: Run, own: Path) -> None:
    add_orders(own)
    report = work("refresh", "--author", "ada", "--json").data
    assert report["status"] == "done"
    assert report["as_of"] == "2024-07-01T03:00:00Z"
    assert report["segment_changes"] == 1
    assert [step["name"] for step in report["steps"]][:2] == ["load sources", "import lists"]
    moved = work("changes", "--name", "ACTIVE", "--json").data
    assert [(each["customer"], each["old"], each["new"]) for each in moved] == [("5", "false", "true")]
    assert "regulars" in work("changes", "--customer", "5").out
    assert "entered" in work("changes", "--name", "regulars").out
    assert "进入" in work("changes", "--name", "regulars", "--lang", "zh").out
    assert work("changes", "--since", "2024-07-02", "--json").data == []
    assert len(work("changes", "--limit", "1", "--json").data) == 1


def test_what_did_not_change_is_not_loaded_again(work: Run) -> None:
    assert "nothing changed: shop" in work("refresh").out
    assert work("refresh", "--force", "--json").data["loads"][0]["read"] == 15


def test_refresh_on_demand(work: Run) -> None:
    assert work("refresh", "--demand", "Wish", "--json").data["status"] == "done"
    wrong = work("refresh", "--demand", "active", "--json")
    assert (wrong.code, wrong.error["next"]) == (5, "on demand are: wish")


def test_refresh_refuses_to_go_back(work: Run) -> None:
    said = work("refresh", "--as-of", "2024-06-01")
    assert said.code == 6
    assert "the published portrait is newer" in said.err
    assert "to go on from there: tagma refresh --resume" in said.err
    assert work("refresh", "--as-of", "2024-06-01", "--force").code == 0


def test_a_failed_run_is_resumed(work: Run, own: Path) -> None:
    orders = own / "data" / "orders.csv"
    text = orders.read_text("utf-8")
    orders.unlink()
    failed = work("refresh", "--json")
    assert (failed.code, failed.error["code"]) == (3, "source")
    run = work("runs", "--json").data[0]
    assert (run["status"], run["error"]["code"]) == ("failed", "source")
    assert f"tagma refresh --resume {run['id']}" in work("runs", run["id"]).out
    orders.write_text(text, encoding="utf-8")
    assert work("refresh", "--resume", run["id"], "--json").data["status"] == "done"
    assert work("refresh", "--resume", work("runs", "--json").data[0]["id"]).code == 6


def test_runs(run: Run) -> None:
    assert "refresh" in run("runs").out
    (only,) = run("runs", "--limit", "1", "--json").data
    said = run("runs", only["id"])
    assert "pack the ledger" in said.out
    assert run("runs", only["id"], "--json").data == only
    assert "打包客户账本" in run("runs", only["id"], "--lang", "zh").out


def test_nothing_yet(tmp_path: Path) -> None:
    run_in(None, "init", str(tmp_path / "empty"))
    assert "There was no run yet" in run_in(tmp_path / "empty", "runs").out
    assert "Nothing moved yet" in run_in(tmp_path / "empty", "changes").out
