"""A session on the state: one transaction, errors with words."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from tagma.state.connection.failures import explain_failures, name_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine


@contextmanager
def open_session(engine: Engine, *, writing: bool = False) -> Iterator[Session]:
    """All that happens inside is committed together, or not at all.

    Args:
        writing: takes the write lock at the start, so that what is read stays true until the commit.

    Raises:
        WorkspaceError: the database is damaged, locked, full or read-only.
    """
    with explain_failures(name_database(engine)):
        bind = engine.execution_options(writing=writing)
        with Session(bind) as session, session.begin():
            yield session
