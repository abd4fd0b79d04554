"""What Alembic runs: over the connection that `bot.store.schema` hands in, in its transaction."""

from alembic import context

from bot.store.schema import is_compared
from bot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    include_object=is_compared,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
