"""Calls with exactly one thing wrong, made on purpose, each named by the cause for which it is refused."""
