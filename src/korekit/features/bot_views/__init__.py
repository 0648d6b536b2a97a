"""What is seen of a bot before anything is changed."""
