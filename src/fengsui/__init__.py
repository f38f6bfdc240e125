"""Fengsui (烽燧): software that runs a contingency plan."""
