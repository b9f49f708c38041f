"""How each wire is spoken: one file a wire, over httpx. Imports chat, never tui."""
