"""The channels that a bot is reached by."""
