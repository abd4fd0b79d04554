"""Tests of the package `summaries`."""
