"""Text that came and is not read yet: cleaned as it is taken, what is only begun stays behind."""

from __future__ import annotations

import re

from chat.text import clean

_MARKS = re.compile("[\x1b\x90\x98\x9b\x9d-\x9f\r]")
# An escape sequence that has not ended, or the first half of a line's end: what follows decides.
_BEGUN = re.compile(
    r"(?:\x1b(?:\[[0-?]*[ -/]*|[ -/]*)"
    r"|\x9b[0-?]*[ -/]*"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f]{0,4096}\x1b?"
    r"|\r)\Z"
)


class Incoming:
    """Takes raw pieces, gives clean text."""

    def __init__(self) -> None:
        self.length = 0
        """Raw characters added."""
        self._added: list[str] = []
        self._text = ""
        self._begun = ""

    @property
    def waiting(self) -> bool:
        """Whether there is text to take."""
        return bool(self._text or self._added)

    def add(self, text: str) -> None:
        self.length += len(text)
        self._added.append(text)

    def take(self, most: int | None = None) -> str:
        """The next characters, at most `most` new ones."""
        self._text += "".join(self._added)
        self._added.clear()
        cut = len(self._text) if most is None else most
        taken, self._text = self._begun + self._text[:cut], self._text[cut:]
        self._begun = ""
        if _MARKS.search(taken) is not None and (begun := _BEGUN.search(taken)) is not None:
            taken, self._begun = taken[: begun.start()], begun[0]
        return clean(taken)
