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
    with tempfile.TemporaryDirectory(prefix="palaver-") as folder:
        path = Path(folder) / "message.md"
        path.write_text(repaired(text), "utf-8")
        try:
            with app.batch_update(), app.suspend():
                failed = await _run([*words, str(path)], environ)
        except SuspendNotSupported:
            raise EditorError("This terminal cannot be handed to an editor.") from None
        finally:
            app.refresh(layout=True)
        if failed:
            raise EditorError(failed)
        return _read(path, text)


async def _run(words: list[str], environ: Mapping[str, str]) -> str:
    """Why it failed, or the empty string. It never raises: the app must get its terminal back."""
    name = clean_line(words[0], 40)
    try:
        with _own_interrupts():
            process = await asyncio.create_subprocess_exec(*words, env=dict(environ))
            code = await process.wait()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be started"
        return f"The editor {name} did not start: {reason}."
    return f"{name} ended with {code}; nothing was changed." if code else ""


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


def _read(path: Path, before: str) -> str | None:
    try:
        text = path.read_text("utf-8", "replace")
    except OSError as error:
        raise EditorError("The editor left no file; nothing was changed.") from error
    if text.endswith("\n") and not before.endswith("\n"):
        text = text[:-1]
    return None if text == before else text
