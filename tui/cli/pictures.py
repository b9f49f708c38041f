"""`palaver pictures`: every picture that is kept, and what made the one in a file."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from chat.messages import Picture
from chat.pictures import PictureStore
from chat.store.errors import StoreError
from chat.store.store import Store
from chat.text import clean, clean_line
from chat.turn import PictureError
from tui import paths
from tui.cli import put
from tui.cli.arguments import Pictures
from tui.cli.output import complain
from tui.pictures.caption import amount, kind
from tui.pictures.made.inside import Inside, InsideError, read
from tui.pictures.made.value import Made

_LABEL = 12
_SHORT = 12
"""Letters of a hash that a person needs."""


def run(asked: Pictures) -> int:
    """Returns the exit code."""
    return _info(asked) if asked.file else _list(asked)


# -- what made a picture


def _info(asked: Pictures) -> int:
    try:
        inside = read(Path(asked.file).expanduser())
    except InsideError as error:
        if asked.json:
            told = {"file": asked.file, "error": error.kind, "sentence": str(error)}
            put(json.dumps(told) + "\n")
        else:
            complain(f"{clean_line(asked.file)}: {error}")
        return 1
    if asked.json:
        return put(json.dumps(_values(asked.file, inside)) + "\n")
    return put("".join(_lines(asked.file, inside)))


def _values(file: str, inside: Inside) -> dict[str, Any]:
    """As they are in the file: JSON has its own way to make them harmless."""
    values = asdict(inside)
    return {"file": file, **values}


def _lines(file: str, inside: Inside) -> list[str]:
    picture = Picture("", inside.type, inside.width, inside.height, inside.size)
    facts = [kind(picture), f"{inside.width}×{inside.height}", amount(inside.size)]
    if not inside.width:
        del facts[1]
    rows = [("file", f"{clean_line(Path(file).name)} ({', '.join(facts)})")]
    rows += _made(inside.made) if inside.made else []
    if inside.made is None:
        rows += inside.texts.items()
    lines = [_row(clean_line(name, 40), clean(text)) for name, text in rows if text]
    if inside.made is None and not inside.texts:
        lines.append("It does not tell how it was made.\n")
    return lines


def _made(made: Made) -> list[tuple[str, str]]:
    then = time.strftime("%Y-%m-%d %H:%M", time.localtime(made.time)) if made.time else ""
    return [
        ("prompt", made.prompt),
        ("model", made.speaker),
        *((name, _value(value)) for name, value in made.parameters.items()),
        ("made", then),
        ("with", made.software),
    ]


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _row(name: str, text: str) -> str:
    """A name and its text; what has more than a line stands under its beginning."""
    margin = "\n" + " " * (_LABEL + 2)
    return f"{name:<{_LABEL}}  {margin.join(text.splitlines())}\n"


# -- all of them


def _list(asked: Pictures) -> int:
    folders = paths.folders()
    if not folders.database.exists():
        return put("[]\n" if asked.json else "")
    try:
        store = Store.open(folders.database, state=folders.state, typing=False)
        with closing(store):
            found = _found(store, asked.words)
    except StoreError as error:
        complain(f"{error.sentence} {error.next_step}")
        return 1
    if asked.json:
        files = PictureStore(folders.pictures)
        return put(json.dumps([_told(*one, files) for one in found], indent=1) + "\n")
    return put("".join(_line(picture) for picture, _ in found))


def _found(store: Store, words: str) -> list[tuple[Picture, int]]:
    """The newest first, each with its conversation."""
    asyncio.run(store.read_on())
    rows = store.library(words)
    told = ((store.picture_told(row.message, row.slot), row.conversation) for row in rows)
    return [(one.picture, conversation) for one, conversation in told if one is not None]


def _line(picture: Picture) -> str:
    then = time.strftime("%Y-%m-%d %H:%M", time.localtime(picture.created))
    speaker = clean_line("/".join(filter(None, (picture.endpoint, picture.model))), 60)
    words = (picture.hash[:_SHORT], then, speaker or "attached", clean_line(picture.prompt, 100))
    return "  ".join(filter(None, words)) + "\n"


def _told(picture: Picture, conversation: int, files: PictureStore) -> dict[str, Any]:
    try:
        path = str(files.path(picture.hash))
    except PictureError:
        path = ""
    return {**asdict(picture), "conversation": conversation, "path": path}
