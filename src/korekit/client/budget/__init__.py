"""Calls spread over time, so that no rate limit refuses one."""
