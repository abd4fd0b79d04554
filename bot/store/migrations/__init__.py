"""Alembic's scripts: one linear history for both engines. Applied by `bot.store.schema`."""
