"""Every key of the prompt's column, in the whole app."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual import events

from tests.tui.scripts import long, png, thinking
from tests.tui.stage import Stage, staged, waiting
from tui import clipboard

KEY = "sk-" + "a1B2" * 10


async def typed(stage: Stage, text: str) -> None:
    await stage.until(lambda: stage.chat.prompt.draft.text == text, repr(text))


async def test_ctrl_j_is_a_new_line_and_enter_sends_both(home: Path) -> None:
    async with staged(home) as stage:
        await stage.press("a", "ctrl+j", "b")
        await typed(stage, "a\nb")
        await stage.press("enter")
        await stage.until(lambda: stage.asked and stage.asked[0].last == "a\nb", "both lines")


@pytest.mark.parametrize("key", ["shift+enter", "alt+enter"])
async def test_where_they_arrive_they_are_new_lines_too(home: Path, key: str) -> None:
    async with staged(home) as stage:
        await stage.press("a", key, "b")
        await typed(stage, "a\nb")
        assert not stage.asked


async def test_enter_takes_the_completion_that_was_moved_to(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        await stage.press("/")
        await stage.until(lambda: stage.chat.prompt.completing)
        await stage.press("n", "e", "w")
        await stage.press("down", "enter")
        await stage.until(lambda: stage.chat.current.id is None, "the new conversation")


async def test_up_and_down_go_through_the_history_with_the_draft_last(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("first")
        await stage.answered("second")
        await stage.write("draft")
        await stage.press("up")
        await stage.until(lambda: stage.chat.prompt.field.text == "second")
        await stage.press("up")
        await stage.until(lambda: stage.chat.prompt.field.text == "first")
        await stage.press("down", "down")
        await stage.until(lambda: stage.chat.prompt.field.text == "draft")


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (("ctrl+a", "X"), "Xone two"),
        (("home", "X"), "Xone two"),
        (("ctrl+a", "ctrl+e", "X"), "one twoX"),
        (("ctrl+a", "end", "X"), "one twoX"),
        (("ctrl+w",), "one "),
        (("ctrl+u",), ""),
        (("ctrl+a", "ctrl+k"), ""),
        (("ctrl+a", "ctrl+d"), "ne two"),
        (("left", "left", "X"), "one tXwo"),
        (("ctrl+w", "ctrl+z"), "one two"),
        (("ctrl+w", "ctrl+z", "ctrl+y"), "one "),
    ],
)
async def test_editing_keys(home: Path, keys: tuple[str, ...], text: str) -> None:
    async with staged(home) as stage:
        await stage.write("one two")
        await stage.press(*keys)
        await stage.until(lambda: stage.chat.prompt.field.text == text, repr(text))


async def test_ctrl_x_cuts_what_is_selected(home: Path, fake: list[str]) -> None:
    async with staged(home) as stage:
        await stage.write("one two")
        await stage.press("shift+left", "shift+left", "shift+left", "ctrl+x")
        await typed(stage, "one ")
        await stage.until(lambda: fake == ["two"], "the clipboard")


async def test_ctrl_c_copies_what_is_selected_in_the_prompt(home: Path, fake: list[str]) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("go")
        await stage.write("one two")
        await stage.press("shift+left", "shift+left", "shift+left", "ctrl+c")
        await stage.until(lambda: fake == ["two"], "the clipboard")
        assert stage.chat.asking.talk.live, "it copied, so it did not stop"
        stage.asked[0].go.set()


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was copied, by a road that always works."""
    copied: list[str] = []

    async def copy(text: str, app: object, environ: object = None) -> str:
        copied.append(text)
        return "test"

    monkeypatch.setattr(clipboard, "copy", copy)
    return copied


