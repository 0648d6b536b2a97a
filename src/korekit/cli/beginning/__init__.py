"""What `korekit` alone says to do next."""
