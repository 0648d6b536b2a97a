"""Long work of the processor, done in a process of its own so that it holds up no call."""
