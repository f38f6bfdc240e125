"""Measurements of speed claims: ``make bench``. Each prints a table with the peers' figures beside it."""
