"""Pictures on the screen: decoded and encoded in threads, drawn in the best way there is."""
