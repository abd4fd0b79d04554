"""A strict local Telegram: Bot API server, newsroom and chat page, for `demo` and for the tests.

Imports of the project only `bot.errors`, `bot.clock` and its own modules; the bot reaches it by
`NUTGRAF_TELEGRAM_API` alone.
"""
