"""The tables of the state (SQLAlchemy); ``migrations/`` makes them, a test compares the two."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        datetime: DateTime(),
        dict[str, Any]: JSON(none_as_null=True),
    }


class DefinitionVersion(Base):
    __tablename__ = "definition_versions"
    __table_args__ = (
        Index(
            "definition_versions_active",
            "kind",
            "name",
            unique=True,
            sqlite_where=text("active"),
            postgresql_where=text("active"),
        ),
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    fingerprint: Mapped[str]
    body: Mapped[dict[str, Any] | None]
    author: Mapped[str]
    reason: Mapped[str]
    applied_at: Mapped[datetime]
    active: Mapped[bool] = mapped_column(Boolean)


class RunRow(Base):
    __tablename__ = "runs"
    __table_args__ = (Index("runs_flow", "flow", "started_at"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    flow: Mapped[str]
    status: Mapped[str] = mapped_column(String(8))
    as_of: Mapped[datetime | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    author: Mapped[str]
    owner: Mapped[str] = mapped_column(String(16), server_default="")
    error: Mapped[dict[str, Any] | None]
    steps: Mapped[list[RunStepRow]] = relationship(
        order_by="RunStepRow.position", cascade="all, delete-orphan", lazy="selectin"
    )


class RunStepRow(Base):
    __tablename__ = "run_steps"

    run_id: Mapped[str] = mapped_column(
        String(16), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str]
    status: Mapped[str] = mapped_column(String(8))
    rows: Mapped[int | None] = mapped_column(BigInteger)
    ms: Mapped[float | None] = mapped_column(Float)
    error: Mapped[dict[str, Any] | None]


class LoadRow(Base):
    __tablename__ = "loads"

    source: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    rows: Mapped[int] = mapped_column(BigInteger)
    loaded_at: Mapped[datetime]
    report: Mapped[dict[str, Any]]


class UserRow(Base):
    __tablename__ = "users"

    name: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    password: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class SessionRow(Base):
    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    user: Mapped[str | None] = mapped_column(ForeignKey("users.name", ondelete="CASCADE"), index=True)
    launch: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    address: Mapped[str]
    agent: Mapped[str]


class KeyRow(Base):
    __tablename__ = "keys"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str]
    scope: Mapped[str] = mapped_column(String(8))
    token: Mapped[str] = mapped_column(String(64), unique=True)
    ending: Mapped[str] = mapped_column(String(4))
    author: Mapped[str]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]


class ViewRow(Base):
    __tablename__ = "views"
    __table_args__ = (Index("views_owner", "owner", "page"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    owner: Mapped[str]
    page: Mapped[str]
    name: Mapped[str]
    query: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class WriteKeyRow(Base):
    __tablename__ = "write_keys"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[str] = mapped_column(unique=True)
    author: Mapped[str]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class OldWriteKeyRow(Base):
    __tablename__ = "old_write_keys"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[str] = mapped_column(index=True)
    replaced_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class SourceLoadRow(Base):
    __tablename__ = "source_loads"
    __table_args__ = (Index("source_loads_newest", "source", "at"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    source: Mapped[str]
    at: Mapped[datetime]
    rows: Mapped[int] = mapped_column(BigInteger)
    new_rows: Mapped[int] = mapped_column(BigInteger)
    rejected: Mapped[int] = mapped_column(BigInteger)
    ms: Mapped[float] = mapped_column(Float)
    error: Mapped[dict[str, Any] | None]


class ScheduleRow(Base):
    __tablename__ = "source_schedules"

    source: Mapped[str] = mapped_column(primary_key=True)
    schedule: Mapped[str]
    next_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
