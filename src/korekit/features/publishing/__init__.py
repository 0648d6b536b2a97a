"""Versions of bots, published to count."""
