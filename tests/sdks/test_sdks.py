"""V1 to V3, V12 and V16 with the SDKs that people use, each in a process of its own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.sdks.conftest import SCRIPTS, Server, Source, run_script
from tests.sdks.front import Front

pytestmark = pytest.mark.slow

SEGMENT_TYPES = ["alias", "group", "identify", "page", "screen", "track", "track"]
SENSORS_TYPES = [
    "item_delete", "item_set", "profile_append", "profile_delete", "profile_increment", "profile_set",
    "profile_set_once", "profile_unset", "track", "track", "track_signup",
]  # fmt: skip


def pick(name: str) -> None:
    pytest.importorskip(name, reason="the SDKs come with the group `sdks`")


def find(source: Source, name: str) -> dict[str, Any]:
    (found,) = [each for each in source.events() if each.event == name and each.user == "u1"]
    return dict(found.properties)


@pytest.mark.parametrize("packed", ["plain", "gzip"])
def test_segment(source: Source, packed: str) -> None:
    pick("segment.analytics")
    run_script("send_segment", source.key, source.url, packed)
    assert source.types() == SEGMENT_TYPES
    assert find(source, "Order Completed") == {"total": 129.5, "bad": None}
    assert find(source, "alias") == {"previous_id": "device-1"}
    assert {each.user for each in source.events()} == {"u1", "anonymous:device-1"}
    (identify,) = [each for each in source.events() if each.operations]
    assert [(each.trait, each.value) for each in identify.operations] == [("city", "上海"), ("age", 30)]


def test_rudder(source: Source) -> None:
    pick("rudderstack.analytics")
    run_script("send_rudder", source.key, source.url)
    assert source.types() == SEGMENT_TYPES
    (identify,) = [each for each in source.events() if each.operations]
    assert {each.trait: each.value for each in identify.operations}["city"] == "上海"


@pytest.mark.parametrize("consumer", ["DefaultConsumer", "BatchConsumer", "AsyncBatchConsumer"])
def test_sensors(source: Source, consumer: str) -> None:
    pick("sensorsanalytics")
    run_script("send_sensors", source.key, source.url, consumer)
    assert source.types() == SENSORS_TYPES
    assert {each.user for each in source.events()} == {"u1", "u3", "anonymous:device-1"}
    actions = [operation.action for each in source.events() for operation in each.operations]
    assert sorted(actions) == ["append", "append", "delete", "increment", "set", "set_once", "unset"]


def test_sensors_debug_mode(source: Source) -> None:
    pick("sensorsanalytics")
    run_script("debug_sensors", source.key, source.url)
    assert source.types() == ["track"]


@pytest.mark.parametrize("packed", ["plain", "gzip"])
def test_posthog(source: Source, packed: str) -> None:
    pick("posthog")
    run_script("send_posthog", source.key, source.url, packed)
    names = sorted(json.loads(each.body)["type"] for each in source.records())
    assert names == ["$create_alias", "$groupidentify", "$set", "$set_once", "clicked"]
    actions = [operation.action for each in source.events() for operation in each.operations]
    assert actions == ["set", "set_once"]


@pytest.mark.parametrize(
    ("script", "module"), [("send_segment", "segment.analytics"), ("send_rudder", "rudderstack.analytics")]
)
def test_v3_an_answer_that_is_lost_costs_nothing(source: Source, script: str, module: str) -> None:
    pick(module)
    front = Front(source.server.port, lose=2)
    run_script(script, source.key, front.url)
    front.close()
    assert front.lose == 0
    assert source.types() == SEGMENT_TYPES


def test_v16_the_async_consumer_survives_a_burst_and_restarts_behind_a_holding_front(server: Server) -> None:
    """200 events a second, then five times as many, while the server is stopped and killed."""
    pick("sensorsanalytics")
    front = Front(server.port)
    command = [sys.executable, str(SCRIPTS / "send_sensors.py"), server.key, front.url, "AsyncBatchConsumer"]
    process = subprocess.Popen([*command, "1200"], stderr=subprocess.PIPE)
    for with_signal in (signal.SIGTERM, signal.SIGKILL):
        taken = front.taken
        until = time.monotonic() + 60
        while front.taken < taken + 3 and process.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        assert process.poll() is None, "it has ended before the server was restarted"
        server.stop(with_signal)
        server.start()
    _, told = process.communicate(timeout=180)
    front.close()
    assert process.returncode == 0, told.decode()
    ticks = sorted(each.properties["n"] for each in server.events() if each.event == "Tick")
    assert ticks == list(range(1200))
