"""Tests of `bot.digests`."""
