"""A thought that goes on, line by line as it was said: only its last line is written again."""

from __future__ import annotations

from collections.abc import Sequence

from tui.transcript.growth import Growth
from tui.transcript.message_rows import write_thought_lines

_LONGEST = 4096
"""Characters of a line beyond which it is parted until the thought has ended."""


class GrowingThought(Growth):
    _unread = ""
    """The last line, and the ends of lines behind it: they are rows when something follows."""

    def update(self, most: int | None = None) -> int:
        galley, text = self._galley, self._unread + self._incoming.take(most)
        changed = galley.kept
        galley.cut()
        text = text if galley.rows else text.lstrip("\n")
        said = text.rstrip("\n")
        *whole, last = said.split("\n")
        while len(last) > _LONGEST:
            end = last.rfind(" ", 0, _LONGEST) + 1 or _LONGEST
            whole.append(last[:end])
            last = last[end:]
        if whole:
            self._write(whole)
            galley.keep()
        if last:
            self._write([last])
        self._unread = last + text[len(said) :]
        return changed

    def _write(self, lines: Sequence[str]) -> None:
        sheet = self._galley.sheet()
        write_thought_lines(sheet, "\n".join(lines))
        self._galley.take(sheet)
