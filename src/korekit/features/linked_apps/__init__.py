"""The bots that a universal bot leads to."""
