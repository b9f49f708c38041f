"""A selection across messages that nobody has seen."""

from __future__ import annotations

import asyncio
import time

import pytest
from textual.geometry import Offset
from textual.selection import Selection

from chat.messages import Message
from tests.transcript.support import STYLES, Board, answer, question, row_of
from tui.transcript import collecting
from tui.transcript import selection as selecting
from tui.transcript.message_rows import Laid, Lead, Look, lay_out
from tui.transcript.taking import _together

SIZE = (80, 24)
WORDS = "Some **words** that `go` on and on, so that they take a row or two of the screen."


def board(count: int) -> Board:
    messages = [
        question(n, f"question {n}") if n % 2 else answer(n, f"answer {n}\n\n- {WORDS}\n- end {n}")
        for n in range(1, count + 1)
    ]
    return Board(messages)


def laid(message: Message) -> Laid:
    return lay_out(message, row_of(message), Lead(first=True), Look(80, STYLES), flipped=False)


def nothing(done: int, of: int) -> None:
    del done, of


async def test_it_is_what_the_rows_say_and_nothing_is_kept() -> None:
    some = board(200)
    async with some.run_test(size=SIZE):
        view = some.transcript
        chosen = Selection(Offset(4, selecting.code(20, 1)), Offset(6, selecting.code(160, 1)))
        taken = await view.taken(chosen, nothing)
        assert len(view.book._laid) < 100
        found = view.get_selection(chosen)
        assert found is not None
        assert taken == found[0]
        assert taken.count("question") == 69


async def test_the_source_of_whole_messages_and_of_parts() -> None:
    some = board(60)
    async with some.run_test(size=SIZE):
        view = some.transcript
        last = len(view.book.laid(3).lines) - 2
        chosen = Selection(Offset(0, selecting.code(1, 0)), Offset(3, selecting.code(3, last)))
        taken = await view.taken_source(chosen, nothing)
        whole = some.messages[2].text
        assert taken.startswith(f"{whole}\n\nquestion 3\n\nanswer 4")
        everything = Selection(None, None)
        sources = [message.text for message in some.messages.values()]
        assert await view.taken(everything, nothing) == "\n\n".join(sources)
        assert await view.taken_source(everything, nothing) == "\n\n".join(sources)


async def test_the_loop_goes_on_meanwhile() -> None:
    some = board(2000)
    async with some.run_test(size=SIZE):
        view, told, longest = some.transcript, [], 0.0

        async def taken() -> str:
            last = selecting.code(1999, 1)
            chosen = Selection(Offset(0, selecting.code(0, 0)), Offset(2, last))
            return await view.taken(chosen, lambda done, of: told.append((done, of)))

        task = asyncio.create_task(taken())
        while not task.done():
            began = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - began)
        assert (await task).count("question") == 1000
        assert longest < 0.1, f"{longest:.3f} s of the loop's own"
        assert told[0] == (0, 2000)
        assert len(told) > 50


async def test_a_message_that_goes_meanwhile_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    some = board(100)
    async with some.run_test(size=SIZE):
        view = some.transcript
        in_thread = collecting.in_thread

        async def slow(work: object) -> object:
            made = await in_thread(work)  # type: ignore[arg-type]
            view.set_path(view.book.path[:50])
            return made

        monkeypatch.setattr(collecting, "in_thread", slow)
        chosen = Selection(Offset(0, selecting.code(0, 0)), Offset(2, selecting.code(99, 1)))
        assert (await view.taken(chosen, nothing)).count("question") == 25


LISTS = """Some words

1. one
   - two
     second line

     ```py
     def f():
         pass
     ```
   - three

> - four
>   - five
"""
SEEN = """Some words

1. one
   • two
     second line

     def f():
         pass

   • three

• four
  • five"""


def test_what_stands_further_right_is_copied_so() -> None:
    own = laid(answer(2, LISTS))
    assert "\n".join(selecting.as_seen(own, (1, 0), None)) == SEEN
    number = {line.strip(): n for n, line in enumerate(own.lines)}
    code, last = number["def f():"], number["pass"]
    assert selecting.as_seen(own, (code, 0), (last, 99)) == own.lines[code : last + 1]
    begun = selecting.as_seen(own, (number["1. one"], 3), (number["• two"], 99))
    assert begun == ["one", "   • two"]
    inside = selecting.as_seen(own, (number["• two"], 2), (number["• three"], 99))
    assert inside[:2] == ["two", "  second line"]
    assert inside[-1] == "• three"


def test_long_messages_are_read_one_by_one() -> None:
    path = board(3).path()
    long = [row._replace(characters=90_000) for row in path]
    assert [len(some) for _, some in _together(long)] == [1, 1, 1]
    assert [done for done, _ in _together(long)] == [0, 1, 2]
