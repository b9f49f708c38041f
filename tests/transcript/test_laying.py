"""Long messages are laid out beside the loop, and nothing moves when they are."""

from __future__ import annotations

import gc
import sys
import threading

import pytest
from textual.pilot import Pilot

from chat.messages import ReasoningPart
from tests.support import wait_until
from tests.transcript.support import Board, Tap, answer, question, talk
from tui.theme import load
from tui.transcript import book as book_module
from tui.transcript import collecting, formulas, highlight
from tui.transcript import layout as layout_module
from tui.transcript.message_rows import Laid, lay_out
from tui.transcript.standin import Pieces

SIZE = (80, 24)


def paragraphs(count: int, mark: str) -> str:
    made = []
    for number in range(count):
        match number % 5:
            case 0:
                made.append(f"```python\nline_{mark}_{number} = 1\n\nmore_{mark}_{number} = 2\n```")
            case 1:
                made.append(f"- item {mark} {number}\n- and **one** more {mark} {number}")
            case _:
                made.append(f"paragraph {mark} {number} " + "with `words` and **more** " * 6)
    return "\n\n".join(made)


def long_talk(messages: int = 6, count: int = 80) -> Board:
    return Board(
        [
            (question if n % 2 else answer)(n, f"q {n}" if n % 2 else paragraphs(count, f"m{n}"))
            for n in range(1, messages + 1)
        ]
    )


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Threads lay out when this is set; on the loop no long message is ever laid out."""
    go, loop = threading.Event(), threading.get_ident()

    def slow(message: object, *args: object, **options: object) -> Laid:
        if len(message.text) > book_module._LONG:  # type: ignore[attr-defined]
            assert threading.get_ident() != loop
            assert go.wait(10)
        return lay_out(message, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(layout_module, "lay_out", slow)
    return go


async def laid_out(pilot: Pilot[None], board: Board) -> None:
    await wait_until(
        lambda: not board.transcript._laying and not board.transcript.book.wanted, pilot=pilot
    )


def standing(board: Board) -> list[str]:
    return [row for row in board.screen_rows() if row.strip(" ▌")]


async def test_the_end_of_a_long_answer_is_there_before_it_is_laid_out(
    held: threading.Event,
) -> None:
    board = long_talk()
    async with board.run_test(size=SIZE) as pilot:
        before = board.screen_rows()
        assert before[-1].strip()
        held.set()
        await laid_out(pilot, board)
        assert board.screen_rows() == before
        assert not isinstance(board.transcript.book.shown(5).rows, Pieces)


async def test_pages_over_long_messages_move_nothing_when_they_are_laid_out(
    held: threading.Event,
) -> None:
    board = long_talk()
    async with board.run_test(size=SIZE) as pilot:
        for _ in range(3):
            board.transcript.page(-1)
        before = board.screen_rows()
        assert len(standing(board)) > 14
        held.set()
        await laid_out(pilot, board)
        assert board.screen_rows() == before


@pytest.mark.parametrize("part", [0.1, 0.3, 0.52, 0.77])
async def test_a_jump_into_a_long_message_keeps_what_stands_in_the_middle(
    held: threading.Event, part: float
) -> None:
    board = long_talk(count=200)
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        view.scroll_to(y=int(view.max_scroll_y * part), animate=False, immediate=True)
        before = board.screen_rows()
        assert len(standing(board)) > 14
        held.set()
        await laid_out(pilot, board)
        after = board.screen_rows()
        assert sum(a == b for a, b in zip(before[6:18], after[6:18], strict=True)) > 9


async def test_the_top_and_the_next_question_are_there_at_once(held: threading.Event) -> None:
    board = long_talk()
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        view.go_top()
        assert board.screen_rows()[0] == "┃ q 1"
        view.scroll_question(1)
        top = board.screen_rows()
        assert top[0] == "┃ q 3"
        held.set()
        await laid_out(pilot, board)
        assert board.screen_rows() == top


async def test_another_width_shows_the_old_rows_until_there_are_new_ones(
    held: threading.Event,
) -> None:
    board = long_talk()
    async with board.run_test(size=SIZE) as pilot:
        held.set()
        await laid_out(pilot, board)
        for _ in range(5):
            board.transcript.page(-1)
        await laid_out(pilot, board)
        first = next(row for row in board.screen_rows() if "paragraph" in row).split()[2]
        held.clear()
        await pilot.resize_terminal(60, 24)
        await pilot.pause()
        assert any(first in row for row in board.screen_rows())
        assert {strip.cell_length for strip in board.transcript.line_strips(0, 24)} == {59}
        held.set()
        await laid_out(pilot, board)
        assert any(first in row for row in board.screen_rows())


async def test_other_colours_keep_the_place(held: threading.Event) -> None:
    board = long_talk()
    async with board.run_test(size=SIZE) as pilot:
        held.set()
        await laid_out(pilot, board)
        board.transcript.page(-1)
        board.transcript.page(-1)
        await laid_out(pilot, board)
        before = board.screen_rows()
        board.transcript.palette = load("light")
        await laid_out(pilot, board)
        assert board.screen_rows() == before


async def test_nothing_is_selected_where_lines_have_no_numbers_yet(held: threading.Event) -> None:
    board = long_talk()
    async with board.run_test(size=SIZE) as pilot:
        await pilot.mouse_down(offset=(4, 20))
        await pilot.hover(offset=(20, 22))
        await pilot.mouse_up(offset=(20, 22))
        assert not board.posted
        held.set()
        await laid_out(pilot, board)


async def test_a_long_question_is_shown_as_it_was_typed(held: threading.Event) -> None:
    board = Board([question(1, "\n".join(f"line {n}" for n in range(3000)))])
    async with board.run_test(size=SIZE) as pilot:
        assert board.screen_rows()[-2:] == ["┃ line 39", "┃ ▸ show all 3,000 lines"]
        held.set()
        await laid_out(pilot, board)
        assert board.screen_rows()[-2:] == ["┃ line 39", "┃ ▸ show all 3,000 lines"]


async def test_another_conversation_drops_what_is_wanted(held: threading.Event) -> None:
    board = long_talk()
    async with board.run_test(size=SIZE) as pilot:
        other = Board(talk(4))
        board.messages = other.messages
        board.transcript.open(board.path())
        held.set()
        await laid_out(pilot, board)
        assert board.screen_rows()[-1] == "  second of 4"


async def test_layouts_are_kept_up_to_a_number_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book_module, "_ROWS", 700)
    board = long_talk(20)
    async with board.run_test(size=SIZE) as pilot:
        book = board.transcript.book
        for index in range(20):
            book.laid(index)
        assert book._rows == sum(len(laid.rows) for _, laid in book._laid.values())
        assert book._rows < 1400
        await laid_out(pilot, board)


async def test_a_thread_leaves_the_collector_as_it_was() -> None:
    was = gc.isenabled(), sys.getswitchinterval()
    during = await collecting.in_thread(lambda: (gc.isenabled(), sys.getswitchinterval()))
    assert during[0] is False
    assert during[1] < was[1]
    assert (gc.isenabled(), sys.getswitchinterval()) == was


async def test_a_giant_that_has_ended_is_read_where_it_was() -> None:
    board, tap = Board(talk(2)), Tap()
    async with board.run_test(size=SIZE) as pilot:
        number = board.ask(tap.turn)
        tap.give(" ".join(f"**w{n}**" for n in range(3000)))
        await wait_until(lambda: any("w2999" in row for row in board.screen_rows()), pilot=pilot)
        board.transcript.page(-1)
        board.transcript.page(-1)
        middle = board.screen_rows()[12].split()[0].strip("*")
        tap.end()
        await wait_until(lambda: number not in board.transcript.book.live, pilot=pilot)
        assert any(middle in row for row in board.screen_rows()[8:17])


async def test_a_long_answer_that_streams_gets_another_width_from_a_thread() -> None:
    board, tap = Board(talk(2)), Tap()
    async with board.run_test(size=SIZE) as pilot:
        number = board.ask(tap.turn)
        tap.give("\n\n".join(f"paragraph {n} of the answer" for n in range(900)))
        book = board.transcript.book
        await wait_until(lambda: board.screen_rows()[-1].startswith("  paragraph 899"), pilot=pilot)
        threads: list[object] = []
        grow = book.live[number].grow_anew
        book.live[number].grow_anew = lambda look: threads.append(look) or grow(look)  # type: ignore[method-assign]
        await pilot.resize_terminal(60, 24)
        tap.give(" and more")
        await wait_until(lambda: book.live[number].look.width == 59, pilot=pilot)
        assert len(threads) == 1
        await wait_until(lambda: board.screen_rows()[-1].endswith("and more▍"), pilot=pilot)
        assert {row.width for row in book.live[number].laid.rows} == {59}
        tap.end()
        await wait_until(lambda: number not in book.live, pilot=pilot)
        assert board.screen_rows()[-1].endswith("and more")


async def test_of_long_messages_few_are_read_at_once() -> None:
    board = Board([answer(n, "word " * 10_000) for n in range(1, 40)])
    async with board.run_test(size=SIZE) as pilot:
        assert len(board.read) <= 2
        await laid_out(pilot, board)
        board.read.clear()
        board.transcript.go_top()
        assert len(board.read) <= 2
        await laid_out(pilot, board)


async def test_a_place_in_a_long_message_is_found_again(held: threading.Event) -> None:
    board = long_talk()
    held.set()
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        await laid_out(pilot, board)
        for _ in range(4):
            view.page(-1)
        await laid_out(pilot, board)
        place, before = view.place, board.screen_rows()
        view.open([])
        view.open(board.path(), place)
        await laid_out(pilot, board)
        assert board.screen_rows() == before


async def test_a_long_thought_folds_where_it_is() -> None:
    thought = ReasoningPart("\n".join(f"thought {n}" for n in range(400)), 2.0)
    board = Board([question(1, "q"), answer(2, thought, paragraphs(20, "a"))])
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        await laid_out(pilot, board)
        view.go_top()
        view.toggle_fold(2)
        await wait_until(lambda: "    thought 0" in board.screen_rows(), pilot=pilot)
        assert board.screen_rows()[0] == "┃ q"
        view.toggle_fold(2)
        await wait_until(lambda: "    thought 0" not in board.screen_rows(), pilot=pilot)
        assert board.screen_rows()[0] == "┃ q"


async def test_rows_made_before_a_reader_was_there_are_made_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, go = threading.Event(), threading.Event()
    monkeypatch.setattr(formulas, "is_ready", lambda _: go.is_set())

    def early(message: object, *args: object, **options: object) -> Laid:
        laid = lay_out(message, *args, **options)  # type: ignore[arg-type]
        made.set()
        assert go.wait(10)
        return laid

    monkeypatch.setattr(layout_module, "lay_out", early)
    board = Board([answer(2, paragraphs(80, "m") + "\n\nso $E = mc^2$")])
    async with board.run_test(size=SIZE) as pilot:
        await wait_until(made.is_set, pilot=pilot)
        await board.transcript._colour(highlight, {highlight.FORMULAS})
        go.set()
        await wait_until(
            lambda: any("so E = mc²" in row for row in board.screen_rows()), pilot=pilot
        )


def coded(lines: int) -> str:
    code = "\n".join(f"x{number} = {number}" for number in range(lines))
    return f"words\n\n```py\n{code}\n```\n\nafter"


async def test_long_code_that_is_folded_is_foretold() -> None:
    """Not only of what was read: the scrollbar would jump when it is met."""
    some = [
        message
        for n in range(1, 60, 2)
        for message in (question(n, "q"), answer(n + 1, coded(900)))
    ]
    board = Board(some)
    async with board.run_test(size=SIZE) as pilot:
        heights = board.transcript.book.heights
        await wait_until(lambda: heights.total < 30 * 80, pilot=pilot)
        guessed = heights.rows[0]
        board.transcript.go_top()
        await laid_out(pilot, board)
        assert abs(heights.rows[0] - guessed) < 8
        board.transcript.go_end()
        await pilot.resize_terminal(70, 24)
        await laid_out(pilot, board)
        assert heights.total < 30 * 80


async def test_what_stands_for_a_long_message_is_as_high_as_it_was() -> None:
    board = Board([answer(1, coded(900)), answer(2, "words")])
    async with board.run_test(size=SIZE) as pilot:
        await laid_out(pilot, board)
        book = board.transcript.book
        height = book.heights.rows[0]
        book.forget(1, text=False)
        assert len(book.shown(0).rows) == height
        board.transcript.go_top()
        await laid_out(pilot, board)
