"""What can be done with the picture that is shown, the same in the panel and in full screen."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from textual.binding import Binding

from chat.files import file_name
from chat.messages import Picture
from chat.pictures import Limits
from chat.text import clean_line
from chat.turn import PictureError
from tui.pictures.darkroom import Darkroom
from tui.pictures.kept import Lost, way_out, whole
from tui.pictures.outside import OpenError, open_outside
from tui.pictures.save import UNNAMED, FormatError, ending, save_as, save_folder
from tui.pictures.source import Load

BROWSE = (
    Binding("right,n", "browse(1)", "next picture", key_display="n"),
    Binding("left,p", "browse(-1)", "previous picture", key_display="p"),
    Binding("home", "browse(-1000000)", "first picture", show=False),
    Binding("end", "browse(1000000)", "newest picture", show=False),
    Binding("s", "save", "save; again: save as"),
    Binding("o", "open_outside", "open outside"),
    Binding("y", "copy", "copy"),
    Binding("i", "info", "all about it"),
    Binding("r", "redo('again')", "draw it again"),
    Binding("v", "redo('vary')", "vary: another seed"),
    Binding("e", "redo('edit')", "edit the prompt"),
    Binding("u", "redo('use')", "use in a question"),
    Binding("f", "fetch", "fetch again"),
)


class Doings:
    """Mixed into a widget that has `picture`, `darkroom`, `load`, and `say(sentence, failed)`."""

    darkroom: Darkroom
    load: Load

    @property
    def picture(self) -> Picture | None:
        raise NotImplementedError

    def say(self, sentence: str, *, failed: bool = False) -> None:
        raise NotImplementedError

    _saved: str | None = None
    """The hash of the picture that was saved last: saving it again asks for a name."""
    _named = ""
    """The name under which it could not be saved: that one is asked again."""

    async def action_save(self) -> None:
        picture = self.picture
        if picture is None:
            return
        folder = save_folder(os.environ, Path.home())
        if self._saved == picture.hash:
            self._ask_name(picture, folder)
            return
        if await self._save(picture, folder):
            self._saved = picture.hash

    def _ask_name(self, picture: Picture, folder: Path) -> None:
        """Where else: a file, or a folder that is there."""
        from tui.ask_line import AskLine

        def named(told: str | None) -> None:
            if told:
                self._named = told
                self._aside(self._save(picture, Path(told)))
            self.call_after_refresh(self.focus)  # type: ignore[attr-defined]

        name = f"{file_name(picture.prompt, UNNAMED)}{ending(picture)}"
        asking = AskLine("Save the picture as", self._named or _short(folder / name))
        self.app.push_screen(asking, named)  # type: ignore[attr-defined]

    async def _save(self, picture: Picture, target: Path) -> bool:
        if await self._kept(picture) is None:
            return False
        file, limits = self.load(picture), self.darkroom.limits
        try:
            saved = await asyncio.to_thread(save_as, picture, file, target, limits)
        except FileNotFoundError:
            self.say(f"Not saved: there is no folder {_short(target.parent)}.", failed=True)
        except (FormatError, PictureError) as error:
            self.say(f"Not saved. {error}", failed=True)
        except FileExistsError:
            self.say(f"{_short(target)} is there already; nothing was written.", failed=True)
        except OSError as error:
            self.say(f"Not saved in {_short(target)}: {error.strerror or error}.", failed=True)
        else:
            self._named = ""
            lost = f" ({saved.left_out})" if saved.left_out else ""
            self.say(f"saved as {_short(saved.path)}{lost}")
            return True
        return False

    def _aside(self, work: Coroutine[Any, Any, object]) -> None:
        """Not in the key's own handler: all keys after it would wait for seconds."""
        self.run_worker(work, group="doing")  # type: ignore[attr-defined]

    async def _kept(self, picture: Picture) -> bytes | None:
        """Its bytes; None where they are lost, which is said with the way out."""
        try:
            return await asyncio.to_thread(whole, picture, self.load(picture))
        except Lost as error:
            self.say(" · ".join(filter(None, (str(error), way_out(picture)))), failed=True)
            return None

    def action_open_outside(self) -> None:
        if (picture := self.picture) is not None:
            self._aside(self._open_outside(picture))

    async def _open_outside(self, picture: Picture) -> None:
        if await self._kept(picture) is None:
            return
        try:
            await open_outside(picture, self.load(picture))
        except OpenError as error:
            self.say(str(error), failed=True)
        else:
            self.say("opened outside")

    def action_copy(self) -> None:
        """The picture itself where the system takes one, else the name of its file."""
        if (picture := self.picture) is not None:
            self._aside(self._copy(picture))

    async def _copy(self, picture: Picture) -> None:
        if (kept := await self._kept(picture)) is None:
            return
        from tui.clipboard import copy_picture
        from tui.copying import take_out

        try:
            data = await asyncio.to_thread(_as_png, kept, self.darkroom.limits)
        except PictureError as error:
            self.say(str(error), failed=True)
            return
        if road := await copy_picture(data):
            self.say(f"copied the picture ({road})")
            return
        self.say(await take_out(str(self.load(picture)), "name of its file", self.app))  # type: ignore[attr-defined]

    async def action_redo(self, way: str) -> None:
        """Draw it again, vary it, edit its prompt, or use it in a question."""
        picture = self.picture
        if picture is None or (way == "use" and await self._kept(picture) is None):
            return
        if sentence := self.app.chat.drawing.redo(picture, way):  # type: ignore[attr-defined]
            self.say(sentence, failed=True)

    def action_fetch(self) -> None:
        """One that is missing or damaged, from its address."""
        picture = self.picture
        if picture is None:
            return
        if not picture.source:
            told = "Where it came from is not known."
            self.say(" · ".join(filter(None, (told, way_out(picture)))), failed=True)
            return
        self.say("Fetching the picture again …")
        self.run_worker(self._fetch(picture), group="fetch", exclusive=True)  # type: ignore[attr-defined]

    async def _fetch(self, picture: Picture) -> None:
        came = await self.app.chat.gallery.fetch(picture)  # type: ignore[attr-defined]
        if self.is_attached:  # type: ignore[attr-defined]
            self.say(came.sentence, failed=came.picture is None)
            await self.fetched(picture, came.picture or picture, came.sentence)

    async def fetched(self, old: Picture, new: Picture, sentence: str) -> None:
        """Show `new`, which may have other bytes, in place of `old`; `sentence` is said."""
        raise NotImplementedError


def _as_png(data: bytes, limits: Limits) -> bytes:
    """In a thread: programs that take pictures from a clipboard all take this kind."""
    from tui.pictures.decode import as_png

    return as_png(data, limits)


def _short(path: Path) -> str:
    """With `~` for the home folder."""
    home = str(Path.home())
    text = str(path)
    return clean_line("~" + text[len(home) :] if text.startswith(home + os.sep) else text)
