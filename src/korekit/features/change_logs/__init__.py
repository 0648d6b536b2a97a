"""The change log of a bot, read page by page."""
