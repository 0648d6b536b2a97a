"""Secrets of this API that somebody left in a file."""
