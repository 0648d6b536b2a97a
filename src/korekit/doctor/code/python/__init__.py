"""The requests that Python code would send, told from its syntax tree; nothing of it is run."""
