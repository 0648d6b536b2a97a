"""The rows that the platform keeps, with the statements on them.

What two features need of a table lies here; what one needs lies beside it.
"""
