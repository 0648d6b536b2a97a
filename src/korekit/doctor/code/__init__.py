"""What pasted code would send, as far as its text says; nothing of it is run."""
