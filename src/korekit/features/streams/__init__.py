"""Bots as the builder makes, lists, deletes them."""
