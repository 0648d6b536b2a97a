"""The languages of a bot."""
