"""What works in this terminal and what to set where something does not: facts, rows, drawings."""
