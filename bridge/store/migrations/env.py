"""How Alembic reaches the database: always by the connection that `bridge.store.sql.opening` hands over."""

from alembic import context

from bridge.store.sql.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
