"""Tests of bot.telegram, over the wire to the playground."""
