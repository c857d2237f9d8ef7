"""F3, F4, F5, F6: a disk that fails, is full, loses its power, or may not be written."""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tagma.collect.journal import Entry, JournalFullError, open_journal, verify_journal
from tagma.collect.journal.layout import read_entries
from tests.collect.journal.writer import make_record
from tests.faults.oracle import check, scale, tell, wait_for_progress, writing
from tests.faults.serving import Server, serving

pytestmark = pytest.mark.slow


def test_f3_no_200_before_the_sync_that_covers_it(server: Server, tmp_path: Path) -> None:
    """The system calls in their order: between a body and its 200 the log of the journal was synced."""
    trace = tmp_path / "trace"
    server.before = ["strace", "-f", "-qq", "-r", "-yy", "-s", "40", "-o", str(trace), "-e",
                     "trace=fdatasync,fsync,write,sendto,sendmsg,writev,read,recvfrom,recvmsg"]  # fmt: skip
    server.start()
    for number in range(scale(12, 100)):
        assert (
            server.send({"type": "track", "event": "Tick", "userId": "u", "messageId": f"t{number}"}) == 200
        )
    server.stop()
    synced, answers = False, 0
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        if "POST /v1/batch" in line:
            synced = False
        elif re.search(r"f(data)?sync\(\d+<[^>]*segment-\d+\.sqlite-wal>\) = 0|f(data)?sync resumed", line):
            synced = True
        elif ("HTTP/1.1 200" in line and "write" in line) or ("HTTP/1.1 200" in line and "send" in line):
            answers += synced
            assert synced or "segment" not in line
    assert answers >= scale(12, 100)
    tell("F3", answers=answers)


def test_f3_after_a_failed_sync_nothing_is_pretended(server: Server) -> None:
    """One sync fails with EIO: 503 then, and 503 until the server is started again."""
    server.start(TAGMA_FAIL_AT="journal.commit=eio:3")
    statuses = [
        server.send({"type": "track", "event": "Tick", "userId": "u", "messageId": f"t{number}"})
        for number in range(6)
    ]
    assert statuses == [200, 200, 503, 503, 503, 503]
    server.stop()
    server.start()
    assert server.send({"type": "track", "event": "Tick", "userId": "u", "messageId": "t2"}) == 200
    server.stop()
    assert len(server.records()) == 3


def test_f3_a_sync_that_fails_in_the_kernel(tmp_path: Path) -> None:
    """The same with strace in the place of the disk, in the process that writes a journal."""
    script = (
        "import sys, pathlib\n"
        "from tagma.collect.journal import open_journal, JournalFullError\n"
        "from tests.collect.journal.writer import make_record\n"
        "with open_journal(pathlib.Path(sys.argv[1])) as journal:\n"
        "    for number in range(40):\n"
        "        try:\n"
        "            journal.append([make_record(f'e{number}')])\n"
        "            print('stored', number)\n"
        "        except JournalFullError as error:\n"
        "            print('refused', error.for_good)\n"
    )
    done = subprocess.run(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO:when=12",
         sys.executable, "-c", script, str(tmp_path / "journal")],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    told = done.stdout.split("\n")[:-1]
    first = told.index("refused True")
    assert 0 < first < 39
    assert set(told[first:]) == {"refused True"}
    names = [each.record.body for each in read_entries(tmp_path / "journal") if isinstance(each, Entry)]
    assert [make_record(f"e{number}").body for number in range(first)] == names[:first]
    assert list(verify_journal(tmp_path / "journal")) == []


def test_f4_a_power_cut_keeps_what_was_synced(tmp_path: Path) -> None:
    """At any commit: what came after the last sync is dropped, torn or replaced by chance; all acknowledged is there."""
    dice = random.Random(4)
    with open_journal(tmp_path / "journal", seal_rows=500) as journal:
        names: list[str] = []
        for number in range(scale(25, 400)):
            batch = [f"e{number}-{each}" for each in range(dice.randrange(1, 60))]
            journal.append([make_record(name, "x" * 200) for name in batch])
            names += batch
            image = tmp_path / "image"
            shutil.rmtree(image, ignore_errors=True)
            shutil.copytree(tmp_path / "journal", image)
            for index in image.glob("*-shm"):
                index.unlink()  # is never synced
            log = max(image.glob("*.sqlite-wal"))
            with log.open("ab") as file:  # an unfinished commit: part of it reached the disk
                file.write(dice.randbytes(dice.randrange(1, 20_000)))
            with open_journal(image, seal_rows=500) as after:
                assert after.last == len(names)
                assert after.append([make_record("next")]).stored == 1
            assert list(verify_journal(image)) == []
            found = [each.record.body for each in read_entries(image) if isinstance(each, Entry)]
            assert found[:-1] == [make_record(name, "x" * 200).body for name in names]


