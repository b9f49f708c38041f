"""What can be done with the picture that is shown, the same in the panel and in full screen."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from textual.binding import Binding

from chat.messages import Picture
from chat.text import clean_line
from tui.pictures.outside import OpenError, open_outside
from tui.pictures.save import save, save_folder
from tui.pictures.source import Load

BROWSE = (
    Binding("right,n", "browse(1)", "next picture", key_display="n"),
    Binding("left,p", "browse(-1)", "previous picture", key_display="p"),
    Binding("home", "browse(-1000000)", "first picture", show=False),
    Binding("end", "browse(1000000)", "newest picture", show=False),
    Binding("s", "save", "save"),
    Binding("o", "open_outside", "open outside"),
    Binding("y", "copy", "copy its file name"),
    Binding("i", "info", "all about it"),
)


class Doings:
    """Mixed into a widget that has `picture`, `load`, and `say(sentence, failed)`."""

    load: Load

    @property
    def picture(self) -> Picture | None:
        raise NotImplementedError

    def say(self, sentence: str, *, failed: bool = False) -> None:
        raise NotImplementedError

    async def action_save(self) -> None:
        picture = self.picture
        if picture is None:
            return
        folder = save_folder(os.environ, Path.home())
        try:
            path = await asyncio.to_thread(save, picture, self.load(picture), folder)
        except FileNotFoundError:
            self.say("The picture's file is missing.", failed=True)
        except OSError as error:
            self.say(f"Not saved in {_short(folder)}: {error.strerror or error}.", failed=True)
        else:
            self.say(f"saved as {_short(path)}")

    async def action_open_outside(self) -> None:
        picture = self.picture
        if picture is None:
            return
        try:
            await open_outside(picture, self.load(picture))
        except OpenError as error:
            self.say(str(error), failed=True)
        else:
            self.say("opened outside")

    async def action_copy(self) -> None:
        picture = self.picture
        if picture is None:
            return
        from tui.clipboard import copy

        await copy(str(self.load(picture)), self.app)  # type: ignore[attr-defined]
        self.say("copied the file's name")


def _short(path: Path) -> str:
    """With `~` for the home folder."""
    home = str(Path.home())
    text = str(path)
    return clean_line("~" + text[len(home) :] if text.startswith(home + os.sep) else text)
