"""What an account did: counted calls, rate windows, jobs."""
