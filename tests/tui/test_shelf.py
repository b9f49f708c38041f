"""Conversations: several at once, opening, drafts, renaming, deleting with undo."""

from __future__ import annotations

from pathlib import Path

from tests.tui.stage import staged, waiting


async def test_a_draft_stays_with_its_conversation(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        first = stage.chat.current.id
        await stage.write("half a thought")
        await stage.press("ctrl+n")
        await stage.until(lambda: stage.chat.current.id is None, "a new one")
        assert stage.chat.prompt.empty
        await stage.write("another")
        stage.chat.shelf.open(first)
        await stage.until(lambda: stage.chat.prompt.draft.text == "half a thought", "the draft")
        await stage.press("ctrl+n")
        await stage.until(lambda: stage.chat.prompt.draft.text == "another", "the other draft")


async def test_a_draft_is_saved_soon_after_a_key(home: Path) -> None:
    async with staged(home) as stage:
        await stage.write("not sent")
        await stage.until(lambda: stage.store.draft(None).text == "not sent", "the draft stored")
    async with staged(home) as stage:
        await stage.until(lambda: stage.chat.prompt.draft.text == "not sent", "it back")


async def test_a_sent_question_leaves_no_draft(home: Path) -> None:
    async with staged(home) as stage:
        await stage.write("ask me")
        await stage.until(lambda: stage.store.draft(None).text == "ask me")
        await stage.press("enter")
        await stage.until(lambda: len(stage.asked) == 1)
        await stage.quiet()
        await stage.until(lambda: stage.store.draft(None).text == "", "no draft left")
        assert stage.store.draft(stage.chat.current.id).text == ""


async def test_new_does_nothing_on_an_empty_one(home: Path) -> None:
    async with staged(home) as stage:
        await stage.press("ctrl+n")
        assert stage.chat.current.id is None
        await stage.until(lambda: "still empty" in stage.seen, "the hint")


async def test_two_conversations_stream_at_once(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("one")
        first = stage.chat.current.id
        await stage.press("ctrl+n")
        await stage.ask("two")
        assert len(stage.chat.asking.talk.live) == 2
        await stage.until(lambda: "● 1 other" in stage.seen, "the other in the status line")
        stage.asked[0].go.set()
        await stage.until(lambda: len(stage.chat.asking.talk.live) == 1)
        rows = {row.id: row.state for row in stage.store.conversations()}
        assert first is not None
        assert rows[first] == "unseen"
        stage.chat.shelf.open(first)
        await stage.until(lambda: "second half" in stage.seen, "the first's answer")
        await stage.until(
            lambda: {r.id: r.state for r in stage.store.conversations()}[first] == "idle"
        )
        stage.asked[1].go.set()
        await stage.quiet()


async def test_coming_back_to_a_streaming_conversation_goes_on(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("one")
        first = stage.chat.current.id
        await stage.press("ctrl+n")
        stage.chat.shelf.open(first)
        await stage.until(lambda: "first half" in stage.seen, "what was said so far")
        stage.asked[0].go.set()
        await stage.until(lambda: "second half" in stage.seen, "the rest")


async def test_delete_and_undo(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("keep me")
        gone = stage.chat.current.id
        stage.chat.action_delete()
        await stage.until(lambda: stage.chat.current.id is None, "an empty one")
        assert gone not in [row.id for row in stage.store.conversations()]
        await stage.press("ctrl+z")
        await stage.until(lambda: stage.chat.current.id == gone, "it back")
        assert stage.texts() == ["keep me", "You said: keep me"]


async def test_rename_by_command_and_in_the_list(home: Path) -> None:
    async with staged(home, size=(160, 50)) as stage:
        await stage.answered("hello there")
        await stage.until(lambda: "hello there" in stage.seen)
        await stage.write("/rename About [red] boats")
        await stage.press("enter")
        await stage.until(lambda: "About [red] boats" in stage.seen, "the title in the list")


async def test_the_list_opens_over_a_narrow_screen(home: Path) -> None:
    async with staged(home, size=(80, 24)) as stage:
        await stage.answered("first talk")
        await stage.press("ctrl+n")
        await stage.answered("second talk")
        second = stage.chat.current.id
        await stage.press("ctrl+s")
        await stage.until(lambda: "first talk" in stage.seen, "the list")
        await stage.press("enter")
        await stage.until(lambda: stage.chat.current.id != second, "the one before")
        assert stage.texts()[0] == "first talk"


async def test_system_prompt_per_conversation(home: Path) -> None:
    async with staged(home) as stage:
        await stage.write("/system Answer in French.")
        await stage.press("enter")
        await stage.until(lambda: stage.chat.current.id is not None)
        await stage.answered("hello")
        assert stage.asked[0].messages[0] == {"role": "system", "content": "Answer in French."}
