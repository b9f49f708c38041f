"""Actions: each has a method, a place in the palette, a line in the help, and keys that do it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.scripts import coded
from tests.tui.stage import staged, waiting
from tui.actions import ACTIONS, Action, bindings
from tui.chat_screen import ChatScreen
from tui.commands import COMMANDS
from tui.help import LIBRARY, OVERLAY, PICTURES, sections
from tui.pictures.fullscreen import FullScreen
from tui.pictures.library import Library
from tui.pictures.panel import PicturePanel
from tui.prompt.prompt import Prompt
from tui.reading import Reader

_OF_THE_PROMPT = {"send": Prompt.send, "newline": Prompt.insert}
"""What the prompt does itself, without an action of Textual's."""


def owner(action: Action) -> type:
    return Reader if action.place == "reading" else ChatScreen


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: f"{action.place}-{action.name}")
def test_every_action_is_a_method(action: Action) -> None:
    assert action.name in _OF_THE_PROMPT or callable(
        getattr(owner(action), f"action_{action.name}")
    )
    assert action.title, "a person reads what it does"
    assert not action.keys or action.shown, "a key that is bound is told"


def test_no_key_is_bound_twice_in_one_place() -> None:
    for place in ("anywhere", "prompt", "reading", "pictures"):
        keys = [key for key, _, _ in bindings(place)]
        assert len(keys) == len(set(keys)), place


def test_help_names_every_key_and_command() -> None:
    commands = [(f"/{command.name}", command.help) for command in COMMANDS]
    made = sections(ACTIONS, commands)
    told = {(line.key, line.words) for section in made for line in section.lines}
    for action in ACTIONS:
        assert not action.shown or (action.shown, action.title) in told, action.name
    for command in COMMANDS:
        assert (f"/{command.name}", command.help) in told


def test_what_help_says_of_pictures_is_bound() -> None:
    bound = {
        key
        for kind in (PicturePanel, FullScreen)
        for binding in kind.BINDINGS
        for key in binding.key.split(",")
    }
    names = {
        "→": "right", "←": "left", "Enter": "enter", "Esc": "escape", "+": "plus", "−": "minus",
        "↑": "up", "↓": "down",
    }  # fmt: skip
    for line in PICTURES:
        for shown in line.key.split():
            assert names.get(shown, shown) in bound, line
    names |= {
        "^G": "ctrl+g", "^F": "ctrl+f", "^Z": "ctrl+z", "PgUp": "pageup", "PgDn": "pagedown",
        "Home": "home", "End": "end", "↑": "up", "↓": "down", "Del": "delete",
    }  # fmt: skip
    bound = {key for binding in Library.BINDINGS for key in binding.key.split(",")}
    for line in LIBRARY:
        for shown in line.key.split():
            assert names.get(shown, shown) in bound, line
    assert OVERLAY


async def test_the_palette_offers_every_listed_action_and_runs_it(home: Path) -> None:
    async with staged(home, size=(100, 60)) as stage:
        await stage.answered("hello")
        await stage.press("ctrl+p")
        await stage.until(lambda: stage.place == "Palette")
        from tui.palette import Palette

        palette = stage.app.screen
        assert isinstance(palette, Palette)
        offered = {(entry.name, entry.title) for entry in palette._entries}
        assert offered == {(a.name, a.title) for a in ACTIONS if a.listed and a.name != "stop"}, (
            "nothing streams"
        )
        await stage.press(*"next theme")
        await stage.press("enter")
        await stage.until(lambda: "Theme:" in stage.notice, "the action done")


STAYING = [a for a in ACTIONS if a.listed and a.name not in ("quit", "edit_outside")]
"""Those that neither end nor leave the app: these two have tests of their own."""


@pytest.mark.parametrize("action", STAYING, ids=lambda a: a.name)
async def test_the_palette_runs_it_without_a_fault(home: Path, action: Action) -> None:
    """Every listed action runs from the palette's own road, with nothing set up for it."""
    async with staged(home, coded) as stage:
        await stage.answered("how")
        await stage.chat.action_do(action.name)
        await stage.until(lambda: stage.app.is_running)
        await stage.pilot.pause()
        reading = stage.chat.reader.has_focus
        assert reading or not stage.chat.reader.reading, "no message keeps a mark"
        await stage.quiet()


async def test_the_palette_acts_on_the_message_that_was_read(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        await stage.answered("two")
        await stage.press("tab", "g", "ctrl+p")
        await stage.until(lambda: stage.place == "Palette")
        await stage.press(*"edit the question")
        await stage.press("enter")
        await stage.until(lambda: stage.chat.prompt.draft.text == "one", "the first question")


async def test_stop_in_the_palette(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("go")
        await stage.press("ctrl+p", *"stop the answer")
        await stage.press("enter")
        await stage.quiet()


async def test_quit_in_the_palette(home: Path) -> None:
    async with staged(home) as stage:
        await stage.press("ctrl+p", *"quit")
        await stage.press("enter")
        await stage.until(lambda: not stage.app.is_running, "the end")
