"""Real database servers that tests start themselves, on sockets in a folder of their own."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "a secret: @/%"
MARIADB_TABLES = Path("/usr/share/mysql")  # where Debian puts the statements that make the system tables


def find_program(name: str, *places: str) -> str:
    """A program on the path or in the places where Debian puts it; skips the test where it is not."""
    found = shutil.which(name) or next(
        (path for place in places for path in sorted(glob.glob(f"{place}/{name}"))), None
    )
    if found is None:
        pytest.skip(f"{name} is not installed (Debian packages postgresql, mariadb-server-core)")
    return found


@contextmanager
def folder_of_nobody() -> Iterator[tuple[Path, dict[str, Any]]]:
    """A short path (sockets allow 107 bytes) that an ordinary user owns, and how to become that user."""
    folder = Path(tempfile.mkdtemp(prefix="tagma-", dir="/tmp"))
    become: dict[str, Any] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        become = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    try:
        yield folder, become
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def run_postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server without its password, which is in ``SHOP_PASSWORD``."""
    initdb = find_program("initdb", "/usr/lib/postgresql/*/bin")
    postgres = find_program("postgres", "/usr/lib/postgresql/*/bin")
    with folder_of_nobody() as (folder, become):
        (folder / "password").write_text(PASSWORD)
        (folder / "password").chmod(0o644)
        environment = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        subprocess.run(
            [initdb, "-D", str(folder / "data"), "-U", "shop", "-A", "scram-sha-256", f"--pwfile={folder / 'password'}",
             "-E", "UTF8", "--no-sync"],
            check=True, capture_output=True, cwd=folder, env=environment, **become,
        )  # fmt: skip
        server = subprocess.Popen(
            [postgres, "-D", str(folder / "data"), "-k", str(folder), "-c", "listen_addresses=", "-F"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, env=environment, **become,
        )  # fmt: skip
        try:
            yield f"postgresql://shop:${{SHOP_PASSWORD}}@/postgres?host={folder}"
        finally:
            server.terminate()
            server.wait(30)


@contextmanager
def run_mariadb() -> Iterator[str]:
    """The address of a MariaDB server without its password, which is in ``SHOP_PASSWORD``."""
    mariadbd = find_program("mariadbd", "/usr/sbin")
    with folder_of_nobody() as (folder, become):
        environment = {**os.environ, "HOME": str(folder)}
        (folder / "begin.sql").write_text(
            f"CREATE DATABASE shop CHARACTER SET utf8mb4;\nCREATE USER shop IDENTIFIED BY '{PASSWORD}';\n"
            "GRANT ALL ON shop.* TO shop;\n"
        )
        (folder / "begin.sql").chmod(0o644)
        (folder / "data").mkdir()
        if become:
            shutil.chown(folder / "data", become["user"], become["group"])
        tables = [
            MARIADB_TABLES / f"mysql_{name}.sql"
            for name in ("system_tables", "performance_tables", "system_tables_data")
        ]
        begin = "CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket = NULL;\n"
        subprocess.run(
            [mariadbd, "--no-defaults", "--bootstrap", f"--datadir={folder / 'data'}"],
            input=(begin + "\n".join(table.read_text(encoding="utf-8") for table in tables)).encode(),
            check=True, capture_output=True, cwd=folder, env=environment, **become,
        )  # fmt: skip
        server = subprocess.Popen(
            [mariadbd, "--no-defaults", f"--datadir={folder / 'data'}", f"--socket={folder / 'socket'}", "--skip-networking",
             f"--pid-file={folder / 'pid'}", f"--init-file={folder / 'begin.sql'}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, env=environment, **become,
        )  # fmt: skip
        try:
            yield f"mysql://shop:${{SHOP_PASSWORD}}@localhost/shop?unix_socket={folder / 'socket'}"
        finally:
            server.terminate()
            server.wait(30)


def open_when_ready(connect: Any, path: Path, seconds: float = 60) -> Any:
    """The first connection that the server accepts at its socket."""
    end = time.monotonic() + seconds
    while True:
        try:
            with socket.socket(socket.AF_UNIX) as trial:
                trial.connect(str(path))
            return connect()
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
