"""Editions out: when they are due, what stands in them, and into the outbox with them."""
