"""Whether a call may proceed; if not, why, with what helps.

The checks are one ordered list of small pure functions over facts. Whoever gathers facts (the server) runs the list
and gets a value: `Granted` or `Refused`. Every surface reads that value.
"""
