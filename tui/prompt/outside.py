"""The prompt's text, or a chip's, in the person's own editor (^O)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from chat.messages import FilePart
from chat.text import clean_line

if TYPE_CHECKING:
    from tui.prompt.prompt import Prompt


class Outside:
    """Belongs to one prompt; one editor at a time."""

    def __init__(self, prompt: Prompt) -> None:
        self._prompt = prompt
        self._open = False

    def open(self, chip: int | None) -> None:
        """Edit the chip at `chip`; without one the text, or the last text chip if that is all."""
        if self._open:
            return
        attachments = self._prompt.attachments
        if chip is None and self._prompt.field.empty:
            chip = next(
                (
                    n
                    for n in reversed(range(len(attachments)))
                    if isinstance(attachments[n], FilePart)
                ),
                None,
            )
        self._open = True
        self._prompt.run_worker(self._edit(chip), group="editor")

    async def _edit(self, chip: int | None) -> None:
        part = None if chip is None else self._prompt.attachments[chip]
        try:
            if part is None:
                await self._edited(self._prompt.field.text, self._prompt.rewrite)
            elif isinstance(part, FilePart):
                await self._edited(part.text, partial(self._exchange, part))
            else:
                self._prompt.hint("A picture does not open in an editor.")
        finally:
            self._open = False

    async def _edited(self, text: str, put: Callable[[str], None]) -> None:
        from tui.prompt import editor
        from tui.prompt.large import cleaned

        prompt = self._prompt
        try:
            new = await editor.edit(text, prompt.app)
        except editor.EditorError as error:
            new = error.saved
            prompt.hint(str(error))
        except OSError as error:
            new = None
            prompt.hint(clean_line(f"The text cannot be given to an editor: {error.strerror}."))
        if new is not None:
            put(await asyncio.to_thread(cleaned, new))

    def _exchange(self, part: FilePart, text: str) -> None:
        """The chip may have moved while the editor was open."""
        new = replace(part, text=text) if text.strip() else None
        places = [n for n, now in enumerate(self._prompt.attachments) if now is part]
        if places:
            self._prompt.exchange(places[0], new)
        elif new is not None:
            self._prompt.add(new)
