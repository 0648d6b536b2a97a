"""Completion of a command line that is being typed, from what this machine knows."""