async def test_ctrl_v_pastes_text_and_attaches_a_picture(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[str | bytes] = ["words"]

    async def paste(app: object, environ: object = None) -> str | bytes:
        return held[0]

    monkeypatch.setattr(clipboard, "paste", paste)
    async with staged(home) as stage:
        await stage.press("ctrl+v")
        await typed(stage, "words")
        held[0] = png()
        await stage.press("ctrl+v")
        await stage.until(lambda: stage.chat.prompt.attachments, "the chip")
        await stage.press("enter")
        await stage.until(lambda: stage.asked, "the question")


@pytest.mark.parametrize(
    ("key", "top"), [("pageup", False), ("ctrl+up", False), ("ctrl+home", True)]
)
async def test_the_transcript_scrolls_from_the_prompt(home: Path, key: str, top: bool) -> None:
    async with staged(home, long) as stage:
        await stage.answered("begin")
        await stage.write("kept")
        await stage.press(key)
        await stage.until(lambda: not stage.chat.reader.following, "scrolled up")
        assert stage.place == "prompt"
        await stage.until(lambda: ("begin" in stage.seen) == top)
        await stage.press("ctrl+end" if top else "pagedown")
        await stage.until(lambda: stage.chat.reader.following, "the end")
        assert stage.chat.prompt.draft.text == "kept"


async def test_alt_up_and_down_go_from_question_to_question(home: Path) -> None:
    async with staged(home, long) as stage:
        await stage.answered("question one")
        await stage.answered("question two")
        await stage.press("alt+up")
        await stage.until(lambda: "question two" in stage.seen.splitlines()[0], "the second")
        await stage.press("alt+up")
        await stage.until(lambda: "question one" in stage.seen.splitlines()[0], "the first")
        await stage.press("alt+down")
        await stage.until(lambda: "question two" in stage.seen.splitlines()[0], "the second again")
        assert stage.place == "prompt"


async def test_ctrl_t_folds_and_unfolds_from_the_prompt(home: Path) -> None:
    async with staged(home, thinking) as stage:
        await stage.answered("why")
        await stage.until(lambda: "▸ thought" in stage.seen)
        await stage.press("ctrl+t")
        await stage.until(lambda: "▾ thought" in stage.seen)
        await stage.press("ctrl+t")
        await stage.until(lambda: "▸ thought" in stage.seen)


async def test_ctrl_o_edits_in_the_persons_editor(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged(home) as stage:
        asked: list[bool] = []
        monkeypatch.setattr(stage.chat.prompt, "edit_outside", lambda: asked.append(True))
        await stage.press("ctrl+o")
        assert asked == [True]


async def test_ctrl_z_undoes_typing_first_and_then_the_last_delete(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("keep me")
        gone = stage.chat.current.id
        stage.chat.action_delete()
        await stage.until(lambda: stage.chat.current.id is None, "deleted")
        await stage.until(lambda: "Deleted" in stage.notice, "how to undo it")
        await stage.write("typed")
        await stage.press("ctrl+z")
        await stage.until(lambda: stage.chat.prompt.empty, "the typing undone")
        assert stage.chat.current.id is None
        await stage.press("ctrl+z")
        await stage.until(lambda: stage.chat.current.id == gone, "the conversation back")


async def test_ctrl_z_in_reading_undoes_the_last_delete(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("keep me")
        gone = stage.chat.current.id
        await stage.press("ctrl+n")
        await stage.answered("another")
        stage.chat.shelf.delete(gone)
        await stage.until(lambda: "Deleted" in stage.notice)
        await stage.press("tab", "ctrl+z")
        await stage.until(lambda: gone in [r.id for r in stage.store.conversations()], "it back")
        assert stage.texts()[0] == "another", "it was not the open one"


async def test_what_looks_like_a_key_is_stopped_once(home: Path) -> None:
    async with staged(home) as stage:
        await stage.write(KEY)
        await stage.press("enter")
        await stage.until(lambda: "This looks like a key." in stage.notice, "the warning")
        assert not stage.asked
        assert stage.chat.prompt.draft.text == KEY
        await stage.press("enter")
        await stage.until(lambda: stage.asked and stage.asked[0].last == KEY, "sent anyway")


async def test_the_warnings_way_out_is_in_the_palette(home: Path) -> None:
    async with staged(home) as stage:
        await stage.press("ctrl+p", *"add key")
        await stage.until(lambda: "Add a key" in stage.seen, "the action")


async def test_lines_that_come_as_keys_are_a_paste_and_not_questions(home: Path) -> None:
    async with staged(home) as stage:
        lines = "first line\rsecond line\rthird line\r"
        for char in lines:
            key = "enter" if char == "\r" else "space" if char == " " else char
            stage.app.post_message(events.Key(key, char))
        await stage.until(lambda: "third line" in stage.chat.prompt.draft.text, "the paste")
        await asyncio.sleep(0)
        assert not stage.asked
        assert stage.chat.prompt.draft.text.count("\n") >= 2


async def test_ctrl_n_leaves_the_draft_with_its_conversation_and_keeps_the_model(
    home: Path,
) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        stage.chat.choosing.choose(stage.chat.choosing.catalog.resolve("guide/canvas"))
        await stage.press("ctrl+n")
        await stage.until(lambda: stage.chat.current.id is None)
        assert str(stage.chat.current.model) == "guide/canvas"


async def test_ctrl_b_and_keys_of_legacy_terminals_are_not_bound(home: Path) -> None:
    """^B belongs to tmux; ^H ^I ^M ^[ are other keys."""
    async with staged(home) as stage:
        screen = stage.chat
        for place in (screen, screen.reader, screen.prompt.field):
            bound = set(place._bindings.key_to_bindings)
            never = {"ctrl+b", "ctrl+h", "ctrl+i", "ctrl+m", "ctrl+backslash", "ctrl+space"}
            assert not bound & never, place
