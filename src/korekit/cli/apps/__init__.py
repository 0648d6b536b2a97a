"""Apps of an account: what `korekit app` does."""
