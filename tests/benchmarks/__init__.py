"""Figures, each beside its floor measured in the same run: `make bench`, `make bench ARGS=name`."""
