"""Secrets that somebody committed: what `korekit secrets` does."""
