"""What is still being read when the person goes to another conversation belongs to the one it was
put into: it waits in its draft."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual import events

from chat.messages import FilePart, PicturePart
from tests.tui.stage import Stage, staged
from tests.tui.test_attached import PHOTO
from tui.prompt import attaching
from tui.prompt.large import AT_ONCE

LARGE = "a row of words\n" * (AT_ONCE // 10)


class Gate:
    """Holds the thread that reads until `open` is set."""

    def __init__(self) -> None:
        self.open = threading.Event()

    def before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def held(*args: Any) -> Any:
            assert self.open.wait(10)
            return function(*args)

        return held


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate = Gate()
    for name in ("chip", "read"):
        monkeypatch.setattr(attaching, name, gate.before(getattr(attaching, name)))
    yield gate
    gate.open.set()


def paste(stage: Stage, text: str) -> None:
    stage.chat.prompt.field.post_message(events.Paste(text))


async def begun(stage: Stage) -> None:
    await stage.until(lambda: stage.chat.prompt._attaching.busy, "the paste to be read")


def texts(stage: Stage) -> list[str]:
    parts = stage.chat.prompt.attachments
    return [part.text for part in parts if isinstance(part, FilePart)]


async def test_a_paste_is_in_the_draft_it_was_pasted_into(home: Path, gate: Gate) -> None:
    async with staged(home) as stage:
        await stage.answered("first")
        first = stage.chat.current.id
        await stage.write("what is this? ")
        paste(stage, LARGE)
        await begun(stage)
        paste(stage, "and a short one")
        await stage.press("ctrl+n")
        assert stage.chat.prompt.empty
        await stage.write("mine")
        gate.open.set()
        await stage.until(lambda: stage.chat.asking.draft(first).attachments, "the paste")
        await stage.until(lambda: not stage.chat.prompt._attaching.busy, "all of it")
        assert stage.chat.prompt.draft.text == "mine", "nothing of it is here"
        assert not texts(stage)
        stage.chat.shelf.open(first)
        assert texts(stage) == [LARGE]
        assert stage.chat.prompt.draft.text == "what is this? and a short one"
        await stage.until(lambda: stage.store.draft(first).attachments, "it is stored")


async def test_who_came_back_meanwhile_sees_it(home: Path, gate: Gate) -> None:
    async with staged(home) as stage:
        await stage.answered("first")
        first = stage.chat.current.id
        paste(stage, LARGE)
        await begun(stage)
        await stage.press("ctrl+n")
        stage.chat.shelf.open(first)
        gate.open.set()
        await stage.until(lambda: texts(stage) == [LARGE], "the paste")


async def test_a_file_dropped_and_enter_pressed_are_not_for_the_next(
    home: Path, gate: Gate, tmp_path: Path
) -> None:
    (tmp_path / "cat.png").write_bytes(PHOTO)
    async with staged(home) as stage:
        await stage.answered("first")
        first = stage.chat.current.id
        paste(stage, f"{tmp_path}/cat.png")
        await begun(stage)
        await stage.press("enter")
        await stage.press("ctrl+n")
        await stage.write("not to be sent")
        gate.open.set()
        await stage.until(lambda: stage.chat.asking.draft(first).attachments, "the picture")
        (part,) = stage.chat.asking.draft(first).attachments
        assert isinstance(part, PicturePart)
        assert stage.chat.prompt.draft.text == "not to be sent"
        assert len(stage.asked) == 1
