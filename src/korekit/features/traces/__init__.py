"""Refused calls as the account's owner may see them."""
