"""Everything that goes wrong: what it says, in which language, in which shape, with which exit code."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tagma.workspace import open_workspace
from tests.cli.conftest import Run, run_in

WRONG = [
    (("count", "count(ordr) > 2"), 2, "rule", "there is no event “ordr”"),
    (("count", "count(order"), 2, "rule", ""),
    (("count", "1 +"), 2, "rule", ""),
    (("count", ""), 2, "rule", ""),
    (("count", "sum(order.amount)"), 2, "rule", ""),
    (("count", "city > 3"), 2, "rule", ""),
    (("words", "count(order in last 0 days) > 1"), 2, "rule", ""),
    (("count", "active", "--as-of", "yesterday"), 3, "instant", "“yesterday” is no date or time"),
    (
        ("customers", "regulars", "--columns", "citty"),
        5,
        "not-found",
        "there is no trait, tag or segment “citty”",
    ),
    (("customers", "regulars", "-o", "/tmp/out.doc"), 3, "workspace", "cannot write “.doc” files"),
    (("customers", "regulars", "-o", "/nowhere/out.csv"), 3, "workspace", "cannot write /nowhere/out.csv"),
    (("profile", "99"), 5, "not-found", "there is no customer “99”"),
    (("explain", "99", "active"), 5, "not-found", "there is no customer “99”"),
    (("explain", "1", "activ"), 2, "rule", ""),
    (("sql", "nonsense here"), 2, "rule", ""),
    (("runs", "nope"), 5, "not-found", "there is no run “nope”"),
    (("refresh", "--resume", "nope"), 5, "not-found", "there is no run “nope”"),
    (("refresh", "--demand", "wisch"), 5, "not-found", "there is no tag or segment “wisch”"),
    (("changes", "--name", "activ"), 5, "not-found", "there is no tag or segment “activ”"),
    (("history", "activ"), 5, "not-found", "no definition “activ” was ever applied"),
    (("history", "active", "--diff", "1", "7"), 5, "not-found", "tag “active” has no version 7"),
    (("lineage", "activ"), 5, "not-found", "nothing is named “activ”"),
    (("mece", "active"), 5, "not-found", "there is no tag with cases named “active”"),
    (("schema", "tags"), 5, "not-found", "there is no kind of definition “tags”"),
    (("reference", "cuont"), 5, "not-found", "rules have no “cuont”"),
    (("count",), 2, "usage", "RULE is missing"),
    (("frobnicate",), 2, "usage", "there is no command “frobnicate”"),
    (("count", "active", "--lang", "fr"), 2, "usage", "--lang is one of: en, zh"),
    (("count", "active", "--limit"), 2, "usage", "there is no option “--limit”"),
    (("runs", "--limit", "x"), 2, "usage", "--limit must be a whole number"),
    (("lineage", "a", "b", "c"), 2, "usage", "give a name, or a kind and a name"),
]


@pytest.mark.parametrize(
    ("words", "code", "name", "message"), WRONG, ids=[" ".join(case[0]) for case in WRONG]
)
def test_every_mistake_has_its_code_and_one_shape(
    run: Run, words: tuple[str, ...], code: int, name: str, message: str
) -> None:
    said = run(*words, "--json")
    assert (said.code, said.out) == (code, "")
    assert said.error["code"] == name
    assert message in said.error["message"]


def test_a_lone_name_is_looked_for_among_segments_too(run: Run) -> None:
    for words in (("count", "regular"), ("explain", "1", "regular"), ("words", "regular")):
        error = run(*words, "--json").error
        assert (error["message"], error["nearest"]) == (
            "there is no trait, tag or segment “regular”",
            ["regulars"],
        )


@pytest.mark.parametrize("index", [0, 7, 8, 26])
def test_text_says_the_same(run: Run, index: int) -> None:
    words, code, _, message = WRONG[index]
    said = run(*words)
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith(f"✗ {message}")
    assert "Traceback" not in said.err


def test_a_mistake_says_where_what_is_near_and_what_to_do(run: Run) -> None:
    assert run("count", "count(ordr) > 2").err.splitlines() == [
        "✗ there is no event “ordr”",
        "  at: line 1, column 7",
        "  did you mean: order",
        "  → the events are: order, page_view",
    ]


def test_a_mistake_in_chinese(run: Run) -> None:
    lines = run("count", "count(ordr) > 2", "--lang", "zh").err.splitlines()
    assert lines[1:3] == ["  位置：第 1 行第 7 列", "  是否指：order"]
    assert "ordr" in lines[0]


def test_all_mistakes_of_the_definitions_are_told(work: Run, own: Path) -> None:
    broken = own / "tags" / "broken.yaml"
    broken.write_text(
        "kind: tag\nname: bad\nwhen: count(ordr) > 1\n---\nkind: tag\nname: worse\nwhn: 1 = 1\n",
        encoding="utf-8",
    )
    for verb in ("plan", "apply"):
        said = work(verb)
        assert said.code == 2
        assert "2 mistakes in the definitions" in said.err
        assert "tags/broken.yaml:3:" in said.err
        assert "did you mean: order" in said.err
        assert "tags/broken.yaml:" in said.err.split("ordr")[-1]
        assert said.out == ""
    as_json = work("apply", "--json")
    assert (as_json.code, len(as_json.error["errors"]), as_json.out) == (2, 2, "")
    planned = work("plan", "--json")
    assert (planned.code, len(planned.data["errors"])) == (2, 2)
    assert work("count", "active", "--json").data["count"] == 1  # what was applied still serves


def test_broken_yaml_and_a_circle(work: Run, own: Path) -> None:
    path = own / "tags" / "broken.yaml"
    path.write_text("kind: tag\nname: [\n", encoding="utf-8")
    assert "tags/broken.yaml:" in work("plan").err
    path.write_text("kind: tag\nname: a\nwhen: b\n---\nkind: tag\nname: b\nwhen: a\n", encoding="utf-8")
    assert work("apply").code == 2
    path.write_text("kind: tag\nname: ACTIVE\nwhen: viewer\n", encoding="utf-8")
    assert work("apply").code == 2


def test_a_missing_file_of_a_source(work: Run, own: Path) -> None:
    (own / "data" / "views.csv").unlink()
    said = work("refresh")
    assert said.code == 3
    assert "data/views.csv" in said.err


def test_settings_that_are_wrong(own: Path) -> None:
    (own / "tagma.yaml").write_text("time_zone: Mars\n", encoding="utf-8")
    said = run_in(own, "count", "active", "--json")
    assert (said.code, said.error["code"]) == (3, "workspace")


def test_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_in(tmp_path, "count", "active").code == 3
    monkeypatch.chdir(tmp_path)
    said = run_in(None, "count", "active")
    assert said.code == 3
    assert "tagma init DIR" in said.err


def test_nothing_loaded_yet(fresh: Path) -> None:
    said = run_in(fresh, "count", "active")
    assert said.code == 5
    assert "tagma refresh" in said.err


def test_the_owner_of_the_workspace_is_named(own: Path) -> None:
    with open_workspace(own, purpose="a long lunch"):
        said = run_in(own, "count", "active", "--json")
        assert (said.code, said.error["code"]) == (4, "busy")
        assert "a long lunch" in said.error["message"]
        doctor = run_in(own, "doctor")
        assert (doctor.code, "a long lunch" in doctor.out) == (0, True)


def _raise(error: BaseException) -> Any:
    def fail(*_: Any, **__: Any) -> NoReturn:
        raise error

    return fail


def test_a_bug_is_said_to_be_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tagma.flows.count.count_customers", _raise(ZeroDivisionError("secret 4711")))
    said = run("count", "active")
    assert said.code == 70
    assert "a mistake in Tagma itself (ZeroDivisionError)" in said.err
    assert "4711" not in said.err
    assert "Traceback" in run("count", "active", TAGMA_TRACEBACK="1").err
    assert run("count", "active", "--json", "--lang", "zh").error["code"] == "internal"


def test_ctrl_c_is_130(work: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tagma.flows.daily.import_lists", _raise(KeyboardInterrupt()))
    said = work("refresh")
    assert (said.code, said.err.splitlines()[0]) == (130, "✗ stopped")
    assert "→ to go on from there: tagma refresh --resume " in said.err
    assert json.loads(work("runs", "--json").out)[0]["error"]["code"] == "interrupted"


def test_ctrl_c_in_a_process_leaves_what_was_published(own: Path) -> None:
    command = [str(Path(sys.executable).parent / "tagma"), "-w", str(own), "refresh", "--force"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    lock = own / ".tagma" / "owner.lock"
    deadline = time.monotonic() + 20
    while not lock.read_text("utf-8") and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert run_in(own, "count", "active", "--json").data["count"] == 1
