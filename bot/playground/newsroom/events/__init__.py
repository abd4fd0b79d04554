"""Data only: one TOML file for each invented event (see `bot.playground.newsroom.drafts`)."""
