"""The ways in which people write a request, one file each.

A file defines `FORM`. To add a form, add a file: `reading` finds it.
"""
