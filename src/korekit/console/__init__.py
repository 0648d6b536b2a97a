"""Pages in the browser, in front of the platform.

A page is a module's function in `pages`, with a template; pages call the catalogue's operations and never the tables.
"""
