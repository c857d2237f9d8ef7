"""The state's tables, one step after another (Alembic)."""

HEAD = "0006"
