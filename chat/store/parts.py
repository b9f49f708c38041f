"""Parts, ends and usage as JSON text. Lone surrogates become U+FFFD here: SQLite takes none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any, assert_never

from chat.chunks import Usage
from chat.errors import Failure
from chat.messages import (
    End,
    Failed,
    FilePart,
    Finished,
    Part,
    Picture,
    PicturePart,
    ReasoningPart,
    TextPart,
)
from chat.store.errors import StoreError
from chat.text import Joiner, repaired

_SLICE = 65_536
"""Characters of a text that are encoded at once."""


def dump(value: Any) -> str:
    """JSON; a value that JSON does not know is kept as its `str`."""
    return repaired(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str))


def encode(parts: Iterable[Part]) -> str:
    return f"[{','.join(map(_encoded, parts))}]"


def _encoded(part: Part) -> str:
    """A long text in slices: encoding five megabytes at once keeps every other thread waiting."""
    if not isinstance(part, FilePart) or len(part.text) <= _SLICE:
        return dump(_part(part))
    text, joiner = part.text, Joiner()
    pieces = [joiner.feed(text[at : at + _SLICE]) for at in range(0, len(text), _SLICE)]
    quoted = "".join(dump(piece)[1:-1] for piece in (*pieces, joiner.flush()))
    return f'{dump(_part(replace(part, text="")))[:-2]}{quoted}"}}'


def decode(text: str) -> tuple[Part, ...]:
    """`StoreError` for what none of us wrote."""
    try:
        return tuple(_read(row) for row in json.loads(text))
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError("corrupt", str(error)) from error


def words(text: str) -> str:
    """What the text parts say, without making parts: for looking through many. `StoreError`."""
    try:
        rows = json.loads(text)
        return "\n\n".join([row["text"] for row in rows if len(row) == 1 and "text" in row])
    except (ValueError, TypeError) as error:
        raise StoreError("corrupt", str(error)) from error


def encode_end(end: End) -> str:
    match end:
        case Finished(reason=reason):
            return dump({"finished": reason})
        case Failed(failure=failure):
            return dump({"failed": asdict(failure)})
        case _:
            assert_never(end)


def decode_end(text: str | None) -> End | None:
    if text is None:
        return None
    row = json.loads(text)
    return Finished(row["finished"]) if "finished" in row else Failed(Failure(**row["failed"]))


def encode_usage(usage: Usage | None) -> str | None:
    return None if usage is None else dump(asdict(usage))


def decode_usage(text: str | None) -> Usage | None:
    return None if text is None else Usage(**json.loads(text))


def encode_picture(picture: Picture) -> str:
    return dump(_picture(picture))


def decode_picture(text: str) -> Picture:
    """`StoreError` for what none of us wrote."""
    try:
        return Picture(**json.loads(text))
    except (ValueError, TypeError) as error:
        raise StoreError("corrupt", str(error)) from error


def size(parts: Iterable[Part]) -> tuple[int, int]:
    """Characters and newlines of what is shown unfolded: texts; anything else takes a line."""
    characters = newlines = 0
    for part in parts:
        if isinstance(part, TextPart):
            characters += len(part.text)
            newlines += part.text.count("\n")
        else:
            newlines += 1
    return characters, newlines


def _part(part: Part) -> dict[str, Any]:
    match part:
        case TextPart(text=text):
            return {"text": text}
        case ReasoningPart(text=text, seconds=seconds):
            return {"reasoning": text, "seconds": seconds}
        case FilePart(name=name, type=kind, text=text):
            return {"file": name, "type": kind, "text": text}
        case PicturePart(picture=picture, failed=failed, source=source, prompt=prompt):
            kept = None if picture is None else _picture(picture)
            return {"picture": kept, "failed": failed, "source": source, "prompt": prompt}
        case _:
            assert_never(part)


def _picture(picture: Picture) -> dict[str, Any]:
    return {name: getattr(picture, name) for name in Picture.__slots__}


def _read(row: Mapping[str, Any]) -> Part:
    match row:
        case {"reasoning": str() as text, "seconds": seconds}:
            return ReasoningPart(text, seconds)
        case {"file": name, "type": kind, "text": text}:
            return FilePart(name, kind, text)
        case {"picture": kept, "failed": failed, "source": source, "prompt": prompt}:
            picture = None if kept is None else Picture(**kept)
            return PicturePart(picture, failed, source, prompt)
        case {"text": str() as text}:
            return TextPart(text)
        case _:
            raise ValueError(f"no part we know: {sorted(row)}")
