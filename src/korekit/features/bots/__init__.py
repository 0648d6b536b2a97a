"""The bots of an account, as the public API lists them."""
