"""What made a picture, kept inside its file: put in and read back without touching its pixels."""
