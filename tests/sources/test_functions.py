"""dlt: a function of the workspace over a real HTTP service; incremental, resumable, exactly once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tagma.collect.sources.functions import run as running
from tagma.collect.sources.functions import run_function
from tagma.errors import SourceError
from tagma.flows.sources.loading import load
from tagma.flows.sources.trying import try_source
from tests.collect.conftest import define
from tests.sources.conftest import count_rows, open_shop, source, write_shop

pytest.importorskip("dlt")

CODE = """
import dlt
from dlt.sources.helpers import requests


@dlt.resource(name="orders", primary_key="no", write_disposition="append")
def orders(url, token, changed=dlt.sources.incremental("changed", initial_value=0)):
    page, since = 0, changed.start_value
    while page is not None:
        answer = requests.get(f"{url}/orders", params={"since": since, "page": page}, headers={"token": token}).json()
        yield answer["rows"]
        page = answer["next"]


def plain():
    for number in range(3):
        yield {"member": f"会员{number}", "paid": "2024-03-01T10:00:00Z", "no": number, "amount": 1.5, "goods": [{"名称": "茶"}]}


def broken(token):
    raise RuntimeError("no luck with " + token)
"""
SQL = "select member as user_id, paid as ts, no as message_id, amount from raw"


class Service:
    """A little shop over HTTP: rows by ``changed``, two a page, for those who know the token."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.asked: list[str] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = parse_qs(urlsplit(self.path).query)
                service.asked.append(self.path)
                if self.headers["token"] != "secret-7":
                    self.send_error(403)
                    return
                since, page = int(query["since"][0]), int(query["page"][0])
                found = [row for row in service.rows if row["changed"] >= since]
                body = {
                    "rows": found[page * 2 : page * 2 + 2],
                    "next": page + 1 if len(found) > page * 2 + 2 else None,
                }
                data = json.dumps(body).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)

    def add(self, first: int, count: int) -> None:
        for number in range(first, first + count):
            paid = f"2024-03-{number % 28 + 1:02d}T10:00:00Z"
            self.rows.append(
                {
                    "member": f"m{number % 3}",
                    "paid": paid,
                    "no": number,
                    "amount": number + 0.5,
                    "changed": number,
                }
            )


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    made.thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    made.thread.join()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("API_TOKEN", "secret-7")
    (tmp_path / "connectors").mkdir()
    (tmp_path / "connectors" / "shop.py").write_text(CODE, encoding="utf-8")
    return tmp_path


def test_rows_of_a_service_come_once(service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service.add(1, 5)
    body = source(
        "shop", "dlt://connectors/shop.py:orders", args={"url": service.url, "token": "${API_TOKEN}"}
    )
    body["events"] = {"order": SQL}
    write_shop(folder, body)
    with open_shop(folder) as ws:
        assert load(ws, ["shop"]).loads[0].loaded == 5
        service.add(6, 4)
        service.asked.clear()
        assert load(ws, ["shop"]).loads[0].loaded == 9
        assert "since=5" in service.asked[0], "only what came since is asked for"
        assert load(ws, ["shop"]).loads[0].skipped

        # The process ends after the rows were written down and before they were put in place.
        service.add(10, 2)
        import dlt

        whole = dlt.Pipeline.load
        monkeypatch.setattr(dlt.Pipeline, "load", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            load(ws, ["shop"])
        monkeypatch.setattr(dlt.Pipeline, "load", whole)
        service.add(12, 1)
        load(ws, ["shop"])
        assert count_rows(ws) == 12
        assert next((each.new_rows, each.error is None) for each in ws.state.source_loads.list("shop")) == (
            3,
            True,
        )
    for path in folder.rglob("*"):
        if path.is_file():
            assert b"secret-7" not in path.read_bytes(), path


def test_a_generator_and_lists_inside_of_rows(folder: Path) -> None:
    definition = define(
        read="dlt://connectors/shop.py:plain",
        events={"order": "select member as user_id, paid as ts from raw"},
    )
    assert run_function(definition, folder) == 3
    tables = running.list_tables(definition, folder)
    assert set(tables) == {"plain", "plain__goods", "raw"}
    write_shop(
        folder,
        {
            **source("shop", "dlt://connectors/shop.py:plain"),
            "events": {
                "order": "select member as user_id, paid as ts, 名称 as product from plain join plain__goods as g on g._dlt_parent_id = plain._dlt_id"
            },
        },
    )
    with open_shop(folder) as ws:
        load(ws)
        assert count_rows(ws) == 3


def test_a_try_and_what_goes_wrong(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def make(read: str, **args: Any) -> Any:
        return define(read=f"dlt://connectors/{read}", args=args, events={"order": SQL})

    write_shop(folder)
    with open_shop(folder) as ws:
        trial = try_source(ws, make("shop.py:plain")).to_dict()
        assert (trial["ok"], trial["rows_seen"] > 0) == (True, True)
        assert "会员0" in str(trial["columns"])
        assert not (folder / ".tagma" / "extracts").exists()
        failed = try_source(ws, make("shop.py:broken", token="${API_TOKEN}")).to_dict()
        assert "RuntimeError: no luck with ***" in failed["error"]["message"]
        assert "line 21" in failed["error"]["message"]
        for read, part in (("shop.py:plane", "plain"), ("shp.py:plain", "connectors/shop.py")):
            assert try_source(ws, make(read)).to_dict()["error"]["nearest"] == [part]
        assert "NOT_THERE is not set" in str(try_source(ws, make("shop.py:plain", x="${NOT_THERE}")).error)
    (folder / "connectors" / "out.py").symlink_to("/etc/hostname")
    with pytest.raises(SourceError, match="out of the workspace"):
        run_function(make("out.py:f"), folder)
    monkeypatch.setitem(__import__("sys").modules, "dlt", None)
    with pytest.raises(SourceError) as refused:
        run_function(make("shop.py:plain"), folder)
    assert "tagma[dlt]" in str(refused.value.next_step)
