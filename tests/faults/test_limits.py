"""F17, F23: work beside the load sees one state of things; a process short of files or threads recovers."""

from __future__ import annotations

import contextlib
import resource
import socket
import threading
import time
from pathlib import Path

import pytest

from tagma.collect.journal import open_journal, verify_journal
from tests.collect.journal.writer import make_record
from tests.faults.oracle import check, scale, wait_for_progress, writing
from tests.faults.serving import serving


@pytest.mark.slow
def test_f17_a_refresh_and_a_check_beside_the_load(tmp_path: Path) -> None:
    """Both end well, again and again, while events come in; nothing is lost by them."""
    with serving(tmp_path / "workspace") as server:
        with writing(server, 4, 0.2) as writers, contextlib.closing(server.log_in()) as client:
            wait_for_progress(writers, 2)
            for _ in range(scale(1, 20)):
                started = client.post("/api/v1/runs", json={})
                if started.status_code == 202:
                    run = started.json()["id"]
                    until = time.monotonic() + 120
                    while (found := client.get(f"/api/v1/runs/{run}").json())["status"] == "running":
                        assert time.monotonic() < until
                        time.sleep(0.1)
                    assert found["status"] == "done", found
                wait_for_progress(writers)
        server.settle()
        server.stop()
    assert {status for writer in writers for status in writer.answers} == {200}
    check(server.folder, writers)


@pytest.mark.slow
def test_f23_with_few_file_descriptors_it_recovers(tmp_path: Path) -> None:
    """More connections than files may be open: some wait or are refused; then all is as before."""
    with serving(tmp_path / "workspace", limits={resource.RLIMIT_NOFILE: 128}) as server:
        with contextlib.ExitStack() as held:
            for _ in range(150):
                with contextlib.suppress(OSError):
                    held.enter_context(socket.create_connection(("127.0.0.1", server.port), 2))
        with writing(server, 3, 0.1) as writers:
            wait_for_progress(writers, 3)
        server.stop()
    check(server.folder, writers)


def test_f23_where_no_thread_starts_events_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sealing needs a thread; without one the keys stay in memory and are sorted at the next start."""
    names = [f"e{number}" for number in range(300)]
    with open_journal(tmp_path, seal_rows=100) as journal:
        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", refuse)
            for start in range(0, 300, 10):
                assert journal.append([make_record(name) for name in names[start : start + 10]]).stored == 10
            assert journal.append([make_record(name) for name in names]).stored == 0
        assert journal.append([make_record("after")]).stored == 1
    with open_journal(tmp_path, seal_rows=100) as journal:
        assert journal.append([make_record(name) for name in names]).stored == 0
    assert list(verify_journal(tmp_path)) == []


def refuse(thread: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


def test_f23_a_commit_without_memory_is_refused_and_the_next_is_taken(tmp_path: Path) -> None:
    """Memory that runs out inside a commit is no reason to refuse everything until a restart."""
    with open_journal(tmp_path) as journal:
        assert journal.append([make_record("a")]).stored == 1
        told = journal._explain(MemoryError())
        assert not told.for_good
        assert journal.failure is None
        assert journal.append([make_record("b")]).stored == 1
