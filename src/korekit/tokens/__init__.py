"""Tokens: how they are made, read, checked.

Verification is strict where general libraries are lenient (one algorithm, one encoding, no duplicate keys) and
lenient only where the vendor's platform is known to be, each time by a named tolerance.
"""
