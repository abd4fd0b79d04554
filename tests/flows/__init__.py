"""Whole flows, from outside: over HTTP, the command line and the browser."""
