"""Replay of history: what the grading rules would have said, day by day, on past failures. Nothing is kept."""
