"""The conversation drawn as lines by one widget; `view.Transcript` is what the rest uses."""
