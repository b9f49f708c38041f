"""Where a person types: the field, its chips, history, completion, and the queue above it."""
