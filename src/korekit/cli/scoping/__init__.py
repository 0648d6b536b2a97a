"""Scopes as code: what `korekit scopes` does."""
