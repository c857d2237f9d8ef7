"""Commands beside a running server: the same answers, carried out there."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.conftest import ENVIRONMENT, Said, run_in
from tests.cli.serving import Serving, serving

COMMANDS = [
    ("count", "active"), ("count", "active", "--json"), ("count", "active", "--lang", "zh"), ("count", "actve"),
    ("count", "actve", "--json", "--lang", "zh"), ("count",), ("count", "active", "--nope"), ("tags", "--as-of"),
    ("customers", "count(order) > 0", "--columns", "city,spend", "--json"), ("customers", "city = '上海'"),
    ("tags",), ("tags", "--lang", "zh"), ("segments", "--json"), ("events",), ("traits", "--lang", "zh"), ("sources",),
    ("profile", "1"), ("profile", "1", "--json"), ("profile", "nobody"), ("explain", "1", "active", "--lang", "zh"),
    ("explain", "2", "phase", "--json"), ("sql", "active"), ("words", "regulars", "--lang", "zh"), ("plan",),
    ("history", "active"), ("lineage", "active"), ("mece", "phase"), ("runs",), ("changes", "--limit", "3"),
]  # fmt: skip


@pytest.fixture(scope="module")
def served(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = Path(shutil.copytree(shop, tmp_path_factory.mktemp("beside") / "shop"))
    with serving(folder) as started:
        yield started
        assert started.end() == 0


def tidy(said: Said) -> tuple[int, str, str]:
    """Without what differs from run to run."""
    return said.code, *(re.sub(r'\d+(\.\d+)? ms|"ms": [\d.]+', "… ms", text) for text in (said.out, said.err))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_same_answer(shop: Path, served: Serving, words: tuple[str, ...]) -> None:
    assert tidy(run_in(served.folder, *words)) == tidy(run_in(shop, *words))


def test_every_verb_knows_whether_it_is_carried() -> None:
    import typer

    from tagma.cli.forward import CARRIED
    from tagma.cli.main import app

    here = {
        "init",
        "demo",
        "serve",
        "doctor",
        "version",
        "schema",
        "reference",
        "user",
        "key",
        "write-key",
        "journal-key",
    }
    command: Any = typer.main.get_command(app)
    assert set(command.commands) == CARRIED | here, "a verb that opens the warehouse belongs into CARRIED"


def test_files_land_where_the_caller_is(served: Serving, tmp_path: Path) -> None:
    with chdir(tmp_path):
        said = run_in(served.folder, "customers", "active", "-o", "客户.csv")
    assert (said.code, "客户.csv" in said.out) == (0, True)
    assert (tmp_path / "客户.csv").read_text(encoding="utf-8-sig").splitlines()[1:] == ['"1"']


def test_the_workspace_is_found_from_below(served: Serving) -> None:
    with chdir(served.folder / "tags"):
        assert run_in(None, "count", "active", "--json").data["count"] == 1


def test_changing_and_refreshing(shop: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shop, tmp_path / "shop"))
    with serving(folder) as server:
        path = folder / "segments" / "segments.yaml"
        path.write_text(
            path.read_text("utf-8") + "---\nkind: segment\nname: 沪\nwhen: city = '上海'\n", "utf-8"
        )
        assert "沪" in run_in(folder, "plan").out
        applied = run_in(folder, "apply", "--reason", "more", "--refresh", "--json")
        assert (applied.code, applied.data["applied"]) == (0, 1)
        assert run_in(folder, "count", "沪", "--json").data["count"] == 2
        assert run_in(folder, "refresh", "--force").code == 0
        listed = run_in(folder, "runs", "--json").data
        assert [run["status"] for run in listed[:2]] == ["done", "done"]
        assert run_in(folder, "history", "沪", "--json").data[0]["author"]
        assert server.end() == 0
    assert run_in(folder, "count", "沪", "--json").data["count"] == 2


def ask(server: Serving, *words: str, **asked: Any) -> list[dict[str, Any]]:
    """What a command streams, as the server sends it."""
    body = {
        "words": [*words],
        "folder": "/",
        "variables": {"TERM": "xterm-256color", "LANG": "zh_CN.UTF-8"},
        **asked,
    }
    answer = httpx.post(
        f"{server.url}/api/v1/command",
        json=body,
        headers={"authorization": f"Bearer {server.key}"},
        timeout=60,
    )
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def test_a_terminal_gets_colours_its_width_and_progress(served: Serving) -> None:
    pieces = ask(served, "tags", out_terminal=True, width=60)
    text = "".join(piece.get("text", "") for piece in pieces)
    assert "\x1b[" in text
    assert "标签" in text
    assert max(len(re.sub(r"\x1b\[[\d;?]*\w", "", line)) for line in text.splitlines()) <= 60
    pieces = ask(served, "refresh", "--force", err_terminal=True)
    assert "\x1b[" in "".join(piece["text"] for piece in pieces if piece.get("stream") == "err")
    assert "\x1b[" not in "".join(piece["text"] for piece in pieces if piece.get("stream") == "out")
    assert pieces[-1] == {"exit": 0}


def test_only_the_key_of_the_start_may(served: Serving) -> None:
    with httpx.Client(base_url=served.url) as client:
        me = client.post("/api/v1/session", json={"token": served.token}).json()
        signed = {"origin": served.url, "x-csrf-token": me["csrf"]}
        answer = client.post("/api/v1/command", json={"words": ["tags"], "folder": "/"}, headers=signed)
    assert answer.status_code == 403


def test_ctrl_c_stops_the_work_in_the_server(shop: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shop, tmp_path / "shop"))
    with (folder / "data" / "orders.csv").open("a", encoding="utf-8") as file:
        for number in range(150_000):
            file.write(
                f"{number % 5000},n{number},2024-06-{1 + number % 28:02d} 10:00:00,{number % 90},app\n"
            )
    with serving(folder) as server:
        command = [sys.executable, "-m", "tagma", "-w", str(folder), "refresh"]
        environment = {**os.environ, **ENVIRONMENT}
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )
        until = time.monotonic() + 60
        while run_in(folder, "runs", "--json").data[0]["status"] != "running":
            assert time.monotonic() < until
            time.sleep(0.05)
        busy = run_in(folder, "refresh", "--json")
        assert (busy.code, busy.error["code"]) == (4, "busy")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 130
        assert "stopped" in err
        run = run_in(folder, "runs", "--json").data[0]
        assert run["status"] in ("failed", "cancelled")
        assert f"tagma refresh --resume {run['id']}" in err
        assert run_in(folder, "count", "active").code == 0, "the last portrait serves"
        assert run_in(folder, "refresh", "--resume", run["id"]).code == 0
        assert server.end() == 0


def test_a_server_that_ends_meanwhile_is_told(shop: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shop, tmp_path / "shop"))
    with (folder / "data" / "orders.csv").open("a", encoding="utf-8") as file:
        for number in range(150_000):
            file.write(
                f"{number % 5000},n{number},2024-06-{1 + number % 28:02d} 10:00:00,{number % 90},app\n"
            )
    with serving(folder) as server:
        command = [sys.executable, "-m", "tagma", "-w", str(folder), "refresh"]
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **ENVIRONMENT},
        )
        until = time.monotonic() + 60
        while run_in(folder, "runs", "--json").data[0]["status"] != "running":
            assert time.monotonic() < until
            time.sleep(0.05)
        server.process.kill()
        _, err = process.communicate(timeout=60)
    assert process.returncode == 4
    assert "ended before the command did" in err
    assert run_in(folder, "count", "active").code == 0
