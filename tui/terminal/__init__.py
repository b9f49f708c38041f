"""The terminal: what it can do, asked once before the app; what it says later, never typed."""
