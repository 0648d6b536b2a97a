"""Bots as files: what `korekit bot` does."""
