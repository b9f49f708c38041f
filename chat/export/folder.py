"""An export as a file: under its name whole or not at all, and over nothing that is there."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from chat.export.beside import InFolder
from chat.export.export import Choice, Tally, pieces
from chat.pictures import PictureStore
from chat.store.reads import Reads
from chat.store.rows import Conversation

_TRIES = 10_000


@dataclass(frozen=True, slots=True)
class Target:
    """The file that is wanted; `boats-2.md` where `boats.md` is taken."""

    folder: Path
    stem: str
    suffix: str = ".md"

    def path(self, number: int) -> Path:
        return self.folder / f"{self.stem}{f'-{number}' if number > 1 else ''}{self.suffix}"


def export(
    reads: Reads, conversation: Conversation, choice: Choice, pictures: PictureStore, target: Target
) -> tuple[Path, Tally]:
    """Write `conversation` to `target`; the path it got. Blocking.

    `StoreError`, `OSError`, `Empty`: after each of them the folder is as it was.
    """
    number = next((n for n in range(1, _TRIES) if not os.path.lexists(target.path(n))), _TRIES)
    beside = InFolder(pictures, target.folder, target.path(number).stem)
    temporary = target.folder / f".palaver-{os.urandom(6).hex()}"
    tally = Tally()
    try:
        with temporary.open("x", encoding="utf-8", errors="replace", newline="") as file:
            for piece in pieces(reads, conversation, choice, beside, tally):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        return _published(temporary, target, number), tally
    except BaseException:
        beside.undo()
        raise
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _published(temporary: Path, target: Target, number: int) -> Path:
    """By the first name that is free. A link never replaces what is there, a rename would."""
    for n in range(number, number + _TRIES):
        path = target.path(n)
        try:
            os.link(temporary, path)
        except FileExistsError:
            continue
        except OSError:  # a file system without links
            if os.path.lexists(path):
                continue
            temporary.rename(path)
        return path
    raise FileExistsError(f"{target.path(number)} and {_TRIES} like it are there already")
