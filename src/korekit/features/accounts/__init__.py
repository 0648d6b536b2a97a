"""Accounts with the people who belong to them."""
