"""The applied definitions and all their versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tagma.state.connection.session import open_session
from tagma.state.records import Change, StoredDefinition
from tagma.state.tables import DefinitionVersion

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session


class Definitions:
    """Every version that was ever applied, with who, when and why."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def current(self) -> list[StoredDefinition]:
        """The definitions in force, by kind and name."""
        with open_session(self._engine) as session:
            active = select(DefinitionVersion).where(DefinitionVersion.active)
            rows = session.scalars(active.order_by(DefinitionVersion.kind, DefinitionVersion.name))
            return [_record(row) for row in rows]

    def list_versions(self) -> list[tuple[str, str, int]]:
        """Kind, name and version of the definitions in force: enough to see whether something changed."""
        row = DefinitionVersion
        query = select(row.kind, row.name, row.version).where(row.active).order_by(row.kind, row.name)
        with open_session(self._engine) as session:
            return [(kind, name, version) for kind, name, version in session.execute(query)]

    def history(self, kind: str, name: str) -> list[StoredDefinition]:
        """All versions of one definition, oldest first; removals are versions without a body."""
        with open_session(self._engine) as session:
            versions = select(DefinitionVersion).filter_by(kind=kind, name=name)
            return [_record(row) for row in session.scalars(versions.order_by(DefinitionVersion.version))]

    def apply(
        self, changes: Iterable[Change], *, author: str, reason: str, at: datetime
    ) -> list[StoredDefinition]:
        """Puts changes in force together, or none of them.

        A change that equals what is in force (same fingerprint and body), or removes what is not there, makes
        no version.

        Args:
            at: naive UTC.

        Returns:
            The versions that were made, in the order of the changes.
        """
        with open_session(self._engine, writing=True) as session:
            made = [_apply_one(session, change, author, reason, at) for change in changes]
            return [_record(row) for row in made if row is not None]


def _apply_one(
    session: Session, change: Change, author: str, reason: str, at: datetime
) -> DefinitionVersion | None:
    of_name = select(DefinitionVersion).filter_by(kind=change.kind, name=change.name)
    active = session.scalars(of_name.filter_by(active=True)).one_or_none()
    body = None if change.body is None else dict(change.body)
    if (active is None and body is None) or (
        active is not None and active.fingerprint == change.fingerprint and active.body == body
    ):
        return None
    newest = session.scalar(
        select(func.max(DefinitionVersion.version)).filter_by(kind=change.kind, name=change.name)
    )
    if active is not None:
        active.active = False
        session.flush()  # the old version must be out of force before the new one is in
    row = DefinitionVersion(
        kind=change.kind,
        name=change.name,
        version=(newest or 0) + 1,
        fingerprint=change.fingerprint,
        body=body,
        author=author,
        reason=reason,
        applied_at=at,
        active=body is not None,
    )
    session.add(row)
    session.flush()
    return row


def _record(row: DefinitionVersion) -> StoredDefinition:
    return StoredDefinition(
        kind=row.kind,
        name=row.name,
        version=row.version,
        fingerprint=row.fingerprint,
        body=row.body,
        author=row.author,
        reason=row.reason,
        applied_at=row.applied_at,
        active=row.active,
    )
