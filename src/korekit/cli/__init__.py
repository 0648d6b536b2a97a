"""The command line.

Every module here is a command if its first line says so: "`korekit NAME`: what it does." It holds a click command
named `command` and is imported only when it is run, so that help and tokens come at once.
"""
