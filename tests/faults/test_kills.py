"""F1, F2, F22: killed at any point, killed at named points, asked to end under load."""

from __future__ import annotations

import os
import random
import signal
import socket
import time

import pytest

from tests.faults.oracle import check, scale, tell, wait_for_progress, writing
from tests.faults.serving import Server

pytestmark = pytest.mark.slow

PAUSE = 0.2
"""Seconds between the batches of a writer: the load is steady, what is checked afterwards is not endless."""


def test_f1_nothing_acknowledged_is_lost_or_doubled_by_kill_9(server: Server) -> None:
    """Ten writers; the server is killed at random points, and senders send again what was not answered."""
    dice = random.Random(3)
    kills = scale(3, 200)
    server.start()
    slowest = 0.0
    with writing(server, 10, PAUSE) as writers:
        for _ in range(kills):
            wait_for_progress(writers[:1])
            time.sleep(dice.random() * 2.5)  # anywhere: in a commit, a load, a check
            server.stop(signal.SIGKILL)
            slowest = max(slowest, server.start())
        wait_for_progress(writers)
    server.stop()
    stored = check(server.folder, writers)
    acknowledged = sum(len(writer.acknowledged) for writer in writers)
    tell("F1", kills=kills, acknowledged=acknowledged, stored=stored, slowest_start=f"{slowest:.1f} s")


POINTS = ("journal.commit:20", "journal.committed:20", "load.commit", "load.committed")


def test_f2_killed_exactly_at_named_points(server: Server) -> None:
    """Before the commit, between commit and answer, inside a load, right after it."""
    with writing(server, 10, PAUSE) as writers:
        for point in POINTS * scale(1, 10):
            server.start(TAGMA_FAIL_AT=point)
            assert server.wait() == -signal.SIGKILL, point
        server.start()
        wait_for_progress(writers)
    server.stop()
    check(server.folder, writers)


def test_f22_a_sigterm_under_load_finishes_what_is_answered(server: Server) -> None:
    server.start()
    with writing(server, 10, PAUSE) as writers:
        wait_for_progress(writers, 3)
        assert server.stop(signal.SIGTERM) < 30
    check(server.folder, writers)


def test_f22_a_second_sigterm_does_not_wait(server: Server) -> None:
    """A slow sender holds the first one up; the second one ends it."""
    server.start()
    with socket.create_connection(("127.0.0.1", server.port)) as held, writing(server, 3, PAUSE) as writers:
        held.sendall(b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\n{")
        wait_for_progress(writers, 2)
        os.kill(server.pid, signal.SIGTERM)
        time.sleep(0.5)
        assert server.process is not None
        assert server.process.poll() is None, "the request under way was let end"
        assert server.stop(signal.SIGTERM) < 5
    check(server.folder, writers)
