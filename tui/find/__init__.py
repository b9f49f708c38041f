"""Finding words in a conversation: what is looked for, where it is, and the row it is typed in."""
