"""V1 to V3 with the SDKs for Node, each in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import threading
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.sdks.conftest import ALONE, Source, node_command, run_command, serve_sources
from tests.sdks.front import Front

pytestmark = pytest.mark.slow

SEGMENT_TYPES = ["alias", "group", "identify", "page", "screen", "track", "track"]
POSTHOG_NAMES = ["$create_alias", "$groupidentify", "$identify", "clicked"]
SENSORS_TYPES = [
    "item_delete", "item_set", "profile_append", "profile_increment", "profile_set", "profile_set_once",
    "profile_unset", "track", "track", "track_signup",
]  # fmt: skip


def run_node(source: Source, name: str, *more: str) -> None:
    run_command(node_command(name, source.key, source.url, *more))


def find(source: Source, name: str, user: str = "u1") -> dict[str, Any]:
    (found,) = [each for each in source.events() if each.event == name and each.user == user]
    return dict(found.properties)


def read_traits(source: Source) -> dict[str, Any]:
    operations = [each for event in source.events() for each in event.operations]
    return {each.trait: each.value for each in operations if each.action == "set"}


def check_segment_calls(source: Source) -> None:
    assert source.types() == SEGMENT_TYPES
    assert find(source, "Order Completed") == {"total": 129.5, "bad": None}
    assert find(source, "Viewed", "anonymous:device-1") == {"sku": "a"}
    assert find(source, "page")["url"] == "/"
    assert find(source, "alias") == {"previous_id": "device-1"}
    assert read_traits(source) == {"city": "上海", "age": 30}
    assert len({each.message_id for each in source.events()}) == len(SEGMENT_TYPES)


def test_segment(source: Source) -> None:
    run_node(source, "send_segment")
    check_segment_calls(source)


@pytest.mark.parametrize("packed", ["plain", "gzip"])
def test_rudder(source: Source, packed: str) -> None:
    run_node(source, "send_rudder", packed)
    check_segment_calls(source)


@pytest.mark.parametrize(("packed", "many"), [("plain", "one"), ("gzip", "many")])
def test_sensors(source: Source, packed: str, many: str) -> None:
    run_node(source, "send_sensors", packed, many)
    assert source.types() == SENSORS_TYPES
    # This SDK has no way to say of an increment that its id is a login: it stays what the SDK says, a device.
    assert {each.user for each in source.events()} == {"u1", "anonymous:u1", "anonymous:device-1"}
    (first, _) = (each for each in source.events() if each.event == "View")
    assert (first.properties["n"], first.properties["tags"]) == (1, ["a", "b"])
    assert first.properties["at"] == datetime(2023, 12, 31, 18, 3, 4, 5_000)  # said in the time of Shanghai
    actions = [operation.action for each in source.events() for operation in each.operations]
    assert sorted(actions) == ["append", "append", "increment", "set", "set_once", "unset"]


@pytest.mark.parametrize("packed", ["plain", "gzip"])
def test_posthog(source: Source, packed: str) -> None:
    run_node(source, "send_posthog", packed)
    assert source.types() == POSTHOG_NAMES
    assert find(source, "clicked")["x"] == 1
    assert read_traits(source) == {"city": "上海"}


def test_v3_a_server_killed_after_the_commit_costs_nothing(tmp_path: Path) -> None:
    """The server has stored and answered; it is killed before the sender hears of it, which then sends again."""
    senders = {"send_segment": SEGMENT_TYPES, "send_rudder": SEGMENT_TYPES, "send_posthog": POSTHOG_NAMES}
    with serve_sources(tmp_path, senders) as (server, sources), ExitStack() as closing:
        first = threading.Lock()

        def kill() -> None:
            if first.acquire(blocking=False):
                server.stop(signal.SIGKILL)
                server.start()

        fronts = [Front(server.port, 1, kill) for _ in sources]
        commands = [
            node_command(each.name, each.key, front.url) for each, front in zip(sources, fronts, strict=True)
        ]
        processes = [subprocess.Popen(each, stderr=subprocess.PIPE, env=ALONE) for each in commands]
        for process in processes:
            closing.callback(process.kill)
        for process in processes:
            _, told = process.communicate(timeout=120)
            assert process.returncode == 0, told.decode()
        for front in fronts:
            front.close()
        assert [front.lose for front in fronts] == [0, 0, 0]
        assert {each.name: each.types() for each in sources} == senders


def test_an_unknown_key_is_told_once_and_stores_nothing(sources: list[Source]) -> None:
    """No SDK takes the refusal for a reason to send for ever, and none believes that it has delivered."""
    server = sources[0].server
    before = len(server.records())
    for name, most in (("send_segment", 1), ("send_rudder", 7), ("send_posthog", 1), ("send_sensors", 10)):
        front = Front(server.port)
        done = subprocess.run(
            node_command(name, "wk_unknown", front.url),
            capture_output=True,
            timeout=60,
            env=ALONE,
            check=False,
        )
        front.close()
        assert done.returncode != 0, name
        assert b"not delivered" in done.stderr, name
        assert 0 < front.taken <= most, name
    assert len(server.records()) == before
