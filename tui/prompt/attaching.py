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
from tui.prompt.files import PICTURES, AttachError, PictureFile, read, resolved
from tui.prompt.large import chip, refusal
from tui.prompt.told import CameLate

if TYPE_CHECKING:
    from chat.messages import Part
    from tui.prompt.home import Home
    from tui.prompt.prompt import Prompt

Attach = Callable[[bytes, str], Awaitable[PicturePart]]
"""`attach(data, name)` keeps a picture; `PictureError` or `OSError` when it cannot."""

_PATH = re.compile(r"(?:file://)?(?:localhost)?/|~/")
_MOST = 20
"""Files of one drop."""


class Attaching:
    """Belongs to one prompt; what comes when another conversation is shown is told (`CameLate`)."""

    def __init__(self, prompt: Prompt) -> None:
        self._prompt = prompt
        self._under_way = 0
        self._then: tuple[Home, Callable[[], None]] | None = None
        self._pasting = 0
        self._one = asyncio.Lock()

    @property
    def busy(self) -> bool:
        return self._under_way > 0

    def then(self, do: Callable[[], None]) -> None:
        """`do` it when nothing is under way any more, if the same draft is shown then."""
        self._then = self._prompt.home, do

    def file(self, typed: str) -> None:
        self._start(self._file(typed, ""))

    def dropped(self, text: str) -> bool:
        """Whether this paste is the paths of pictures, as terminals type them when files are
        dropped."""
        paths = _dropped_paths(text)
        if len(paths) == 1:
            self._start(self._file(paths[0], text))
        else:
            for path in paths:
                self._start(self._file(path, shlex.quote(path) + " "))
        return bool(paths)

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
        if not self.busy and self._then is not None:
            (home, do), self._then = self._then, None
            if self._shown(home):
                do()

    def _shown(self, home: Home) -> bool:
        """Whether what was at home there is still, or again, in the prompt."""
        return home.conversation == self._prompt.conversation

    def _add(self, part: Part, home: Home) -> None:
        if self._shown(home):
            self._prompt.add(part)
        else:
            self._late(part, home)

    def _late(self, part: Part, home: Home, *, torn: bool = False) -> None:
        self._prompt.post_message(CameLate(part, torn, home.conversation))

    async def _file(self, typed: str, otherwise: str) -> None:
        """`otherwise` is pasted where nothing can be attached."""
        home = self._prompt.home
        try:
            found = await asyncio.to_thread(read, resolved(typed))
            part = await self._kept(found) if isinstance(found, PictureFile) else found
        except (AttachError, OSError) as error:
            await self._not_attached(typed, str(error), otherwise, home)
        except PictureError as error:
            sentence = f"{clean_line(resolved(typed).name, 80)}: {error}"
            await self._not_attached(typed, sentence, otherwise, home)
        else:
            self._add(part, home)

    async def _paste(self, text: str, torn: bool) -> None:
        home = self._prompt.home
        try:
            async with self._one:
                part, label = await asyncio.to_thread(chip, text)
        finally:
            self._pasting -= 1
        if self._shown(home):
            self._prompt.pasted(part.text, torn=torn, label=label)
        else:
            self._late(part, home, torn=torn)

    async def _clipboard(self) -> None:
        home = self._prompt.home
        match await clipboard.paste(self._prompt.app):
            case str(text) if self._shown(home):
                self._prompt.paste(text)
            case str(text):
                part, _ = await asyncio.to_thread(chip, text)
                self._late(part, home)
            case bytes(data):
                try:
                    self._add(await self._kept(PictureFile("clipboard", data)), home)
                except (PictureError, OSError) as error:
                    self._failed(str(error), "")
            case None:
                self._prompt.hint("The clipboard is empty, or nothing here can read it.")

    async def _kept(self, picture: PictureFile) -> PicturePart:
        if self._prompt.attach is None:
            raise PictureError("Pictures cannot be attached yet.")
        return await self._prompt.attach(picture.data, picture.name)

    async def _not_attached(self, typed: str, sentence: str, otherwise: str, home: Home) -> None:
        """A path of nothing was perhaps no file that was dropped: it is only text."""
        if otherwise and not self._shown(home):
            self._late(chip(otherwise)[0], home)
            return
        self._failed(sentence, otherwise)
        if otherwise and await asyncio.to_thread(resolved(typed).exists):
            self._prompt.hint(clean_line(sentence))

    def _failed(self, sentence: str, otherwise: str) -> None:
        self._then = None
        if otherwise:
            self._prompt.insert_quietly(otherwise)
        else:
            self._prompt.hint(clean_line(sentence))


def _dropped_paths(text: str) -> list[str]:
    """The paths of pictures that are all of `text`; none for every other text."""
    text = text.strip()
    if "\n" in text or len(text) > 4_096 or not _PATH.match(text.lstrip("'\"")):
        return []
    try:
        words = shlex.split(text)
    except ValueError:
        return []
    paths = [_path(word) for word in words]
    if len(paths) <= _MOST and all(map(_is_picture, paths)):
        return paths
    return [text] if _is_picture(text) else []  # blanks that nobody has quoted


def _path(word: str) -> str:
    if not word.startswith("file://"):
        return word
    return unquote(word.removeprefix("file://").removeprefix("localhost"))


def _is_picture(path: str) -> bool:
    return bool(_PATH.match(path)) and PurePosixPath(path).suffix.lower() in PICTURES
