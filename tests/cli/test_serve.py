"""``serve``: a real process, from its first word to its end."""

from __future__ import annotations

import signal
import socket
import stat
import time
from pathlib import Path

import httpx
import pytest

from tagma.flows.access.users import add_user
from tagma.flows.beside import find_server
from tagma.server.access.entry import Entry, make_entry
from tagma.server.serving import ExposedError, check_exposure
from tagma.workspace import open_workspace
from tests.cli.conftest import run_in
from tests.cli.serving import serving


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_from_the_first_word_to_the_end(own: Path, number: int) -> None:
    with serving(own) as server, httpx.Client(base_url=server.url) as client:
        assert client.get("/api/v1/health").json() == {"status": "ok"}
        assert client.get("/api/v1/tags").status_code == 401
        me = client.post("/api/v1/session", json={"token": server.token}).json()
        assert (me["role"], me["local"]) == ("administrator", True)
        assert client.get("/api/v1/session").json() == me
        assert "server" not in client.get("/api/v1/health").headers
        announced = own / ".tagma" / "server.json"
        assert stat.S_IMODE(announced.stat().st_mode) == 0o600
        begun = time.monotonic()
        assert server.end(number) == 0
        assert time.monotonic() - begun < 30
    assert not announced.exists()
    printed = (own.parent / f"{own.name}.log").read_text(encoding="utf-8")
    assert printed.splitlines()[-1] == "The server has ended."
    assert "Traceback" not in printed
    log = (own / ".tagma" / "server.log").read_text(encoding="utf-8")
    assert "log-in of" in log
    assert server.token not in log
    with open_workspace(own):
        pass


def test_a_taken_port(own: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = run_in(own, "serve", "--port", str(port), "--json")
    assert (said.code, said.error["code"]) == (1, "port")
    assert f"--port {port + 1}" in said.error["next"]


@pytest.mark.parametrize("options", [("--host", "0.0.0.0"), ("--host", "::"), ("--proxy", "127.0.0.1")])
def test_others_are_not_let_in_before_there_is_an_administrator(own: Path, options: tuple[str, ...]) -> None:
    said = run_in(own, "serve", *options, "--lang", "zh", "--json")
    assert (said.code, said.error["code"]) == (1, "exposed")
    assert "tagma user add" in said.error["next"]
    with open_workspace(own, own=False) as ws:
        add_user(ws, "viewer", "viewer", "correct horse battery")
        with pytest.raises(ExposedError):
            check_exposure(ws, options[1], "") if options[0] == "--host" else check_exposure(
                ws, "127.0.0.1", "x"
            )
        add_user(ws, "ada", "administrator", "correct horse battery")
        check_exposure(ws, options[1], "10.0.0.1")


def test_elsewhere_it_answers_to_addresses_and_given_names(own: Path) -> None:
    entry = make_entry("0.0.0.0", ["Shop.Example"])
    assert entry.knows_host("10.1.2.3:8321")
    assert entry.knows_host("shop.example")
    assert not entry.knows_host("evil.example")
    assert not Entry().knows_host("10.1.2.3:8321")
    token = entry.launch_token
    assert entry.takes_launch(token, "127.0.0.1", "127.0.0.1:8321")
    assert not entry.takes_launch(token, "10.1.2.3", "127.0.0.1:8321")
    assert not entry.takes_launch(token, "127.0.0.1", "shop.example"), "through a proxy on the same machine"
    passing = entry.make_passing_token()
    assert entry.takes_launch(passing, "127.0.0.1", "localhost")
    assert not entry.takes_launch(passing, "127.0.0.1", "localhost")


def test_behind_a_proxy(own: Path) -> None:
    password = "correct horse battery"
    with open_workspace(own, own=False) as ws:
        add_user(ws, "ada", "administrator", password)
    with serving(own, "--proxy", "127.0.0.1", "--name", "shop.example") as server:
        forwarded = {"host": "shop.example", "origin": "https://shop.example", "x-forwarded-proto": "https"}
        forwarded["x-forwarded-for"] = "203.0.113.9"
        with httpx.Client(base_url=server.url, headers=forwarded) as client:
            assert client.post("/api/v1/session", json={"token": server.token}).status_code == 401
            answer = client.post("/api/v1/session", json={"name": "ada", "password": password})
            assert answer.status_code == 200
            cookie = answer.headers["set-cookie"]
            assert cookie.startswith("__Host-tagma=")
            assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
            assert "strict-transport-security" in answer.headers
            signed = {"cookie": cookie.split(";")[0]}
            listed = client.get("/api/v1/sessions", headers=signed).json()["items"]
            assert [each["address"] for each in listed] == ["203.0.113.9"]
            assert client.get("/api/v1/health", headers={"host": "evil.example"}).status_code == 403


def test_a_second_server_says_where_the_first_is(own: Path) -> None:
    with serving(own) as server:
        said = run_in(own, "serve", "--port", "0", "--json")
        assert (said.code, said.error["code"]) == (4, "busy")
        assert server.url in said.error["message"]
        checks = run_in(own, "doctor", "--json").data
        assert server.url in next(check["detail"] for check in checks if check["name"] == "lock")


def test_what_a_killed_server_leaves_confuses_nobody(own: Path) -> None:
    with serving(own) as server:
        assert find_server(own, own) is not None
        server.process.kill()
        server.process.wait()
        assert (own / ".tagma" / "server.json").exists()
        assert find_server(own, own) is None
        assert run_in(own, "count", "active", "--json").data["count"] == 1
    with serving(own) as again:
        assert run_in(own, "count", "active", "--json").data["count"] == 1
        assert again.end() == 0


def test_a_file_that_says_nonsense(own: Path) -> None:
    for said in (
        "",
        "{}",
        "[]",
        '{"url": "x", "pid": "y", "key": ""}',
        '{"url": "http://127.0.0.1:1", "pid": 1, "key": "k"}',
    ):
        (own / ".tagma" / "server.json").write_text(said, encoding="utf-8")
        assert run_in(own, "count", "active").code == 0
