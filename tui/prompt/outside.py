"""The prompt's text, or a chip's, in the person's own editor (^O)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chat.messages import FilePart
from chat.text import clean

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
        from tui.prompt import editor

        prompt = self._prompt
        try:
            if chip is None:
                text = await editor.edit(prompt.field.text, prompt.app)
                if text is not None:
                    prompt.rewrite(text)
            else:
                await self._edit_chip(chip)
        except (editor.EditorError, OSError) as error:
            prompt.hint(str(error))
        finally:
            self._open = False

    async def _edit_chip(self, chip: int) -> None:
        from tui.prompt import editor

        part = self._prompt.attachments[chip]
        if not isinstance(part, FilePart):
            self._prompt.hint("A picture does not open in an editor.")
            return
        text = await editor.edit(part.text, self._prompt.app)
        if text is not None:
            text = clean(text)
            self._prompt.exchange(chip, replace(part, text=text) if text.strip() else None)
