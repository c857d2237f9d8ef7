"""Which opening of the workspace began a run; counts of rows beyond two billion."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("runs", sa.Column("owner", sa.String(16), nullable=False, server_default=""))
    for table, column in (("run_steps", "rows"), ("loads", "rows")):
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, type_=sa.BigInteger())
