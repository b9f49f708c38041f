"""An editor that ends as it should not: what it had saved is not lost, what was discarded is."""

from __future__ import annotations

import tempfile
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from chat.messages import FilePart
from tests.prompt.test_prompt import stage
from tests.support import wait_until
from tui.prompt import editor
from tui.prompt.editor import EditorError, edit


class _App:
    def batch_update(self) -> AbstractContextManager[None]:
        return nullcontext()

    suspend = batch_update

    def refresh(self, *, layout: bool) -> None:
        pass


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the editor's files are made."""
    made = tmp_path / "made"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    return made


@pytest.fixture
def environ(tmp_path: Path) -> Any:
    """The environment of an editor that runs these lines of a shell."""

    def made(lines: str) -> dict[str, str]:
        script = tmp_path / "scribe"
        script.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
        script.chmod(0o755)
        return {"EDITOR": str(script), "PATH": "/usr/bin:/bin"}

    return made


async def test_what_is_saved_comes_back_and_no_file_stays(folder: Path, environ: Any) -> None:
    assert await edit("begun", _App(), environ('printf " edited\\n" >> "$1"')) == "begun edited"
    assert await edit("begun", _App(), environ("true")) is None
    assert list(folder.iterdir()) == []


async def test_an_exit_code_discards(folder: Path, environ: Any) -> None:
    with pytest.raises(EditorError, match="scribe ended with 1; nothing was changed") as caught:
        await edit("begun", _App(), environ('echo other > "$1"; exit 1'))
    assert caught.value.saved is None
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("lines", "why"),
    [("kill -9 $$", "was ended by SIGKILL"), ("exit 139", "ended with 139")],
    ids=["signal", "in a wrapper"],
)
async def test_a_crash_gives_what_was_saved(
    folder: Path, environ: Any, lines: str, why: str
) -> None:
    with pytest.raises(EditorError, match=why) as caught:
        await edit("begun", _App(), environ(f'echo saved > "$1"; {lines}'))
    assert caught.value.saved == "saved"
    assert "What it had saved is here, ^Z takes it back." in str(caught.value)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("before", ["true", ': > "$1"', 'rm "$1"'], ids=["no", "empty", "gone"])
async def test_a_crash_before_the_first_save_changes_nothing(
    folder: Path, environ: Any, before: str
) -> None:
    with pytest.raises(EditorError, match="Nothing was changed") as caught:
        await edit("begun", _App(), environ(f"{before}; kill -15 $$"))
    assert caught.value.saved is None
    assert list(folder.iterdir()) == []


async def test_what_a_crash_left_beside_the_text_stays(folder: Path, environ: Any) -> None:
    with pytest.raises(EditorError) as caught:
        await edit("begun", _App(), environ('echo unsaved > "$1.save"; kill -15 $$'))
    (left,) = folder.iterdir()
    assert f"was ended by SIGTERM. It left a file (in {left}). " in str(caught.value)
    assert (left / "message.md.save").read_text() == "unsaved\n"


async def test_an_editor_that_is_not_there(folder: Path) -> None:
    with pytest.raises(EditorError, match="did not start: No such file"):
        await edit("begun", _App(), {"EDITOR": "/nowhere/scribe"})
    assert list(folder.iterdir()) == []


class TestInThePrompt:
    async def test_what_was_saved_stands_in_the_field_and_undo_takes_it_back(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def crash(text: str, app: Any) -> str | None:
            raise EditorError("It crashed.", "saved\x07")

        monkeypatch.setattr(editor, "edit", crash)
        async with stage() as (app, prompt, pilot):
            await pilot.press(*"mine", "ctrl+o")
            await wait_until(app.hints, pilot=pilot)
            await wait_until(lambda: prompt.field.text == "saved", pilot=pilot)
            await pilot.press("ctrl+z")
            assert prompt.field.text == "mine"

    async def test_a_chip_that_moved_meanwhile_is_found(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = (FilePart(name, "text/plain", name) for name in ("one", "two"))
        now = SimpleNamespace(prompt=None)

        async def moving(text: str, app: Any) -> str | None:
            now.prompt.exchange(0, None)
            return "\x1b[31mother\x1b[0m"

        monkeypatch.setattr(editor, "edit", moving)
        async with stage() as (_app, prompt, pilot):
            now.prompt = prompt
            prompt.add(first)
            prompt.add(second)
            await pilot.press("ctrl+o")
            await wait_until(lambda: prompt.attachments != (first, second), pilot=pilot)
            await wait_until(lambda: prompt.attachments != (second,), pilot=pilot)
            assert prompt.attachments == (FilePart("two", "text/plain", "other"),)
