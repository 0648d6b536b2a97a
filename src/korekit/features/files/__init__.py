"""Files that callers upload for later use."""
