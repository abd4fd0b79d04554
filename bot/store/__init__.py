"""The only SQL: one module a noun, every statement a function that takes an open transaction first.

May import `bot.model` and what lies below it. Only this package imports SQLAlchemy. The same
statements run on SQLite (the default) and on PostgreSQL.
"""
