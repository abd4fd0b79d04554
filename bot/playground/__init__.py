"""A strict local Telegram: Bot API server, newsroom and chat page, for `demo` and for the tests.

Imports nothing of the project outside itself; the bot reaches it by `NUTGRAF_TELEGRAM_API` alone.

State, without a network: `chats`, `updates`, `files`, `events`, `report`, `floods`, `faults`,
`clock`, all held by `state`. Rules: `markup`, `cursor`, `entities`, `autolinks`, `links` (texts),
`description`, `checks` (parameters), `objects`, `refusals` (answers). Deeds: `methods` (the bot's),
`persons` (people's), `playground` (both, by one name each). Over HTTP: `bot_api`, `calls`,
`webhook`, `control`, `views`, opened by `server`.
"""
