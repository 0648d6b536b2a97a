"""What a curl command would send, told from its words alone."""