@contextlib.contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small tmpfs needs root")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_f5_a_full_disk_is_told_and_recovers_without_a_restart(tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", "40m") as place, serving(place / "workspace") as server:
        with writing(server, 3, 0.1) as writers:
            wait_for_progress(writers, 2)
            client = server.log_in()  # a log-in is written down, so it takes room
            filler = place / "filler"
            with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(65_536))
            with contextlib.suppress(OSError), filler.open("ab", buffering=0) as file:
                while True:
                    file.write(bytes(512))
            wait_until(lambda: any(writer.answers[503] for writer in writers))
            health = server.ask("GET", "/healthz")
            assert b"red" in health[2] or health[0] == 503, health
            assert client.get("/api/v1/collect/health").json()["state"] == "red"  # reads still work
            client.close()
            filler.unlink()
            wait_for_progress(writers, 3)
        server.settle()
        server.stop()
        check(place / "workspace", writers)


@pytest.mark.parametrize("point", ["journal.archive=full", "journal.rotate=full", "journal.seal=full"])
def test_f5_no_room_while_a_segment_is_sealed_or_archived(tmp_path: Path, point: str) -> None:
    script = (
        "import sys, pathlib\n"
        "from tagma.collect.journal import open_journal\n"
        "from tests.collect.journal.writer import make_record\n"
        "with open_journal(pathlib.Path(sys.argv[1]), seal_rows=50) as journal:\n"
        "    for number in range(300):\n"
        "        assert journal.append([make_record(f'e{number}')]).stored == 1\n"
        "        if number % 60 == 0:\n"
        "            try:\n"
        "                journal.archive(number)\n"
        "            except OSError as error:\n"
        "                print(error.errno)\n"
    )
    environment = {**os.environ, "TAGMA_FAIL_AT": point}
    command = [sys.executable, "-c", script, str(tmp_path / "journal")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    with open_journal(tmp_path / "journal", seal_rows=50) as journal:
        assert journal.append([make_record(f"e{number}") for number in range(300)]).stored == 0
    assert len(list(read_entries(tmp_path / "journal"))) == 300
    assert list(verify_journal(tmp_path / "journal")) == []


def wait_until(holds: object) -> None:
    until = time.monotonic() + 90
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize("what", ["read-only", "file", "missing", "owner"])
def test_f6_a_folder_that_cannot_be_used_is_told_at_the_start(
    server: Server, tmp_path: Path, what: str
) -> None:
    """Exit code ≠ 0, words with the path and what to do, nothing made elsewhere."""
    before = sorted(tmp_path.iterdir())
    runtime = server.runtime
    with contextlib.ExitStack() as closing:
        match what:
            case "read-only":
                shutil.move(server.folder, tmp_path / "kept")
                place = closing.enter_context(small_disk(server.folder, "20m"))
                shutil.copytree(tmp_path / "kept", place, dirs_exist_ok=True)
                subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
            case "file":
                shutil.rmtree(runtime)
                runtime.write_text("no folder")
            case "missing":
                shutil.rmtree(server.folder)
            case "owner":
                (runtime / "journal").mkdir()
                (runtime / "warehouse.duckdb").mkdir()
        process = server.launch()
        assert process.wait(90) not in (0, -signal.SIGKILL)
    assert '"code"' in server.said
    assert "Traceback" not in server.said
    assert str(server.folder) in server.said
    assert '"next": null' not in server.said
    new = {path.name for path in tmp_path.iterdir()} - {path.name for path in before}
    assert new <= {"kept", "workspace.log"}


def test_f8_a_second_server_names_the_first(server: Server, tmp_path: Path) -> None:
    server.start()
    assert server.send({"type": "track", "event": "Tick", "userId": "u"}) == 200
    second = Server(server.folder, server.key, server.port + 1)
    assert second.launch().wait(90) == 4
    assert str(server.pid) in server.said
    assert f"127.0.0.1:{server.port}" in server.said
    (server.runtime / "server.json").unlink()  # as if it could not be asked
    third = Server(server.folder, server.key, server.port + 1)
    assert third.launch().wait(90) == 4
    assert f"owned by process {server.pid}" in server.said
    with pytest.raises(Exception, match="another process"), open_journal(server.journal):
        pass
    assert server.send({"type": "track", "event": "Tick", "userId": "u"}) == 200


def test_f5_a_commit_that_finds_no_room_is_refused_and_the_next_is_taken(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.append([make_record("a")])
        journal._active.execute("PRAGMA max_page_count = 3")
        with pytest.raises(JournalFullError) as refused:
            journal.append([make_record(f"b{number}", "x" * 5_000) for number in range(50)])
        assert not refused.value.for_good
        journal._active.execute("PRAGMA max_page_count = 1000000")
        assert journal.append([make_record("c")]).stored == 1
