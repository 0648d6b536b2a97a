"""The apps of an account, from their making to their end."""
