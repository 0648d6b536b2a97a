"""Accounts of a user: what `korekit account` does."""
