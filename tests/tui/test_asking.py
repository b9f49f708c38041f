"""From the prompt to an answer and on: queue, stop, retry, edit, siblings, switching models."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from chat.chunks import Chunk, Reasoning, Usage
from chat.errors import AuthenticationError, ServerError
from chat.messages import Failed, Finished
from tests.tui.stage import Asked, echo, staged, waiting


async def failing(asked: Asked) -> AsyncIterator[Chunk]:
    yield "half an ans"
    raise ServerError("The server is on fire.", status=500)


async def refused(asked: Asked) -> AsyncIterator[Chunk]:
    raise AuthenticationError("The key was refused.")
    yield ""


async def test_an_answer_is_shown_stored_and_carried_on(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        assert stage.texts() == ["hello", "You said: hello"]
        assert "You said: hello" in stage.seen
        await stage.answered("more")
        assert [m["content"] for m in stage.asked[1].messages] == [
            "hello",
            "You said: hello",
            "more",
        ]


async def test_what_was_asked_is_there_after_a_restart(home: Path) -> None:
    from tui.wish import Wish

    async with staged(home) as stage:
        await stage.answered("remember me")
        await stage.press("ctrl+q")
    async with staged(home, wish=Wish(go_on=True)) as stage:
        await stage.until(lambda: "You said: remember me" in stage.seen, "the old answer")
        assert stage.texts() == ["remember me", "You said: remember me"]


async def test_esc_stops_and_keeps_what_was_said(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("go")
        await stage.until(lambda: "first half" in stage.seen, "the first half")
        await stage.press("escape")
        await stage.quiet()
        assert stage.asked[0].closed
        assert stage.texts() == ["go", "first half, "]
        answer = stage.store.messages([stage.chat.current.path[-1].id])[0]
        assert answer.end == Finished("stopped")
        await stage.until(lambda: "stopped" in stage.seen, "the mark")


async def test_ctrl_c_stops_and_otherwise_says_how_to_quit(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.press("ctrl+c")
        await stage.until(lambda: "^Q quits" in stage.seen, "the hint")
        await stage.ask("go")
        await stage.press("ctrl+c")
        await stage.quiet()
        assert stage.asked[0].closed


async def test_a_stopped_answer_goes_back_as_what_was_said(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("one")
        await stage.until(lambda: "first half" in stage.seen)
        await stage.press("escape")
        await stage.quiet()
        await stage.ask("two")
        assert [m["content"] for m in stage.asked[1].messages] == ["one", "first half, ", "two"]
        stage.asked[1].go.set()


async def test_a_failure_keeps_the_text_and_never_goes_back(home: Path) -> None:
    async with staged(home, failing) as stage:
        await stage.answered("one")
        await stage.until(lambda: "The server is on fire." in stage.seen, "the sentence")
        assert "half an ans" in stage.seen
        assert isinstance(stage.store.messages([stage.chat.current.path[-1].id])[0].end, Failed)
        await stage.answered("two")
        assert [m["content"] for m in stage.asked[1].messages] == ["one", "half an ans", "two"]


async def test_the_prompt_is_usable_after_a_failure(home: Path) -> None:
    async with staged(home, refused) as stage:
        await stage.answered("one")
        await stage.write("still here")
        assert stage.chat.prompt.draft.text == "still here"


async def test_enter_while_streaming_queues_in_sight(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("one")
        await stage.write("two")
        await stage.press("enter")
        await stage.until(lambda: "next" in stage.seen and "two" in stage.seen, "the queue")
        assert len(stage.asked) == 1
        stage.asked[0].go.set()
        await stage.until(lambda: len(stage.asked) == 2, "the queued question")
        assert stage.asked[1].last == "two"
        stage.asked[1].go.set()
        await stage.quiet()
        assert stage.texts()[-2:] == ["two", "first half, second half."]


async def test_up_takes_the_last_queued_back_and_ctrl_k_drops_it(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("one")
        for text in ("two", "three", "four"):
            await stage.write(text)
            await stage.press("enter")
            await stage.until(lambda t=text: t in [q.text for q in stage.chat.asking.queued()])
        await stage.press("up")
        await stage.until(lambda: stage.chat.prompt.draft.text == "four", "it in the prompt")
        assert [q.text for q in stage.chat.asking.queued()] == ["two", "three"]
        await stage.press("ctrl+u")
        await stage.until(lambda: stage.chat.prompt.empty)
        await stage.press("ctrl+k")
        await stage.until(lambda: [q.text for q in stage.chat.asking.queued()] == ["two"])


async def test_a_stop_holds_the_queue_until_enter(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("one")
        await stage.write("two")
        await stage.press("enter")
        await stage.until(lambda: stage.chat.asking.queued())
        await stage.press("escape")
        await stage.quiet()
        await stage.until(lambda: "held" in stage.seen, "the held row")
        assert len(stage.asked) == 1
        await stage.press("enter")
        await stage.until(lambda: len(stage.asked) == 2, "the held question")
        assert stage.asked[1].last == "two"
        stage.asked[1].go.set()


async def test_what_is_typed_over_a_held_queue_goes_first(home: Path) -> None:
    """The keys that are named are those that work."""
    async with staged(home, waiting) as stage:
        await stage.ask("one")
        await stage.write("two")
        await stage.press("enter")
        await stage.until(lambda: stage.chat.asking.queued())
        await stage.press("escape")
        await stage.until(lambda: "Enter send the queue" in stage.status, "the key")
        await stage.write("three")
        await stage.until(lambda: "send the queue" not in stage.status, "no such key")
        await stage.press("enter")
        await stage.until(lambda: len(stage.asked) == 2 and stage.asked[1].last == "three")
        await stage.until(lambda: "held" not in stage.seen and "next" in stage.seen, "it goes on")
        stage.asked[1].go.set()
        await stage.until(lambda: len(stage.asked) == 3 and stage.asked[2].last == "two")
        stage.asked[2].go.set()
        await stage.quiet()


async def test_details_lead_back_to_the_failure(home: Path) -> None:
    async with staged(home, failing) as stage:
        await stage.ask("one")
        await stage.quiet()
        await stage.press("tab", "d")
        await stage.until(lambda: stage.place == "Details", "details")
        await stage.press("escape")
        await stage.until(lambda: stage.place == "reading", "reading")
        await stage.press("r")
        await stage.until(lambda: len(stage.asked) == 2, "another try")
        await stage.quiet()


async def test_a_held_queue_is_there_after_a_restart(home: Path) -> None:
    from tui.wish import Wish

    async with staged(home, waiting) as stage:
        await stage.ask("one")
        await stage.write("two")
        await stage.press("enter")
        await stage.until(lambda: stage.chat.asking.queued())
        await stage.press("ctrl+q", "ctrl+q")
        await stage.until(lambda: not stage.app.is_running, "the end")
    async with staged(home, echo, wish=Wish(go_on=True)) as stage:
        await stage.until(lambda: "two" in stage.seen and "held" in stage.seen, "the held row")
        await stage.press("enter")
        await stage.until(lambda: stage.asked and stage.asked[0].last == "two", "the question")


async def test_retry_makes_a_sibling_and_arrows_turn_them_over(home: Path) -> None:
    count = 0

    async def counting(asked: Asked) -> AsyncIterator[Chunk]:
        nonlocal count
        count += 1
        yield f"answer number {count}"

    async with staged(home, counting) as stage:
        await stage.answered("one")
        await stage.press("tab", "r")
        await stage.until(lambda: len(stage.asked) == 2)
        await stage.quiet()
        assert stage.texts() == ["one", "answer number 2"]
        await stage.until(lambda: "‹2/2›" in stage.seen, "its place among siblings")
        await stage.press("left")
        await stage.until(lambda: stage.texts() == ["one", "answer number 1"], "the first")
        await stage.until(lambda: "answer number 1" in stage.seen)
        await stage.press("right")
        await stage.until(lambda: stage.texts() == ["one", "answer number 2"], "the second")


async def test_edit_asks_anew_and_keeps_the_old_branch(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        await stage.answered("two")
        first = stage.chat.current.path[0].id
        await stage.press("tab", "g", "e")
        await stage.until(lambda: stage.chat.prompt.draft.text == "one", "the old question")
        await stage.write(" changed")
        await stage.press("enter")
        await stage.until(lambda: len(stage.asked) == 3)
        await stage.quiet()
        assert stage.texts() == ["one changed", "You said: one changed"]
        assert [m["content"] for m in stage.asked[2].messages] == ["one changed"]
        assert len(stage.store.siblings(first)) == 2
        assert stage.store.messages([first])[0].text == "one"


async def test_the_first_question_being_edited_is_no_welcome(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        await stage.press("tab", "g", "e")
        await stage.until(lambda: stage.chat.prompt.draft.text == "one", "the old question")
        await stage.until(lambda: "You said" not in stage.seen, "the old branch out of sight")
        assert "picks a model" not in stage.seen
        stage.chat.refresh_welcome()  # as a model that is picked meanwhile does
        assert not stage.chat.welcome.display
        await stage.press("ctrl+n")
        await stage.until(lambda: stage.chat.current.id is None, "another conversation")
        assert stage.chat.welcome.display


async def test_a_turned_over_answer_is_kept_when_its_branch_is_left(home: Path) -> None:
    count = iter(range(9))

    async def counting(asked: Asked) -> AsyncIterator[Chunk]:
        yield f"{asked.last} {next(count)}"

    async with staged(home, counting) as stage:
        await stage.answered("one")
        await stage.press("tab", "r")
        await stage.until(lambda: stage.texts() == ["one", "one 1"], "a second answer")
        await stage.quiet()
        await stage.press("left")
        await stage.until(lambda: stage.texts() == ["one", "one 0"], "the first again")
        first = stage.chat.current.path[0].id
        await stage.chat.asking.turn_over(first, 1)
        stage.chat.asking.edit(first)
        await stage.write("!")
        await stage.press("enter")
        await stage.until(lambda: stage.texts()[1:] == ["one! 2"], "another branch")
        await stage.quiet()
        await stage.chat.asking.turn_over(stage.chat.current.path[0].id, -1)
        assert stage.texts() == ["one", "one 0"]
        await stage.until(lambda: "‹1/2›" in stage.seen, "its place")


async def test_fork_goes_on_in_another_conversation(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        await stage.answered("two")
        old = stage.chat.current.id
        await stage.press("tab", "g", "f")
        await stage.until(lambda: stage.chat.current.id not in (None, old), "the fork")
        assert stage.texts()[0] == "one"
        assert "two" not in stage.texts()


async def test_the_answer_stands_under_the_model_that_gave_it(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("first")
        stage.chat.choosing.choose(stage.chat.choosing.catalog.resolve("openai/gpt-5-mini"))
        stage.chat.choosing.enter_key = lambda *a, **k: asyncio.sleep(0, True)  # type: ignore
        await stage.answered("and now?")
        messages = stage.store.messages([row.id for row in stage.chat.current.path])
        assert [m.model for m in messages if m.role == "assistant"] == ["guide", "gpt-5-mini"]
        await stage.until(lambda: "╌╌ gpt-5-mini · openai" in stage.seen, "the switch line")


async def test_reasoning_is_folded_and_stored(home: Path) -> None:
    async def thinking(asked: Asked) -> AsyncIterator[Chunk]:
        yield Reasoning("First I wonder about rain.")
        yield "It rains."
        yield Usage(input=12, output=3)

    async with staged(home, thinking) as stage:
        await stage.answered("why")
        await stage.until(lambda: "▸ thought" in stage.seen, "the folded line")
        await stage.press("ctrl+t")
        await stage.until(lambda: "▾" in stage.seen, "the open thought")
        assert "wonder about rain" in stage.seen
        await stage.until(lambda: "15 " in stage.seen or "15 tokens" in stage.seen, "the tokens")


async def test_quitting_while_an_answer_streams_asks_once(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("one")
        await stage.until(lambda: "first half" in stage.seen)
        await stage.press("ctrl+q")
        await stage.until(lambda: "1 answer still coming" in stage.seen, "the question")
        assert stage.app.is_running
        await stage.press("ctrl+q")
        await stage.until(lambda: not stage.app.is_running, "the end")
    from chat.store.store import Store

    store = Store.open(home / "data" / "palaver.db", state=home / "state")
    last = store.last_conversation()
    assert last is not None
    answer = store.messages([row.id for row in store.path(last)])[-1]
    assert (answer.text, answer.end) == ("first half, ", Finished("stopped"))
    store.close()
