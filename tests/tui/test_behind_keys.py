"""What is typed behind a key that opens something, before it is open, belongs to what it opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from tests.tui.stage import Stage, staged


@pytest.mark.parametrize(
    ("key", "place", "word"),
    [
        ("ctrl+f", "FindBar", "said"),
        ("ctrl+l", "Picker", "canvas"),
        ("ctrl+p", "Palette", "rename"),
    ],
)
async def test_what_is_typed_behind_a_key_that_opens_belongs_to_what_it_opens(
    home: Path, key: str, place: str, word: str
) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        _at_once(stage, key, *word)
        await stage.until(lambda: (field := _field(stage)) and field.value == word, "the word")
        field = _field(stage)
        assert place in [type(each).__name__ for each in field.ancestors]
        assert stage.chat.prompt.draft.text == ""
        assert len(stage.texts()) == 2


async def test_enter_right_behind_the_key_of_the_picker_picks(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        await stage.write("a draft")
        stage.chat.current.previous = "guide/canvas"
        _at_once(stage, "ctrl+l", "enter")
        await stage.until(lambda: str(stage.chat.current.model) == "guide/canvas", "the other")
        assert stage.chat.prompt.draft.text == "a draft"
        assert len(stage.texts()) == 2, "and nothing was sent"


@pytest.mark.parametrize("key", ["ctrl+g", "ctrl+f"])
async def test_a_key_that_opens_nothing_keeps_no_letter(home: Path, key: str) -> None:
    async with staged(home) as stage:
        stage.chat.finder.everywhere = _nothing
        _at_once(stage, key, *"word")
        await stage.until(lambda: stage.chat.prompt.draft.text == "word", "what was typed")


async def _nothing() -> None:
    """It cannot be opened."""


def _at_once(stage: Stage, *keys: str) -> None:
    """All of it in one read of the terminal."""
    for key in keys:
        stage.app.post_message(events.Key(key, key if len(key) == 1 else None))


def _field(stage: Stage) -> Input | None:
    focused = stage.app.focused
    return focused if isinstance(focused, Input) else None
