"""Loads of sources one by one, and when they are loaded next."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "source_loads",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("new_rows", sa.BigInteger(), nullable=False),
        sa.Column("rejected", sa.BigInteger(), nullable=False),
        sa.Column("ms", sa.Float(), nullable=False),
        sa.Column("error", sa.JSON()),
    )
    op.create_index("source_loads_newest", "source_loads", ["source", "at"])
    op.create_table(
        "source_schedules",
        sa.Column("source", sa.Text(), primary_key=True),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=False),
        sa.Column("begun_at", sa.DateTime()),
    )
