"""Prints a turn while it runs: text as it comes, a path for each picture."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from time import time
from typing import Any

from chat.answer import Kept
from chat.chunks import Status
from chat.messages import Picture
from chat.pictures import PictureStore
from chat.text import clean_line, sentences
from chat.turn import Turn
from tui.cli import saving
from tui.cli.arguments import Ask
from tui.cli.output import Output, complain


class Printer:
    """Follows one turn. `saved` and `lost` tell afterwards what became of its pictures."""

    def __init__(self, output: Output, pictures: PictureStore, asked: Ask) -> None:
        self.saved: list[str] = []
        self.lost: list[str] = []
        self._waiting = ""
        self._output, self._pictures, self._asked = output, pictures, asked

    async def follow(self, turn: Turn) -> None:
        """Until the turn's end. Raises `Closed` when nobody reads."""
        async for batch in turn.follow():
            text: list[str] = []
            for _, event in batch:
                match event:
                    case str():
                        text.append(event)
                    case Kept():
                        await self._say("".join(text))
                        text.clear()
                        await self._picture(event)
                    case Status():
                        self._wait(event)
                    case _:
                        pass
            await self._say("".join(text))
        if not self._asked.json:
            await self._output.line()

    async def object(self, values: dict[str, Any]) -> None:
        """The turn as one JSON object; where its pictures were saved is known here."""
        for picture, path in zip(values["pictures"], self.saved, strict=False):
            picture["path"] = path
        await self._output.line(json.dumps(values))

    def _wait(self, status: Status) -> None:
        """Each wait is told once; in a log only those that begin, not how far they are."""
        if status.sentence != self._waiting and (status.until or sys.stderr.isatty()):
            self._waiting = status.sentence
            again = f"Again in {max(1, round(status.until - time()))} s." if status.until else ""
            complain(clean_line(sentences(status.sentence, again) if again else status.sentence))

    async def _say(self, text: str) -> None:
        if text and not self._asked.json:
            await self._output.write(text)

    async def _picture(self, event: Kept) -> None:
        if event.picture is None:
            self.lost.append(event.failed or "a picture could not be kept")
            return
        try:
            path = await asyncio.to_thread(self._save, event.picture)
        except OSError as error:
            self.lost.append(clean_line(str(error)))
            return
        self.saved.append(path)
        if not self._asked.json:
            await self._output.line(path if path.isprintable() else ascii(path))

    def _save(self, picture: Picture) -> str:
        kept = self._pictures.path(picture.hash)
        if not self._asked.output:
            return os.fspath(kept)
        saved, problem = saving.save(picture, kept, self._asked.output, len(self.saved))
        path = os.fspath(saved)
        if saving.is_broken(kept):
            self.lost.append(f"{clean_line(path)}: the picture is broken, as the server sent it")
        elif problem:
            self.lost.append(f"{clean_line(path)}: saved as it came. {problem}")
        return path
