"""Where the focus is, and what takes it: the rules above the table of keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from tests.tui.scripts import drawing, failing, long
from tests.tui.stage import Stage, staged, waiting
from tui.repeat import Repeat

WIDE = (160, 50)


async def at(stage: Stage, place: str) -> None:
    await stage.until(lambda: stage.place == place, f"the focus in {place}, not {stage.place}")


async def test_in_the_prompt_at_the_start_and_after_sending(home: Path) -> None:
    async with staged(home) as stage:
        assert stage.place == "prompt"
        await stage.answered("hello")
        assert stage.place == "prompt"


@pytest.mark.parametrize(
    ("key", "overlay"),
    [
        ("ctrl+l", "Picker"),
        ("ctrl+p", "Palette"),
        ("f1", "Help"),
        ("ctrl+s", "ConversationOverlay"),
    ],
)
async def test_in_the_prompt_after_an_overlay_closes(home: Path, key: str, overlay: str) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        await stage.press("tab")
        await at(stage, "reading")
        await stage.press(key)
        await at(stage, overlay)
        await stage.press("escape")
        await at(stage, "prompt")
        assert not stage.chat.reader.reading


async def test_a_click_in_the_transcript_that_hits_nothing_goes_to_the_prompt(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        await stage.press("tab")
        await at(stage, "reading")
        await stage.click("You said: hello")
        await at(stage, "prompt")
        await stage.click("You said: hello")
        await at(stage, "prompt")


async def test_tab_goes_round(home: Path) -> None:
    async with staged(home) as stage:
        await stage.press("tab")
        assert stage.place == "prompt", "there is nothing to read yet"
        await stage.answered("hello")
        for place in ("reading", "prompt", "reading"):
            await stage.press("tab")
            await at(stage, place)
        await stage.press("shift+tab")
        await at(stage, "prompt")
        await stage.press("shift+tab")
        await at(stage, "reading")


async def test_tab_reaches_the_pictures_where_they_are_shown(home: Path) -> None:
    async with staged(home, drawing, size=WIDE) as stage:
        await stage.answered("a cat")
        await stage.until(lambda: stage.chat.gallery.places, "the panel")
        for place in ("reading", "pictures", "prompt"):
            await stage.press("tab")
            await at(stage, place)
        await stage.press("shift+tab")
        await at(stage, "pictures")
        await stage.press("shift+tab")
        await at(stage, "reading")


async def test_tab_completes_in_an_open_completion(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        await stage.press("/", "r", "e", "n")
        await stage.until(lambda: stage.chat.prompt.completing, "the completion")
        await stage.press("tab")
        await stage.until(lambda: stage.chat.prompt.draft.text == "/rename ", "the command")
        assert stage.place == "prompt"


async def test_reading_changes_the_status_line_and_takes_the_cursor(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        assert stage.chat.prompt.field.has_focus
        await stage.press("tab")
        await stage.until(lambda: "i type" in stage.status, "the keys of reading")
        assert not stage.chat.prompt.field.has_focus
        await stage.press("i")
        await at(stage, "prompt")
        await stage.until(lambda: "i type" not in stage.status, "the prompt's keys")


async def test_in_reading_a_letter_that_is_not_bound_only_hints(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        await stage.press("tab", "x")
        await stage.until(lambda: "i to type" in stage.notice, "the hint")
        assert stage.chat.prompt.empty
        assert stage.place == "reading"


@pytest.mark.parametrize("char", ["/", "@"])
async def test_in_reading_slash_and_at_go_to_the_prompt(home: Path, char: str) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        await stage.press("tab")
        await at(stage, "reading")
        await stage.press(char)
        await at(stage, "prompt")
        await stage.until(lambda: stage.chat.prompt.draft.text == char, "it in the prompt")


async def test_in_reading_a_paste_goes_to_the_prompt(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        await stage.press("tab")
        await at(stage, "reading")
        stage.app.post_message(events.Paste("pasted words"))
        await stage.until(lambda: stage.chat.prompt.draft.text == "pasted words", "the paste")
        assert stage.place == "prompt"


async def test_esc_held_down_is_one_press(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("go")
        await stage.press("tab")
        await stage.until(lambda: stage.place == "reading")
        for _ in range(5):
            stage.app.post_message(events.Key("escape", "\x1b"))
        await stage.quiet()
        assert stage.place == "reading", "the second layer is another press"
        await stage.escape()
        await at(stage, "prompt")


async def test_one_esc_peels_one_layer(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("go")
        await stage.until(lambda: "first half" in stage.seen)
        await stage.press("/", "n")
        await stage.until(lambda: stage.chat.prompt.completing, "the completion")
        await stage.escape()
        assert not stage.chat.prompt.completing
        await stage.press("shift+left")
        assert stage.chat.prompt.selected_text
        await stage.escape()
        assert not stage.chat.prompt.selected_text
        assert stage.chat.asking.talk.live, "the answer goes on until the next"
        await stage.escape()
        await stage.quiet()
        await stage.escape()
        assert stage.chat.prompt.draft.text == "/n", "Esc never clears text"


async def test_esc_that_closes_an_overlay_does_not_stop(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("go")
        for key in ("ctrl+l", "ctrl+p", "f1", "ctrl+s"):
            await stage.press(key)
            await stage.until(lambda: stage.place not in ("prompt", "nowhere"), key)
            await stage.escape()
            await at(stage, "prompt")
        assert stage.chat.asking.talk.live
        stage.asked[0].go.set()


async def test_esc_in_reading_stops_first_and_then_leaves(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("go")
        await stage.press("tab")
        await at(stage, "reading")
        await stage.escape()
        await stage.quiet()
        assert stage.place == "reading"
        await stage.escape()
        await at(stage, "prompt")


async def test_typing_while_scrolled_up_stays_there_and_sending_does_not(home: Path) -> None:
    async with staged(home, long) as stage:
        await stage.answered("begin")
        await stage.ask("go on")
        reader = stage.chat.reader
        await stage.press("pageup", "pageup")
        await stage.until(lambda: not reader.following, "scrolled up")
        before = reader.place
        await stage.press("h", "i")
        stage.asked[1].go.set()
        await stage.quiet()
        await stage.until(lambda: "new line" in stage.seen, "what came below")
        assert reader.place == before
        await stage.answered("!")
        await stage.until(lambda: reader.following, "the end")


async def test_the_focus_stays_when_an_answer_ends_or_fails(home: Path) -> None:
    async with staged(home, failing) as stage:
        await stage.answered("one")
        assert stage.place == "prompt"
        await stage.press("tab", "r")
        await stage.until(lambda: len(stage.asked) == 2)
        await stage.quiet()
        assert stage.place == "reading"
        assert stage.chat.reader.focused_id == stage.chat.current.path[-1].id


def test_repeat_tells_a_held_key_from_a_second_press() -> None:
    key = Repeat(0.1)
    assert [key.again(at) for at in (0.0, 0.5, 0.53, 0.56, 0.8)] == [
        False,
        False,
        True,
        True,
        False,
    ]


async def test_who_begins_to_read_stands_where_he_stood(home: Path) -> None:
    async with staged(home, long) as stage:
        await stage.answered("first")
        await stage.answered("second")
        reader = stage.chat.reader
        ids = [row.id for row in stage.chat.current.path]
        await stage.until(lambda: "row 79" in stage.seen, "the end")
        await stage.press("tab")
        await at(stage, "reading")
        assert "row 79" in stage.seen, "at the end the last one is read from there"
        assert reader.focused_id == ids[3]
        await stage.escape()
        await at(stage, "prompt")
        stood = reader.position
        reader.return_to(1, 30)
        reader.page(1)
        before = stood.index, stood.row
        await stage.press("tab")
        await at(stage, "reading")
        assert (stood.index, stood.row) == before
        assert reader.focused_id == ids[1], "what is seen has the focus"


@pytest.mark.parametrize("key", ["i", "/", "@"])
async def test_what_is_typed_behind_the_key_to_the_prompt_is_for_the_prompt(
    home: Path, key: str
) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        await stage.press("tab")
        await at(stage, "reading")
        for each in f"{key}fork":  # all of it in one read of the terminal
            stage.app.post_message(events.Key(each, each))
        typed = "fork" if key == "i" else f"{key}fork"
        await stage.until(lambda: stage.chat.prompt.draft.text == typed, "what was typed")
        await at(stage, "prompt")
        assert len(stage.texts()) == 2, "and no letter was a command"
