"""Finds in files, as they are or as git remembers them, what belongs to this API."""
