"""Whom a command speaks for, by options, environment, a remembered profile."""
