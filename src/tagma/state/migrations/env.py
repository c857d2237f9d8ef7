"""Runs the migrations on the connection that ``database.open_state`` hands over."""

from alembic import context

from tagma.state.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
