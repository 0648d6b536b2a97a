"""What `korekit demo` shows."""
