"""One running palaver: a file named for it, locked while it lives, whatever ends it.

An answer that is being given names its instance; only when that lock is free was it interrupted.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from chat.files import make_folder


class Instance:
    """Holds the lock from the first line of `__init__` until `close` or the process's end."""

    def __init__(self, folder: Path) -> None:
        """`OSError` when the folder cannot be written."""
        make_folder(folder)
        self.folder = folder
        self.name = f"{os.getpid()}-{os.urandom(6).hex()}"
        self._path = folder / f"{self.name}.lock"
        self._file = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def close(self) -> None:
        if self._file >= 0:
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = -1


def alive(folder: Path, name: str) -> bool:
    """Whether the instance `name` still holds its lock; the file of a dead one is removed."""
    path = folder / f"{name}.lock"
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        path.unlink(missing_ok=True)
        return False
    finally:
        os.close(file)


@contextmanager
def alone(folder: Path) -> Generator[None, None, None]:
    """Let no other instance change `folder` meanwhile: what is read, changed and written again
    would lose what it wrote. Blocking; `OSError`. Where a file system has no locks, nothing.
    """
    make_folder(folder)
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
