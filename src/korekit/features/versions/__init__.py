"""The published states of a bot."""
