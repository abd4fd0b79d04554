"""Flows from end to end: a person, the wire, the whole bot, both databases."""
