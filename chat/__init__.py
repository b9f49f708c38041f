"""What a conversation is: chunks, messages, turns, the tree, the store.

Standard library only: no screen, no network. Folders are passed in.
"""
