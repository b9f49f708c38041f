"""Keys in overlays and in the list at the side; what still works below them."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from tests.tui.scripts import failing, refused
from tests.tui.stage import Stage, staged, waiting
from tui.field import Field

WIDE, NARROW = (160, 50), (80, 24)


async def two_talks(stage: Stage) -> tuple[int, int]:
    await stage.answered("first talk")
    first = stage.chat.current.id
    await stage.press("ctrl+n")
    await stage.answered("second talk")
    second = stage.chat.current.id
    assert first is not None
    assert second is not None
    return first, second


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_ctrl_s_enter_goes_back_and_forth(home: Path, size: tuple[int, int]) -> None:
    place = "list" if size == WIDE else "ConversationOverlay"
    async with staged(home, size=size) as stage:
        first, second = await two_talks(stage)
        for goal in (first, second):
            await stage.press("ctrl+s")
            await stage.until(lambda: stage.place == place, place)
            await stage.press("enter")
            await stage.until(lambda g=goal: stage.chat.current.id == g, "the other one")
            await stage.until(lambda: stage.place == "prompt")


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_del_in_the_list_and_ctrl_z(home: Path, size: tuple[int, int]) -> None:
    async with staged(home, size=size) as stage:
        first, second = await two_talks(stage)
        await stage.press("ctrl+s")
        await stage.until(lambda: stage.place not in ("prompt", "nowhere"))
        place = stage.place
        await stage.press("delete")
        await stage.until(lambda: [r.id for r in stage.store.conversations()] == [second])
        assert stage.place == place, "one can go on deleting"
        await stage.press("ctrl+z")
        await stage.until(lambda: len(stage.store.conversations()) == 2, "it back")
        await stage.until(lambda: "first talk" in stage.seen)
        assert stage.place == place
        assert stage.chat.current.id == second
        await stage.escape()
        await stage.until(lambda: stage.place == "prompt")
        assert first in [row.id for row in stage.store.conversations()]


async def test_deleting_the_open_one_in_the_list_keeps_the_focus_there(home: Path) -> None:
    async with staged(home, size=WIDE) as stage:
        await stage.answered("first talk")
        await stage.press("ctrl+s")
        await stage.until(lambda: stage.place == "list")
        await stage.press("delete")
        await stage.until(lambda: stage.chat.current.id is None, "an empty one")
        assert stage.place == "list"
        await stage.press("ctrl+z")
        await stage.until(lambda: stage.chat.current.id is not None, "it is open again")
        assert stage.texts()[0] == "first talk"


async def test_letters_in_the_list_filter_and_enter_opens(home: Path) -> None:
    async with staged(home, size=WIDE) as stage:
        first, _ = await two_talks(stage)
        await stage.press("ctrl+s", *"fir")
        await stage.until(lambda: "second talk" not in stage.seen[:2000].split("┃")[0])
        await stage.press("enter")
        await stage.until(lambda: stage.chat.current.id == first)


async def test_renaming_in_the_list(home: Path) -> None:
    async with staged(home, size=NARROW) as stage:
        await stage.answered("first talk")
        await stage.press("ctrl+s")
        await stage.until(lambda: stage.place == "ConversationOverlay")
        await stage.press("f2", "ctrl+u", *"Boats", "enter")
        await stage.until(lambda: stage.store.conversations()[0].title == "Boats", "the title")
        await stage.until(lambda: "Boats" in stage.seen)


async def test_the_list_at_the_side_is_toggled_and_that_is_remembered(home: Path) -> None:
    async with staged(home, size=WIDE) as stage:
        await stage.answered("first talk")
        await stage.until(lambda: "Today" in stage.seen, "the list")
        await stage.chat.action_do("toggle_list")
        await stage.until(lambda: "Today" not in stage.seen, "away")
        await stage.press("ctrl+s")
        await stage.until(lambda: stage.place == "ConversationOverlay", "as an overlay then")
    async with staged(home, size=WIDE) as stage:
        await stage.pilot.pause()
        assert not stage.app.state.list_open


async def test_ctrl_l_enter_goes_back_and_forth(home: Path) -> None:
    async with staged(home) as stage:
        resolve = stage.chat.choosing.catalog.resolve
        stage.chat.choosing.choose(resolve("guide/canvas"))
        for goal in ("guide/guide", "guide/canvas"):
            await stage.press("ctrl+l")
            await stage.until(lambda: stage.place == "Picker")
            await stage.press("enter")
            await stage.until(lambda g=goal: str(stage.chat.current.model) == g, goal)


async def test_the_picker_takes_a_name_that_is_in_no_list(home: Path) -> None:
    async with staged(home, environ={"OPENAI_API_KEY": "k"}) as stage:
        await stage.press("ctrl+l", *"openai/gpt-99-new")
        await stage.until(lambda: "as typed" in stage.seen)
        await stage.press("end", "down", "enter")
        await stage.until(lambda: str(stage.chat.current.model) == "openai/gpt-99-new")


@pytest.mark.parametrize("key", ["ctrl+l", "ctrl+p", "f1"])
async def test_moving_in_every_overlay(home: Path, key: str) -> None:
    async with staged(home) as stage:
        await stage.press(key)
        await stage.until(lambda: stage.place != "prompt")
        rows = stage.app.screen.rows  # type: ignore[attr-defined]
        first = rows.item
        await stage.press("down")
        second = rows.item
        assert second != first
        await stage.press("up")
        assert rows.item == first
        await stage.press("ctrl+end")
        last = rows.item
        assert last not in (first, second)
        await stage.press("ctrl+home")
        assert rows.item == first
        await stage.press("pagedown", "pageup")
        assert rows.item == first
        await stage.press("ctrl+c")
        await stage.until(lambda: stage.place == "prompt", "closed")


@pytest.mark.parametrize("key", ["ctrl+l", "ctrl+p"])
async def test_help_from_an_overlay(home: Path, key: str) -> None:
    async with staged(home) as stage:
        for way in ("f1", "question_mark"):
            await stage.press(key)
            await stage.until(lambda: stage.place in ("Picker", "Palette"))
            below = stage.place
            await stage.press(way)
            await stage.until(lambda: stage.place == "Help", "help above it")
            await stage.escape()
            await stage.until(lambda b=below: stage.place == b, "back in it")
            await stage.escape()
            await stage.until(lambda: stage.place == "prompt")


async def test_a_question_mark_in_a_filter_is_typed(home: Path) -> None:
    async with staged(home) as stage:
        await stage.press("ctrl+p", "a", "question_mark")
        await stage.until(lambda: "› a?" in stage.seen)
        assert stage.place == "Palette"


async def test_ctrl_v_pastes_into_a_filter(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tui import clipboard

    async def paste(app: object, environ: object = None) -> str:
        return "next theme\nand more"

    monkeypatch.setattr(clipboard, "paste", paste)
    async with staged(home) as stage:
        await stage.press("ctrl+p", "ctrl+v")
        await stage.until(lambda: "› next theme" in stage.seen, "its first line")


@pytest.mark.parametrize("key", ["ctrl+l", "ctrl+p", "f1", "ctrl+s"])
async def test_ctrl_q_quits_from_an_overlay(home: Path, key: str) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        await stage.press(key)
        await stage.until(lambda: stage.place != "prompt")
        await stage.press("ctrl+q")
        await stage.until(lambda: not stage.app.is_running, "the end")


async def test_ctrl_q_asks_in_an_overlay_too(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("hello")
        await stage.press("ctrl+p")
        await stage.until(lambda: stage.place == "Palette")
        await stage.press("ctrl+q")
        await stage.until(lambda: "1 answer still coming" in stage.notice, "the question")
        assert stage.app.is_running
        stage.asked[0].go.set()


@pytest.mark.parametrize("key", ["escape", "enter", "d", "q", "ctrl+c"])
async def test_details_close(home: Path, key: str) -> None:
    async with staged(home, failing) as stage:
        await stage.answered("one")
        await stage.press("tab", "d")
        await stage.until(lambda: stage.place == "Details")
        await stage.press(key)
        await stage.until(lambda: stage.place == "reading")


@pytest.mark.parametrize(("key", "place"), [("m", "Picker"), ("a", "KeyScreen")])
async def test_what_a_failure_opens_closes_to_its_keys(home: Path, key: str, place: str) -> None:
    async with staged(home, refused, environ={"OPENAI_API_KEY": "k"}) as stage:
        stage.chat.choosing.choose(stage.chat.choosing.catalog.resolve("openai/gpt-4o"))
        await stage.answered("one")
        await stage.press("tab", key)
        await stage.until(lambda: stage.place == place)
        await stage.press("escape")
        await stage.until(lambda: stage.place == "reading")


async def test_the_one_line_field_takes_and_leaves(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        await stage.chat.action_do("rename")
        await stage.until(lambda: stage.place == "AskLine")
        await stage.press("ctrl+e", *" more", "escape")
        await stage.until(lambda: stage.place == "prompt")
        assert stage.store.conversations()[0].title == "one"
        await stage.chat.action_do("rename")
        await stage.until(lambda: stage.place == "AskLine")
        await stage.press(*" more", "enter")
        await stage.until(lambda: stage.store.conversations()[0].title == "one more")


async def test_a_key_is_asked_for_tried_and_kept_and_the_question_goes_out(home: Path) -> None:
    async with staged(home) as stage:
        tried: list[str] = []

        async def try_key(endpoint: object, key: str) -> None:
            from chat.errors import AuthenticationError

            tried.append(key)
            if key == "wrong":
                raise AuthenticationError("The key was refused.")

        stage.chat.choosing.session.try_key = try_key  # type: ignore[method-assign]
        stage.chat.choosing.choose(stage.chat.choosing.catalog.resolve("openai/gpt-5"))
        await stage.write("hello")
        await stage.press("enter")
        await stage.until(lambda: stage.place == "KeyScreen", "the field")
        await stage.press(*"wrong", "enter")
        await stage.until(lambda: "The key was refused." in stage.seen, "why not")
        await stage.press("ctrl+u", *"right", "enter")
        await stage.until(lambda: len(stage.asked) == 1, "the question")
        assert tried == ["wrong", "right"]
        assert "right" in (home / "config" / ".env").read_text()
        assert stage.asked[0].last == "hello"


async def test_a_key_from_the_picker_leads_to_a_model_of_that_endpoint(home: Path) -> None:
    async with staged(home) as stage:

        async def try_key(endpoint: object, key: str) -> None:
            """Any will do."""

        stage.chat.choosing.session.try_key = try_key  # type: ignore[method-assign]
        await stage.press("ctrl+l")
        await stage.until(lambda: stage.place == "Picker", "the picker")
        await stage.press(*"anthropic", "enter")
        await stage.until(lambda: stage.place == "KeyScreen", "the field")
        await stage.press(*"right", "enter")
        await stage.until(lambda: stage.place == "Picker", "the picker again")
        await stage.press("enter")
        await stage.until(lambda: stage.chat.current.model.endpoint == "anthropic", "its model")


async def test_a_key_screen_that_is_closed_gives_the_question_back(home: Path) -> None:
    async with staged(home) as stage:
        stage.chat.choosing.choose(stage.chat.choosing.catalog.resolve("openai/gpt-5"))
        await stage.write("hello")
        await stage.press("enter")
        await stage.until(lambda: stage.place == "KeyScreen", "the field")
        await stage.press("escape")
        await stage.until(lambda: stage.chat.prompt.draft.text == "hello", "the question")
        assert stage.place == "prompt"
        assert not stage.asked


async def test_what_is_typed_right_behind_esc_is_for_the_prompt(home: Path) -> None:
    for size in ((80, 24), (160, 50)):
        async with staged(home, size=size) as stage:
            if not stage.store.conversations():
                await stage.answered("something to list")
            await stage.press("ctrl+s")
            await stage.until(lambda s=stage: isinstance(s.app.focused, Field), "the list")
            for key in ("escape", "h", "i"):  # together: nothing is waited for in between
                stage.app.post_message(events.Key(key, key if len(key) == 1 else None))
            await stage.until(lambda s=stage: s.chat.prompt.draft.text == "hi", "both letters")
            await stage.press("ctrl+u")
            await stage.until(lambda s=stage: s.chat.prompt.empty)
