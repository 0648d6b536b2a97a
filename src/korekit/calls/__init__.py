"""What handlers get: the call with the services behind it; how one is bound to its operation."""
