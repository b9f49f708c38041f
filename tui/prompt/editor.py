"""The person's own editor, on a private file, while answers go on arriving."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chat.text import clean_line, repaired

_FALLBACKS = ("sensible-editor", "nano", "vim", "vi", "micro", "emacs")


class EditorError(Exception):
    """The editor could not be used; its text is the sentence for a person."""

    def __init__(self, sentence: str, saved: str | None = None) -> None:
        super().__init__(sentence)
        self.saved = saved
        """What an editor that crashed had saved before, if that is something new."""


def command(environ: Mapping[str, str]) -> list[str]:
    """The editor's words: $VISUAL, else $EDITOR, else one that is there. `EditorError` if none."""
    for name in ("VISUAL", "EDITOR"):
        value = environ.get(name, "").strip()
        if value:
            try:
                return shlex.split(value)
            except ValueError as error:
                raise EditorError(f"${name} is not a command: {clean_line(value, 60)}") from error
    for name in _FALLBACKS:
        if found := shutil.which(name, path=environ.get("PATH")):
            return [found]
    raise EditorError("No editor is set: $EDITOR names one.")


async def edit(text: str, app: Any, environ: Mapping[str, str] = os.environ) -> str | None:
    """`text` as it comes back from the editor, None if it was left as it was.

    Nothing is painted meanwhile, but the loop goes on: answers stream and are stored. A terminal
    that cannot be handed over, or an editor that fails, is an `EditorError`; the text is kept.
    """
    from textual.app import SuspendNotSupported

    words = command(environ)
    path = await asyncio.to_thread(_written, text)
    kept = False
    try:
        try:
            with app.batch_update(), app.suspend():
                failed, crashed = await _run([*words, str(path)], environ)
        except SuspendNotSupported:
            raise EditorError("This terminal cannot be handed to an editor.") from None
        finally:
            app.refresh(layout=True)
        if crashed:
            error, kept = await asyncio.to_thread(_rescued, path, text, failed)
            raise error
        if failed:
            raise EditorError(f"{failed}; nothing was changed.")
        return await asyncio.to_thread(_read, path, text)
    finally:
        if not kept:
            await asyncio.to_thread(shutil.rmtree, path.parent, ignore_errors=True)


def _written(text: str) -> Path:
    path = Path(tempfile.mkdtemp(prefix="palaver-"), "message.md")
    path.write_text(repaired(text), "utf-8")
    return path


async def _run(words: list[str], environ: Mapping[str, str]) -> tuple[str, bool]:
    """Why it failed, or the empty string; and whether it crashed: an exit code is the person's
    word (`:cq`), a signal is not. It never raises: the app must get its terminal back."""
    name = clean_line(Path(words[0]).name, 40)
    try:
        with _own_interrupts():
            process = await asyncio.create_subprocess_exec(*words, env=dict(environ))
            code = await process.wait()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be started"
        return f"The editor {clean_line(words[0], 60)} did not start: {reason}", False
    if code < 0:
        return f"{name} was ended by {_signal(-code)}", True
    # A shell or a wrapper that ran the editor tells its signal as 128 and more.
    return f"{name} ended with {code}" if code else "", code > 128


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


@contextmanager
def _own_interrupts() -> Iterator[None]:
    """A Ctrl+C meant for the editor reaches the whole terminal group: it must not end the app."""
    try:
        before = signal.signal(signal.SIGINT, lambda number, frame: None)
    except ValueError:  # not the main thread: interrupts do not come here
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _rescued(path: Path, before: str, failed: str) -> tuple[EditorError, bool]:
    """What a crash is told as, with what was saved; and whether the folder has to stay: a swap or
    a rescue file beside the text may hold what was not saved."""
    try:
        saved = _read(path, before)
    except EditorError:
        saved = None
    left = any(other != path for other in path.parent.iterdir())
    then = "What it had saved is here, ^Z takes it back." if saved else "Nothing was changed."
    # First: a narrow terminal cuts the end of a sentence, and this stands nowhere else.
    where = f" It left a file (in {path.parent})." if left else ""
    return EditorError(f"{failed}.{where} {then}", saved or None), left


def _read(path: Path, before: str) -> str | None:
    try:
        text = path.read_text("utf-8", "replace")
    except OSError as error:
        raise EditorError("The editor left no file; nothing was changed.") from error
    if text.endswith("\n") and not before.endswith("\n"):
        text = text[:-1]
    return None if text == before else text
