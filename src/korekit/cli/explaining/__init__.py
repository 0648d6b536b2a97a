"""What `korekit doctor` does with what it is given."""
