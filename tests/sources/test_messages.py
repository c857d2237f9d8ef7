"""MQTT against a real broker: mapped by SELECTs, once each, kept while we are away, refused ones told."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tagma.clock import Calendar
from tagma.collect.messages import Message, map_messages
from tagma.flows.collecting.load import load_collected
from tagma.flows.collecting.point import CollectionPoint
from tagma.flows.sources.listing import list_sources
from tagma.flows.sources.trying import try_source
from tagma.server.tending import Tending
from tagma.server.worker import Worker
from tagma.workspace import Workspace
from tests.collect.conftest import define
from tests.sources.conftest import count_rows, open_shop, wait_for, write_shop

SQL = "select member as user_id, seen as ts, visit as message_id, store, seconds from raw"
SHANGHAI = Calendar("Asia/Shanghai")


def say(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "member": f"m{number % 3}",
        "seen": "2024-03-01 18:00:00",
        "visit": f"v{number}",
        "store": "西湖店",
        **fields,
    }


def test_messages_become_events() -> None:
    definition = define(read="mqtt://h/stores/+/visits", events={"store_visit": SQL})
    given = [
        json.dumps(say(1, seconds=30)).encode(),
        json.dumps([say(2, seconds="long"), say(3)]).encode(),
        json.dumps({"store": "x", "seen": "2024-03-01"}).encode(),
        b"\xff no json",
    ]
    messages = [Message("stores/1/visits", payload, 1_700_000_000_000_000) for payload in given]
    intakes = map_messages(definition, messages, SHANGHAI)
    events = [
        json.loads(record.body)
        for intake in intakes
        for record in intake.records
        if b'"event":' in record.body
    ]
    assert [event["event"]["messageId"] for event in events] == [
        "store_visit:v1",
        "store_visit:v2",
        "store_visit:v3",
    ]
    assert events[0]["event"]["timestamp"] == "2024-03-01T10:00:00Z"
    assert sum(sum(intake.refused.values()) for intake in intakes) == 2
    again = [
        record.key for intake in map_messages(definition, messages, SHANGHAI) for record in intake.records
    ]
    assert again == [record.key for intake in intakes for record in intake.records]


@contextmanager
def run_broker(folder: Path, port: int) -> Iterator[None]:
    program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
    if not Path(program).exists():
        pytest.skip("mosquitto is not installed (Debian package mosquitto)")
    (folder / "mosquitto.passwd").write_text("")
    config = folder / "mosquitto.conf"
    config.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location {folder}/\n"
        f"autosave_interval 0\nuser root\n"
    )
    process = subprocess.Popen(
        [program, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(lambda: answers(port))
        yield
    finally:
        process.terminate()
        process.wait(20)


def answers(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def find_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def publish(port: int, *messages: dict[str, Any]) -> None:
    mqtt = pytest.importorskip("paho.mqtt.client")
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", port)
    client.loop_start()
    for message in messages:
        client.publish("stores/1/visits", json.dumps(message, ensure_ascii=False), qos=1).wait_for_publish(30)
    client.disconnect()
    client.loop_stop()


def find_status(ws: Workspace) -> str:
    return next(each.status for each in list_sources(ws) if each.name == "doors")


def test_messages_of_a_broker_come_once_whatever_happens(tmp_path: Path) -> None:
    pytest.importorskip("paho.mqtt.client")
    port = find_port()
    body = {
        "kind": "source",
        "name": "doors",
        "read": f"mqtt://127.0.0.1:{port}/stores/+/visits",
        "events": {"store_visit": SQL},
    }
    write_shop(tmp_path / "shop", body, zone="Asia/Shanghai")
    broker = tmp_path / "broker"
    broker.mkdir()
    with open_shop(tmp_path / "shop") as ws:
        assert find_status(ws) == "never"
        assert "no broker answers" in str(
            try_source(ws, define(**{k: v for k, v in body.items() if k != "kind"})).error
        )
        point = CollectionPoint(ws)
        tending = Tending(point, Worker(ws))
        tending.tend()  # before there is a broker
        with run_broker(broker, port):
            wait_for(lambda: find_status(ws) == "live")
            publish(port, *(say(number) for number in range(5)), {"store": "nobody"})
            wait_for(lambda: tending._listeners["doors"].taken == 6)
            tending.close()
            publish(port, say(5), say(4))  # while nobody listens; one of them a second time
            tending.tend()
            tending._versions = None
            tending.tend()
            wait_for(lambda: tending._listeners["doors"].taken == 2)
        wait_for(lambda: find_status(ws) != "live")
        with run_broker(broker, port):  # the broker was away
            wait_for(lambda: find_status(ws) == "live")
            publish(port, say(6))
            wait_for(lambda: tending._listeners["doors"].taken == 3)
        tending.close()
        report = load_collected(ws)
        point.close()
        assert count_rows(ws, "store_visit") == 7
        assert report.events == 7
        from tagma.flows.collecting.quarantine import list_quarantine

        assert [group.rows for group in list_quarantine(ws, "doors")] == [1]
        (listed,) = list_sources(ws)
        assert (listed.rows, listed.pushed is not None and listed.pushed.events) == (7, ("store_visit",))


def test_a_message_that_was_not_stored_is_not_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("paho.mqtt.client")
    port = find_port()
    body = {
        "kind": "source",
        "name": "doors",
        "read": f"mqtt://127.0.0.1:{port}/stores/+/visits",
        "events": {"store_visit": SQL},
    }
    write_shop(tmp_path / "shop", body)
    (tmp_path / "broker").mkdir()
    with open_shop(tmp_path / "shop") as ws, run_broker(tmp_path / "broker", port):
        point = CollectionPoint(ws)
        tending = Tending(point, Worker(ws))
        failing = []

        def fail(_: Any) -> None:
            failing.append(1)
            raise RuntimeError("the disk is gone")

        monkeypatch.setattr(point, "submit", fail)
        tending.tend()
        wait_for(lambda: find_status(ws) == "live")
        publish(port, say(1))
        wait_for(lambda: failing)
        tending.close()
        monkeypatch.undo()
        tending._versions = None
        tending.tend()
        wait_for(lambda: tending._listeners["doors"].taken == 1)
        tending.close()
        assert load_collected(ws).events == 1
        point.close()
