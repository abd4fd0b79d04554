"""Measurements of the product, run by `make bench`; not tests: they state figures and pass none."""
