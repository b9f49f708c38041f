"""Files, pictures and the clipboard on their way into the prompt; the work is done in threads."""

from __future__ import annotations

import asyncio
import re
import shlex
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from chat.messages import PicturePart
from chat.text import clean_line
from chat.turn import PictureError
from tui import clipboard
from tui.prompt.files import AttachError, PictureFile, read, resolved
from tui.prompt.large import chip, refusal

if TYPE_CHECKING:
    from tui.prompt.prompt import Prompt

Attach = Callable[[bytes, str], Awaitable[PicturePart]]
"""`attach(data, name)` keeps a picture; `PictureError` or `OSError` when it cannot."""

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
_PATH = re.compile(r"(?:file://)?/|~/")


class Attaching:
    """Belongs to one prompt; what comes late to another conversation is dropped."""

    def __init__(self, prompt: Prompt) -> None:
        self._prompt = prompt
        self._under_way = 0
        self._then: Callable[[], None] | None = None
        self._pasting = 0
        self._one = asyncio.Lock()

    @property
    def busy(self) -> bool:
        return self._under_way > 0

    def then(self, do: Callable[[], None]) -> None:
        """`do` it when nothing is under way any more."""
        self._then = do

    def file(self, typed: str) -> None:
        self._start(self._file(typed, ""))

    def dropped(self, text: str) -> bool:
        """Whether this paste is a picture's path, as terminals type it when a file is dropped."""
        path = _dropped_path(text)
        if path:
            self._start(self._file(path, text))
        return bool(path)

    @property
    def pasting(self) -> bool:
        """Whether a large paste is still being read: what is pasted now comes after it."""
        return self._pasting > 0

    def paste(self, text: str, *, torn: bool) -> None:
        """Pasted text of any size; `torn`: it belongs to the one before."""
        if sentence := refusal(len(text)):
            self._failed(sentence, "")
        else:
            self._pasting += 1
            self._start(self._paste(text, torn))

    def clipboard(self) -> None:
        self._start(self._clipboard())

    def copy(self, text: str) -> None:
        self._prompt.run_worker(self._copy(text), group="clipboard")

    async def _copy(self, text: str) -> None:
        """What was cut is in the prompt's own clipboard anyway: nothing is said."""
        if not await clipboard.copy(text, self._prompt.app):
            clipboard.send(text, self._prompt.app)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._under_way += 1
        self._prompt.run_worker(self._counted(work), group="attaching")

    async def _counted(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        finally:
            self._under_way -= 1
        if not self.busy and (then := self._then):
            self._then = None
            then()

    async def _file(self, typed: str, otherwise: str) -> None:
        """`otherwise` is pasted where nothing can be attached."""
        conversation = self._prompt.conversation
        try:
            found = await asyncio.to_thread(read, resolved(typed))
            part = await self._kept(found) if isinstance(found, PictureFile) else found
        except (AttachError, PictureError, OSError) as error:
            self._failed(str(error), otherwise)
        else:
            if conversation == self._prompt.conversation:
                self._prompt.add(part)

    async def _paste(self, text: str, torn: bool) -> None:
        conversation = self._prompt.conversation
        try:
            async with self._one:
                part, label = await asyncio.to_thread(chip, text)
        finally:
            self._pasting -= 1
        if conversation == self._prompt.conversation:
            self._prompt.pasted(part.text, torn=torn, label=label)

    async def _clipboard(self) -> None:
        match await clipboard.paste(self._prompt.app):
            case str(text):
                self._prompt.paste(text)
            case bytes(data):
                try:
                    self._prompt.add(await self._kept(PictureFile("clipboard", data)))
                except (PictureError, OSError) as error:
                    self._failed(str(error), "")
            case None:
                self._prompt.hint("The clipboard is empty, or nothing here can read it.")

    async def _kept(self, picture: PictureFile) -> PicturePart:
        if self._prompt.attach is None:
            raise PictureError("Pictures cannot be attached yet.")
        return await self._prompt.attach(picture.data, picture.name)

    def _failed(self, sentence: str, otherwise: str) -> None:
        self._then = None
        if otherwise:
            self._prompt.insert_quietly(otherwise)
        else:
            self._prompt.hint(clean_line(sentence))


def _dropped_path(text: str) -> str:
    """The path of a picture that is all of `text`, or the empty string."""
    text = text.strip()
    if "\n" in text or len(text) > 4_096 or not _PATH.match(text.lstrip("'\"")):
        return ""
    if text.startswith("file://"):
        path = unquote(text.removeprefix("file://"))
    else:
        try:
            words = shlex.split(text)
        except ValueError:
            return ""
        path = words[0] if len(words) == 1 else text
    return path if PurePosixPath(path).suffix.lower() in _PICTURES else ""
