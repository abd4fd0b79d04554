"""Nutgraf: a Telegram bot that brings the news in the sources' own sentences."""
