"""Conversations on disk: SQLite, one writer thread, short reads on a connection of their own."""
