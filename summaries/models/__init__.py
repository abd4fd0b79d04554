"""Weights and tables as data; how each was made stands in the file itself."""
