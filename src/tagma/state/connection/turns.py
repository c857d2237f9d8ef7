"""Whose turn it is, where several servers share one state."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from tagma.state.connection.failures import explain_failures, name_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Engine

_CLASS = 0x7467  # the first half of our advisory locks
_TAKE = text("SELECT pg_try_advisory_lock(:class, :turn)")
_GIVE = text("SELECT pg_advisory_unlock(:class, :turn)")
_HOLDER = text(
    "SELECT a.application_name, a.backend_start AT TIME ZONE 'UTC' FROM pg_locks l JOIN pg_stat_activity a "
    "USING (pid) WHERE l.locktype = 'advisory' AND l.granted AND l.classid = :class AND l.objid = :turn "
    "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a turn; ``since`` is when their connection began, naive UTC."""

    program: str
    since: datetime


class Turns:
    """Named turns: one process at a time has each; the database ends a turn when its process dies.

    On SQLite one process owns the workspace by a lock on its folder, so there every turn is free.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.shared = engine.dialect.name != "sqlite"

    @contextmanager
    def hold(self, name: str) -> Iterator[bool]:
        """Has a turn until the end; gives False, at once, where somebody else has it.

        Raises:
            WorkspaceError: the database cannot be reached.
        """
        if not self.shared:
            yield True
            return
        with self._connect() as connection:
            taken = bool(connection.scalar(_TAKE, _key(name)))
            try:
                yield taken
            finally:
                if taken and not connection.invalidated and not connection.closed:
                    connection.execute(_GIVE, _key(name))

    def find_holder(self, name: str) -> Holder | None:
        """Who has a turn; None where it is free."""
        if not self.shared:
            return None
        with self._connect() as connection:
            row = connection.execute(_HOLDER, _key(name)).first()
        return None if row is None else Holder(str(row[0]), row[1])

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        with explain_failures(name_database(self._engine)):
            connection = self._engine.connect()
        with connection.execution_options(isolation_level="AUTOCOMMIT") as open_connection:
            yield open_connection


def _key(name: str) -> dict[str, int]:
    digest = hashlib.sha256(name.encode()).digest()
    return {"class": _CLASS, "turn": int.from_bytes(digest[:4], "big") & 0x7FFF_FFFF}
