"""A call judged by what its author has: the request, perhaps the answer, perhaps the secret.

Each file looks at one thing and writes what it finds into the `Scene`; `judge` puts them in order. What cannot be known
from outside stays unknown.
"""
