"""`palaver export`: conversations as Markdown, into files or down a pipe."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from typing import TextIO

from chat.export.beside import InStore
from chat.export.export import Choice, Empty, Tally, pieces
from chat.export.folder import export
from chat.pictures import PictureStore
from chat.store.errors import StoreError
from chat.store.rows import Conversation
from chat.store.store import Store
from chat.text import clean, clean_line
from tui import __version__, paths
from tui.cli import put
from tui.cli.arguments import Export, UsageError
from tui.cli.output import complain, silence
from tui.export_place import refused, target

_EVERY = -1
_NAMED = 5
"""Conversations of a title that are told apart in a sentence."""


def run(asked: Export) -> int:
    """Returns the exit code. Raises `UsageError`."""
    folders = paths.folders()
    if not folders.database.exists():
        complain("There is no conversation yet.")
        return 1
    try:
        store = Store.open(folders.database, state=folders.state, typing=False)
        with closing(store):
            return _run(asked, store, PictureStore(folders.pictures))
    except StoreError as error:
        complain(f"{error.sentence} {error.next_step}")
        return 1


def _run(asked: Export, store: Store, pictures: PictureStore) -> int:
    choice = Choice(__version__, asked.branches, asked.reasoning)
    if asked.every:
        found = [row.id for row in store.conversations(_EVERY) if row.tip is not None]
    else:
        found = _found(store, asked.conversation)
    if not found:
        named = f" called {clean_line(asked.conversation)!r}" if asked.conversation else " yet"
        complain(f"There is no conversation{named}.")
        return 1
    conversations = (store.conversation(number) for number in found)
    worked = [
        _one(asked, store, conversation, choice, pictures)
        for conversation in conversations
        if conversation is not None
    ]
    return 0 if all(worked) else 1


def _one(
    asked: Export,
    store: Store,
    conversation: Conversation,
    choice: Choice,
    pictures: PictureStore,
) -> bool:
    if not asked.every and _streams(asked.output):
        return _stream(sys.stdout, store, conversation, choice, pictures)
    return _file(asked, store, conversation, choice, pictures)


def _found(store: Store, told: str) -> Sequence[int]:
    """The conversation of that number or title; the last one when nothing is said."""
    if not told:
        last = store.last_conversation()
        return [] if last is None else [last]
    if told.isascii() and told.isdecimal() and len(told) < 19 and store.conversation(int(told)):
        return [int(told)]
    rows = store.conversations(_NAMED + 1, told)
    whole = [row for row in rows if row.title.casefold() == told.casefold()]
    rows = whole if len(whole) == 1 else rows
    if len(rows) > 1:
        names = [f"{row.id} {clean_line(row.title, 60)!r}" for row in rows[:_NAMED]]
        more = ", …" if len(rows) > _NAMED else ""
        raise UsageError(f"more than one conversation has these words: {', '.join(names)}{more}")
    return [row.id for row in rows]


def _streams(output: str) -> bool:
    """Whether the Markdown itself goes out: asked for, or nobody looks at the name of a file."""
    return output == "-" or not (output or (sys.stdout is not None and sys.stdout.isatty()))


def _file(
    asked: Export,
    store: Store,
    conversation: Conversation,
    choice: Choice,
    pictures: PictureStore,
) -> bool:
    try:
        place = target(asked.output, conversation.title)
        path, tally = export(store, conversation, choice, pictures, place)
    except OSError as error:
        complain(refused(error, asked.output))
        return False
    except Empty:
        return _empty(conversation)
    return put(f"{clean_line(str(path), 4096)}\n") == 0 and _told(conversation, tally)


def _stream(
    stream: TextIO | None,
    store: Store,
    conversation: Conversation,
    choice: Choice,
    pictures: PictureStore,
) -> bool:
    if stream is None:
        complain("The conversation cannot be written: standard output is closed.")
        return False
    tally = Tally()
    try:
        for piece in pieces(store, conversation, choice, InStore(pictures), tally):
            _write(stream, piece)
        stream.flush()
    except OSError as error:
        silence(stream)
        if not isinstance(error, BrokenPipeError):
            complain(f"The conversation cannot be written: {error.strerror or error}.")
        return False
    except Empty:
        return _empty(conversation)
    return _told(conversation, tally)


def _write(stream: TextIO, piece: str) -> None:
    """Byte for byte as it was said; to a terminal, without what would move its cursor."""
    if stream.isatty():
        stream.write(clean(piece).encode(stream.encoding, "replace").decode(stream.encoding))
    else:
        stream.buffer.write(piece.encode("utf-8", "replace"))


def _empty(conversation: Conversation) -> bool:
    complain(f"Nothing was said in conversation {conversation.id} yet.")
    return False


def _told(conversation: Conversation, tally: Tally) -> bool:
    """Say what is not whole; whether all of it is there."""
    title = clean_line(conversation.title, 60)
    if tally.growing:
        complain(f"{title}: an answer is still being given; it is there as far as it went.")
    for sentence in dict.fromkeys(tally.lost):
        count = tally.lost.count(sentence)
        complain(f"{title}: {sentence}{f' ({count} times)' if count > 1 else ''}")
    return not tally.lost
