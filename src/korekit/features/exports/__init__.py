"""Bots written into archives that callers fetch."""
