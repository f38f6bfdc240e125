"""The command line: ``fengsui …``."""
