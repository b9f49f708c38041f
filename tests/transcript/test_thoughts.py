"""Reasoning folds and unfolds, and nobody loses the place where he reads."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot

from chat.chunks import Reasoning
from chat.messages import PathRow, ReasoningPart
from tests.support import wait_until
from tests.transcript.support import STYLES, Board, Tap, answer, question, sheet, shown
from tui.transcript.growing_thought import GrowingThought
from tui.transcript.live import LiveAnswer
from tui.transcript.message_rows import Lead, Look, write_thought

SIZE = (80, 24)


def thought(count: int, of: str = "") -> str:
    return "\n".join(f"thought {of}{number}" for number in range(count))


def said(count: int, of: str = "") -> str:
    return "\n\n".join(f"said {of}{number}" for number in range(count))


def talk(answers: int, paragraphs: int = 30) -> Board:
    made = [question(1, "first")]
    for number in range(2, answers + 2):
        parts = ReasoningPart(thought(25, f"{number}."), 1.0), said(paragraphs, f"{number}.")
        made.append(answer(number, *parts))
    return Board(made)


async def at_rest(pilot: Pilot[None], board: Board) -> None:
    view = board.transcript
    await wait_until(lambda: not view.book.wanted and not view._laying, pilot=pilot)
    await pilot.pause()


@pytest.mark.parametrize("paragraphs", [30, 600], ids=["short", "from a thread"])
@pytest.mark.parametrize("everywhere", [True, False], ids=["all", "one"])
async def test_what_is_read_stays_when_reasoning_folds(paragraphs: int, everywhere: bool) -> None:
    board = talk(3, paragraphs)
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        view.go_top()
        await at_rest(pilot, board)
        view.scrolled(40)
        await at_rest(pilot, board)
        before = board.screen_rows()
        assert not any("thought" in row for row in before)
        rows = view.book.heights.rows[1]
        for more in (25, 0):
            if everywhere:
                view.fold_reasoning()
            else:
                view.toggle_fold(2)
            await wait_until(lambda n=more: view.book.heights.rows[1] == rows + n, pilot=pilot)
            await at_rest(pilot, board)
            assert board.screen_rows() == before


async def test_one_who_reads_a_thought_that_folds_stands_at_its_head() -> None:
    board = talk(3)
    async with board.run_test(size=(80, 12)) as pilot:
        view = board.transcript
        view.fold_reasoning()
        view.go_top()
        view.scrolled(10)
        assert all("thought 2." in row for row in board.screen_rows())
        view.fold_reasoning()
        assert any("▸ thought 1.0 s" in row for row in board.screen_rows())
        await pilot.pause()


@pytest.mark.parametrize("lines", [60, 900], ids=["short", "from a thread"])
async def test_the_row_that_was_clicked_stays_at_the_end_too(lines: int) -> None:
    text = said(3) if lines < 100 else f"```\n{said(lines)}\n```"
    before = [question(1, "first"), answer(2, said(40)), question(3, "second")]
    board = Board([*before, answer(4, ReasoningPart(thought(90), 1.0), text)])
    async with board.run_test(size=(80, 70)) as pilot:
        await at_rest(pilot, board)
        y = next(y for y, row in enumerate(board.screen_rows()) if "▸ thought" in row)
        await pilot.click(offset=(4, y))
        await wait_until(lambda: "▾ thought" in board.screen_rows()[y], pilot=pilot)
        assert "thought 0" in board.screen_rows()[y + 1]


async def thinking(board: Board, tap: Tap, pilot: Pilot[None]) -> int:
    number = board.ask(tap.turn)
    tap.give(Reasoning(thought(90)))
    await wait_until(lambda: any("thought 89" in row for row in board.screen_rows()), pilot=pilot)
    return number


async def test_a_thought_that_is_read_stays_when_the_answer_begins() -> None:
    board, tap = Board([question(1, "before")]), Tap()
    async with board.run_test(size=SIZE) as pilot:
        number = await thinking(board, tap, pilot)
        view = board.transcript
        view.scrolled(-40)
        before = board.screen_rows()[:-1]
        tap.give("and so it is")
        await wait_until(lambda: "it is" in view.book.live[number].laid.lines[-1], pilot=pilot)
        assert board.screen_rows()[:-1] == before
        tap.end()
        await wait_until(lambda: number not in view.book.live, pilot=pilot)
        assert board.screen_rows()[:-1] == before


async def test_at_the_end_it_folds_when_the_answer_begins() -> None:
    board, tap = Board([question(1, "before")]), Tap()
    async with board.run_test(size=SIZE) as pilot:
        await thinking(board, tap, pilot)
        tap.give("and so it is")
        await wait_until(lambda: "and so it is▍" in board.screen_rows()[-1], pilot=pilot)
        assert any("▸ thought" in row for row in board.screen_rows())


async def test_folded_by_hand_it_stays_folded() -> None:
    board, tap = Board([question(1, "before")]), Tap()
    async with board.run_test(size=SIZE) as pilot:
        number = await thinking(board, tap, pilot)
        view = board.transcript
        view.toggle_fold(number)
        assert any("▸ thinking" in row for row in board.screen_rows())
        tap.give("and so it is")
        await wait_until(
            lambda: any("▸ thought" in row for row in board.screen_rows()), pilot=pilot
        )
        tap.end()
        await wait_until(lambda: number not in view.book.live, pilot=pilot)
        assert any("▸ thought" in row for row in board.screen_rows())
        view.toggle_fold(number)
        assert any("▾ thought" in row for row in shown(view.book.laid(2).rows))


async def test_a_thought_above_a_long_answer_turns_without_reading_it_again() -> None:
    board, tap = Board([question(1, "before")]), Tap()
    async with board.run_test(size=SIZE) as pilot:
        number = await thinking(board, tap, pilot)
        tap.give(said(1200))
        await wait_until(
            lambda: any("said 1199" in row for row in board.screen_rows()), pilot=pilot
        )
        live = board.transcript.book.live[number]
        rows, lines = live.laid.rows[-100:], len(live.laid.lines)
        board.transcript.toggle_fold(number)
        assert live.laid.rows[-100:-10] == rows[:-10]
        assert len(live.laid.lines) == lines + 90 == rows[-1].line + 1
        tap.end()


async def test_a_long_text_behind_which_a_thought_came_is_not_grown_anew() -> None:
    """Its new width or colours were asked for when it was the last of the answer."""
    tap = Tap()
    running = asyncio.create_task(tap.turn.run())
    follower = tap.turn.follow()
    row, lead = PathRow(2, "assistant", 0, 0, endpoint="lab", model="small"), Lead(first=True)
    live = LiveAnswer(tap.turn, row, lead, Look(80, STYLES))
    tap.give(said(1200))
    live.take(await anext(follower))
    live.update()
    while live.behind:
        live.update()
    assert live.is_long
    tap.give(Reasoning("Hmm."))
    live.take(await anext(follower))
    live.update()
    for width in (60, 70):
        look = Look(width, STYLES)
        grow = live.grow_anew(look)
        assert (grow is None) == (width == 70)
        live.take_grown(row, lead, look, grow() if grow is not None else None)
        live.update()
        assert {row.width for row in live.laid.rows} == {width}
        assert shown(live.laid.rows)[-1].split()[-1] == "Hmm."
        live.turn_thought()  # and now nothing of it grows
        live.update()
    tap.end()
    await running


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(["a word ", "on", "\n", "\n\n", "  ", "\t", "**", "日本", "x" * 90]))
)
def test_a_thought_that_grows_is_the_thought_at_once(pieces: list[str]) -> None:
    growing, said = GrowingThought(40, STYLES, 0), ""
    for piece in pieces:
        growing.add(piece)
        before = growing.rows[: growing.update()]
        said += piece
        whole = sheet(40)
        write_thought(whole, 2, "", said, unfolded=True)
        assert shown(growing.rows) == (shown(whole.rows)[1:] if said.strip("\n") else [])
        assert growing.rows[: len(before)] == before
        assert growing.lines == whole.lines[1 : 1 + len(growing.lines)]


def test_of_a_thought_that_grows_only_the_last_line_is_written_again() -> None:
    growing = GrowingThought(80, STYLES, 0)
    for number in range(400):
        growing.add(f"line {number}\nand ")
        assert growing.update() == number
    growing.add("one " * 5000)
    growing.update()
    assert len(growing.lines) > 404
    assert "".join(growing.lines).count("one ") == 5000
