"""Health in one word for everybody, metrics for those with a key."""

from __future__ import annotations

import pytest

from tagma.flows.access.keys import add_key
from tagma.flows.collecting import health as flow
from tagma.server.collect import watching
from tests.server.collect.conftest import Sender

EVENT = {"type": "track", "event": "Bought", "userId": "u", "messageId": "m1"}


def read_metrics(sender: Sender) -> dict[str, float]:
    key = add_key(sender.ws, "prometheus", "read", author="test")[1]
    answer = sender.client.get("/metrics", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_health_needs_nobody_and_tells_one_word(sender: Sender) -> None:
    answer = sender.client.get("/healthz", headers={"Host": "192.0.2.7:80"})
    assert (answer.status_code, answer.json()) == (200, {"status": "green"})
    assert sender.client.post("/healthz").status_code == 405


def test_health_is_503_when_events_are_in_danger(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "KEPT", -1.0)
    monkeypatch.setattr(flow, "FREE_RED", 1 << 60)
    answer = sender.client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "red"})


def test_health_is_503_when_it_cannot_be_read(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(ws: object) -> None:
        raise OSError("no disk")

    monkeypatch.setattr(watching, "read_health", fail)
    assert sender.client.get("/healthz").status_code == 503


def test_metrics_need_a_key(sender: Sender) -> None:
    for given in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": f"Basic {sender.key}"}):
        answer = sender.client.get("/metrics", headers=given)
        assert answer.status_code == 401
        assert "tagma_" not in answer.text


def test_metrics_count_what_happens(sender: Sender) -> None:
    assert (
        sender.segment(EVENT, {**EVENT, "messageId": "m2"}, {"type": "nonsense", "userId": "u"}).status_code
        == 200
    )
    assert sender.segment(EVENT).status_code == 200
    assert sender.post("/v1/batch", {"writeKey": "wrong", "batch": []}).status_code == 401
    found = read_metrics(sender)
    assert found['tagma_events_accepted_total{source="web",family="segment"}'] == 3
    assert found['tagma_events_refused_total{reason="unknown_type"}'] == 1
    assert found['tagma_requests_total{status="200"}'] == 2
    assert found['tagma_requests_total{status="401"}'] == 1
    assert found["tagma_journal_stored_total"] == 3
    assert found["tagma_journal_duplicates_total"] == 1
    assert found["tagma_journal_position"] == 3
    assert found["tagma_journal_lag_events"] == 3
    assert found["tagma_disk_free_bytes"] > 0
    assert found["tagma_up"] == 1


def test_labels_are_escaped() -> None:
    assert watching._label(source='a"b\\c\n') == '{source="a\\"b\\\\c\\n"}'
