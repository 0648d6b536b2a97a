"""What a command shows: its data, its progress, its end."""
