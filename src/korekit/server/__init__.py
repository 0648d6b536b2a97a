"""HTTP: route, gather facts, decide, call the handler, render.

It walks the catalogue and knows no operation by name.
"""
