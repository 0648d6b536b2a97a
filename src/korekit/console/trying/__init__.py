"""Calls that people build from the catalogue in the browser."""
