"""A strict local Telegram: Bot API server, newsroom and chat page, for `demo` and for the tests.

Imports nothing of the project outside itself; the bot reaches it by `NUTGRAF_TELEGRAM_API` alone.
"""
