"""Tokens as people handle them: claims typed in, times in words."""
