"""Formulas in answers as readable Unicode: where they are, and what they say."""
