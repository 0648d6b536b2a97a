"""Differences between bots as people read them."""
