"""Tests of `bot.ingest`."""
