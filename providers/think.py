"""Thoughts that local models put into the text: `<think>…</think>` at its very beginning.

Only there, so that an answer *about* the tag stays text. Pieces may split the tag anywhere.
"""

from __future__ import annotations

from chat.chunks import Reasoning

_TAGS = ("<think>", "<thinking>", "<thought>", "<reasoning>")
_LONGEST = max(map(len, _TAGS))


class Thoughts:
    """`feed` text, get text and `Reasoning`; `flush` gives what is held back."""

    def __init__(self) -> None:
        self._held = ""
        self._closing = ""
        self.over = False
        """Whether everything from here on is text."""
        self._trim = False
        self._begun = False

    @property
    def plain(self) -> bool:
        """Whether text goes through as it is."""
        return self.over and not self._trim and not self._held

    def feed(self, text: str) -> list[str | Reasoning]:
        """What is certain by now."""
        if self.over and not self._trim:
            text, self._held = self._held + text, ""
            return [text] if text else []
        if self._trim:
            text = text.lstrip()
            self._trim = not text
            return [text] if text else []
        self._held += text
        return self._inside() if self._closing else self._before()

    def flush(self) -> list[str | Reasoning]:
        """What is left when the answer has ended; an unclosed thought stays one."""
        held, self._held = self._held, ""
        if not held:
            return []
        return [Reasoning(held) if self._closing and not self.over else held]

    def _before(self) -> list[str | Reasoning]:
        start = self._held.lstrip()
        tag = next((tag for tag in _TAGS if start.startswith(tag)), None)
        if tag is not None:
            self._closing = "</" + tag[1:]
            self._held, self._begun = start[len(tag) :], False
            return self._inside()
        if any(possible.startswith(start) for possible in _TAGS) and len(start) < _LONGEST:
            return []
        self.over, held, self._held = True, self._held, ""
        return [held]

    def _inside(self) -> list[str | Reasoning]:
        if not self._begun:
            # An empty thought, as some models give when they were told not to think, is none.
            self._held = self._held.lstrip()
            self._begun = bool(self._held)
        thought, closing, rest = self._held.partition(self._closing)
        if not closing:
            keep = _overlap(thought, self._closing)
            self._held = thought[len(thought) - keep :]
            thought = thought[: len(thought) - keep]
            return [Reasoning(thought)] if thought else []
        self.over, self._held = True, ""
        rest = rest.lstrip()
        self._trim = not rest
        pieces: list[str | Reasoning] = [Reasoning(thought)] if thought else []
        return [*pieces, rest] if rest else pieces


def _overlap(text: str, tag: str) -> int:
    """How many characters at the end of `text` may be the beginning of `tag`."""
    for size in range(min(len(tag) - 1, len(text)), 0, -1):
        if text.endswith(tag[:size]):
            return size
    return 0
