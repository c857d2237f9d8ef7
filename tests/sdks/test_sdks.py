"""V1 to V3, V12 and V16 with the SDKs that people use, each in a process of its own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sdks.conftest import SCRIPTS, Server, run_script
from tests.sdks.front import Front

pytestmark = pytest.mark.slow

SEGMENT_TYPES = ["alias", "group", "identify", "page", "screen", "track", "track"]
SENSORS_TYPES = [
    "item_delete", "item_set", "profile_append", "profile_delete", "profile_increment", "profile_set",
    "profile_set_once", "profile_unset", "track", "track", "track_signup",
]  # fmt: skip


def pick(name: str) -> None:
    pytest.importorskip(name, reason="the SDKs come with the group `sdks`")


@pytest.fixture
def front(server: Server) -> Iterator[Front]:
    made = Front(server.port)
    yield made
    made.close()


def find(server: Server, name: str) -> dict[str, Any]:
    (found,) = [each for each in server.events() if each.event == name and each.user == "u1"]
    return dict(found.properties)


@pytest.mark.parametrize("packed", ["plain", "gzip"])
def test_segment(server: Server, packed: str) -> None:
    pick("segment.analytics")
    run_script("send_segment", server.key, server.url, packed)
    assert server.types() == SEGMENT_TYPES
    assert find(server, "Order Completed") == {"total": 129.5, "bad": None}
    assert find(server, "alias") == {"previous_id": "device-1"}
    assert {each.user for each in server.events()} == {"u1", "anonymous:device-1"}
    (identify,) = [each for each in server.events() if each.operations]
    assert [(each.trait, each.value) for each in identify.operations] == [("city", "上海"), ("age", 30)]


def test_rudder(server: Server) -> None:
    pick("rudderstack.analytics")
    run_script("send_rudder", server.key, server.url)
    assert server.types() == SEGMENT_TYPES
    (identify,) = [each for each in server.events() if each.operations]
    assert {each.trait: each.value for each in identify.operations}["city"] == "上海"


@pytest.mark.parametrize("consumer", ["DefaultConsumer", "BatchConsumer", "AsyncBatchConsumer"])
def test_sensors(server: Server, consumer: str) -> None:
    pick("sensorsanalytics")
    run_script("send_sensors", server.key, server.url, consumer)
    assert server.types() == SENSORS_TYPES
    assert {each.user for each in server.events()} == {"u1", "u3", "anonymous:device-1"}
    actions = [operation.action for each in server.events() for operation in each.operations]
    assert sorted(actions) == ["append", "append", "delete", "increment", "set", "set_once", "unset"]


def test_sensors_debug_mode(server: Server) -> None:
    pick("sensorsanalytics")
    run_script("debug_sensors", server.key, server.url)
    assert server.types() == ["track"]


@pytest.mark.parametrize("packed", ["plain", "gzip"])
def test_posthog(server: Server, packed: str) -> None:
    pick("posthog")
    run_script("send_posthog", server.key, server.url, packed)
    names = sorted(json.loads(each.body)["type"] for each in server.records())
    assert names == ["$create_alias", "$groupidentify", "$set", "$set_once", "clicked"]
    actions = [operation.action for each in server.events() for operation in each.operations]
    assert actions == ["set", "set_once"]


@pytest.mark.parametrize(
    ("script", "module"), [("send_segment", "segment.analytics"), ("send_rudder", "rudderstack.analytics")]
)
def test_v3_an_answer_that_is_lost_costs_nothing(
    server: Server, front: Front, script: str, module: str
) -> None:
    pick(module)
    front.lose = 2
    run_script(script, server.key, front.url)
    assert front.lose == 0
    assert server.types() == SEGMENT_TYPES


def test_v16_the_async_consumer_survives_restarts_behind_a_holding_front(
    server: Server, front: Front
) -> None:
    pick("sensorsanalytics")
    restarted = threading.Event()

    def restart() -> None:
        for with_signal in (signal.SIGTERM, signal.SIGKILL):
            time.sleep(1.0)
            server.stop(with_signal)
            server.start()
        restarted.set()

    thread = threading.Thread(target=restart)
    thread.start()
    process = subprocess.Popen(
        [
            sys.executable,
            str(SCRIPTS / "send_sensors.py"),
            server.key,
            front.url,
            "AsyncBatchConsumer",
            "800",
        ],
        stderr=subprocess.PIPE,
    )
    _, told = process.communicate(timeout=180)
    thread.join()
    assert process.returncode == 0, told
    assert restarted.is_set()
    ticks = sorted(each.properties["n"] for each in server.events() if each.event == "Tick")
    assert ticks == list(range(800))
