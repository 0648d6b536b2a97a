"""Measures the platform beside its peers, in the same run, because machines are noisy: what counts is the ratio."""
