"""What the command line asked of the app."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wish:
    model: str = ""
    """`endpoint/model` or a bare name; empty: by the rule."""
    go_on: bool = False
    """Open the last conversation."""
    question: str = ""
    """Ask this at once."""
