"""The users of an account: listed, given roles, put out, asked to join."""
