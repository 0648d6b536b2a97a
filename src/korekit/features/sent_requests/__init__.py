"""What users tried out, each for himself."""
