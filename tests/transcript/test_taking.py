"""A selection across messages that nobody has seen."""

from __future__ import annotations

import asyncio
import time

import pytest
from textual.geometry import Offset
from textual.selection import Selection

from tests.transcript.support import Board, answer, question
from tui.transcript import collecting
from tui.transcript import selection as selecting
from tui.transcript.taking import _together

SIZE = (80, 24)
WORDS = "Some **words** that `go` on and on, so that they take a row or two of the screen."


def board(count: int) -> Board:
    messages = [
        question(n, f"question {n}") if n % 2 else answer(n, f"answer {n}\n\n- {WORDS}\n- end {n}")
        for n in range(1, count + 1)
    ]
    return Board(messages)


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


def test_long_messages_are_read_one_by_one() -> None:
    path = board(3).path()
    long = [row._replace(characters=90_000) for row in path]
    assert [len(some) for _, some in _together(long)] == [1, 1, 1]
    assert [done for done, _ in _together(long)] == [0, 1, 2]
