"""A bot brought to a host in steps that survive an interruption."""
