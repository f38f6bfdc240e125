"""The 首报 without a network: one file to fill in, read back later beside what the event holds."""
