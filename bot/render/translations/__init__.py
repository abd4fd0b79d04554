"""The catalogues: one file of Project Fluent messages a language. Read by `bot.render.words`."""
