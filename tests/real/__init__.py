"""Runs on real data that is not in the repository: ``make real DATA=<folder>``. Measures; ships nothing of it."""
