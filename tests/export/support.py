"""A store with a conversation in it, and an export of that."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from chat.export.beside import InStore
from chat.export.export import Choice, Tally, pieces
from chat.export.folder import Target, export
from chat.messages import Finished, Part, TextPart
from chat.pictures import PictureStore
from chat.store.store import Store

CHOICE = Choice("9.9")


async def conversation(store: Store, *said: str | Sequence[Part], title: str = "Boats") -> int:
    """A conversation in which `said` were said, question and answer in turns."""
    number = await store.new_conversation(title=title, system='be "brief"\n---\n')
    parent = None
    for index, text in enumerate(said):
        parts = (TextPart(text),) if isinstance(text, str) else tuple(text)
        if index % 2 == 0:
            parent = await store.ask(number, parent, parts, endpoint="lab", model="small")
        else:
            parent = await store.begin(parent, endpoint="lab", model="small")
            await store.end(parent, parts, Finished())
    return number


def pictures(folder: Path) -> PictureStore:
    return PictureStore(folder / "pictures")


def stream(store: Store, number: int, folder: Path, choice: Choice = CHOICE) -> tuple[str, Tally]:
    """The Markdown as it goes down a pipe."""
    tally = Tally()
    row = store.conversation(number)
    assert row is not None
    return "".join(pieces(store, row, choice, InStore(pictures(folder)), tally)), tally


def write(
    store: Store, number: int, folder: Path, choice: Choice = CHOICE, stem: str = "boats"
) -> tuple[Path, Tally]:
    """The same as a file, in the folder `out`."""
    row = store.conversation(number)
    assert row is not None
    (folder / "out").mkdir(exist_ok=True)
    return export(store, row, choice, pictures(folder), Target(folder / "out", stem))
