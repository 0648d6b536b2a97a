"""Bots out of uploaded files: as a new bot or into one that exists."""
