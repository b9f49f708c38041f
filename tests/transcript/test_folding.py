"""Long code and walls of text: their head, all of them in place, and nothing lost on the way."""

from __future__ import annotations

import pytest
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.selection import Selection

from chat.messages import FilePart, TextPart
from tests.support import wait_until
from tests.transcript.support import (
    STYLES,
    Board,
    Tap,
    answer,
    question,
    row_of,
    rows,
    shown,
)
from tui.transcript import selection
from tui.transcript.message_rows import Laid, Lead, Look, lay_out
from tui.transcript.shape import FOLDED, HEAD, ROWS, WHOLE, Shape
from tui.transcript.window import FoldRow

SIZE = (80, 24)


def code(lines: int, mark: str = "x") -> str:
    return "\n".join(f"{mark}{number} = {number}" for number in range(lines))


def coded(lines: int, mark: str = "x") -> str:
    return f"before\n\n```py\n{code(lines, mark)}\n```\n\nafter {mark}"


def laid(message: object, shape: Shape = FOLDED, width: int = 80) -> Laid:
    lead, look = Lead(first=True), Look(width, STYLES)
    return lay_out(message, row_of(message), lead, look, flipped=False, shape=shape)  # type: ignore[arg-type]


# -- rows


@pytest.mark.parametrize(("lines", "folds"), [(60, False), (61, True), (812, True)])
def test_code_of_more_than_sixty_lines_shows_its_head(lines: int, folds: bool) -> None:
    found = shown(rows(answer(2, coded(lines))))
    assert (f"    ▸ show all {lines} lines" in found) is folds
    assert f"    x{HEAD - 1} = {HEAD - 1}" in found
    assert (f"    x{HEAD} = {HEAD}" in found) is not folds
    assert found[-1] == "  after x"


def test_a_folded_block_keeps_its_lines_and_has_no_rows_for_them() -> None:
    message = answer(2, coded(812))
    folded, whole = laid(message), laid(message, WHOLE)
    assert folded.lines == whole.lines == laid(message, Shape(opened=frozenset({0}))).lines
    assert len(folded.rows) < 60 < 812 < len(whole.rows)
    assert len(laid(message, Shape(opened=frozenset({0}))).rows) == len(whole.rows) + 1


def test_unfolded_it_can_be_folded_again_but_not_what_was_watched() -> None:
    message = answer(2, coded(99))
    assert "    ▾ show less" in shown(laid(message, Shape(opened=frozenset({0}))).rows)
    assert not any(isinstance(row, FoldRow) for row in laid(message, WHOLE).rows)


def test_rows_are_in_the_order_of_their_characters() -> None:
    for shape in (FOLDED, WHOLE, Shape(opened=frozenset({0}))):
        places = [(row.line, row.start) for row in laid(answer(2, coded(99)), shape).rows]
        assert places == sorted(places)


def test_few_lines_that_are_very_long_fold_by_their_rows() -> None:
    found = laid(answer(2, f"```\n{'word ' * 20_000}\n```"))
    assert len(found.rows) <= ROWS + 4
    assert found.rows[-1].plain.strip() == "▸ show all 100 kB"
    (block,) = found.blocks
    assert block.hidden is not None
    assert (block.hidden.first, block.hidden.last) == (2, 2), "a part of its one line"


def test_in_a_list_and_a_quote_it_folds_too() -> None:
    inside = "\n".join("   " + line for line in f"```\n{code(70)}\n```".split("\n"))
    quoted = "\n".join("> " + line for line in f"```\n{code(80, 'y')}\n```".split("\n"))
    found = laid(answer(2, f"1. first\n{inside}\n\n{quoted}"))
    told = [row.plain.strip() for row in found.rows if isinstance(row, FoldRow)]
    assert told == ["▸ show all 70 lines", "│   ▸ show all 80 lines"]
    assert [block.number for block in found.blocks] == [0, 1]


def test_a_wall_of_text_that_was_typed_shows_its_head() -> None:
    wall = "\n".join(f"line {number}" for number in range(100))
    found = laid(question(1, wall))
    assert shown(found.rows)[-2:] == ["┃ line 39", "┃ ▸ show all 100 lines"]
    assert found.lines == wall.split("\n")
    assert len(rows(question(1, "\n".join(["short"] * 60)))) == 60


def test_a_wall_without_lines_folds_too() -> None:
    found = shown(rows(question(1, "word " * 3000)))
    assert len(found) == ROWS + 1
    assert found[-1] == "┃ ▸ show all 15 kB"


def test_a_paste_shows_a_few_lines_and_all_of_them_when_asked() -> None:
    text = "\n".join(f"\tlog {number}" for number in range(500))
    message = question(1, "")
    parts = (TextPart("look"), FilePart("pasted", "text/plain", text))
    message = type(message)(1, 1, None, "user", parts)
    found = shown(laid(message).rows)
    assert found[:2] == ["┃ look", "┃     log 0"]
    assert found[-1].startswith("┃ ▸ show all 500 lines · ")
    assert len(found) == 10
    whole = shown(laid(message, Shape(opened=frozenset({0}))).rows)
    assert whole[-2:] == ["┃     log 499", "┃ ▾ show less"]


def test_an_attached_file_stays_a_chip() -> None:
    part = FilePart("notes.md", "text/plain", "line\n" * 500)
    message = type(question(1, ""))(1, 1, None, "user", (part,))
    assert shown(laid(message).rows) == ["┃ [notes.md · 500 lines · 2 kB]"]


def test_a_folded_giant_costs_what_is_shown() -> None:
    found = laid(answer(2, coded(20_000)))
    assert len(found.rows) < 60
    assert len(found.lines) > 20_000


# -- copying


def test_a_copy_as_it_is_seen_says_how_much_is_folded() -> None:
    found = laid(answer(2, coded(70)))
    hidden = [block.hidden for block in found.blocks if block.hidden is not None]
    copied = selection.between(found.lines, (0, 0), None, hidden)
    assert copied[-4:] == [f"x{HEAD - 1} = {HEAD - 1}", "… 30 more lines", "", "after x"]
    assert selection.between(found.lines, (3, 0), (5, 2), hidden) == [*found.lines[3:5], "x2"]


def test_a_copy_of_a_part_of_a_line_says_that_there_is_more() -> None:
    found = laid(question(1, "word " * 3000))
    hidden = [block.hidden for block in found.blocks if block.hidden is not None]
    seen, more = selection.between(found.lines, None, None, hidden)
    assert more == "… more"
    assert seen.split() == ["word"] * seen.count("word")
    assert 0 < len(seen) < 15_000


# -- on the screen


async def at_rest(pilot: Pilot[None], board: Board) -> None:
    view = board.transcript
    await wait_until(lambda: not view.book.wanted and not view._laying, pilot=pilot)
    await pilot.pause()


def fold_at(board: Board, words: str) -> int:
    return next(y for y, row in enumerate(board.screen_rows()) if words in row)


def talk_with(*texts: str) -> Board:
    made = [question(1, "first")]
    for number, text in enumerate(texts, 2):
        made.append(answer(number, text))
    return Board(made)


@pytest.mark.parametrize("lines", [80, 2000])
async def test_a_click_unfolds_in_place_and_folds_again(lines: int) -> None:
    board = talk_with(coded(lines))
    async with board.run_test(size=SIZE) as pilot:
        await at_rest(pilot, board)
        before = board.screen_rows()
        y = fold_at(board, "show all")
        await pilot.click(offset=(8, y))
        await wait_until(lambda: f"x{HEAD} = {HEAD}" in board.screen_rows()[y], pilot=pilot)
        await at_rest(pilot, board)
        assert board.screen_rows()[:y] == before[:y], "nothing above it moves"
        board.transcript.go_end()
        await at_rest(pilot, board)
        below = fold_at(board, "show less")
        tail = board.screen_rows()[below + 1 :]
        await pilot.click(offset=(8, below))
        await wait_until(lambda: "show all" in "".join(board.screen_rows()), pilot=pilot)
        await at_rest(pilot, board)
        assert fold_at(board, "show all") == below
        assert board.screen_rows()[below + 1 :] == tail, "nothing below it moves"


async def test_only_the_block_that_was_clicked_unfolds() -> None:
    board = talk_with(f"{coded(70, 'a')}\n\n{coded(70, 'b')}")
    async with board.run_test(size=(80, 150)) as pilot:
        await at_rest(pilot, board)
        first, second = (
            y for y, row in enumerate(board.screen_rows()) if "▸ show all 70 lines" in row
        )
        board.transcript.toggle_block(2, 1)
        await wait_until(lambda: "b69" in "".join(board.screen_rows()), pilot=pilot)
        assert "a69" not in "".join(board.screen_rows())
        assert first < second


async def test_what_is_unfolded_stays_so_at_another_width_and_in_other_colours() -> None:
    from tui.theme import load

    board = talk_with(coded(80), *["words"] * 30)
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        view.go_top()
        view.toggle_block(2, 0)
        await at_rest(pilot, board)
        view.go_end()
        await pilot.resize_terminal(100, 30)
        await at_rest(pilot, board)
        view.palette = load("light")
        view.go_top()
        await at_rest(pilot, board)
        view.scrolled(60)
        await at_rest(pilot, board)
        assert "x60 = 60" in "".join(board.screen_rows())


async def test_folded_while_in_its_middle_one_stands_at_the_fold() -> None:
    board = talk_with(coded(600), "last")
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        await at_rest(pilot, board)
        view.toggle_block(2, 0)
        await at_rest(pilot, board)
        view.go_top()
        view.scrolled(300)
        await at_rest(pilot, board)
        assert "show" not in "".join(board.screen_rows())
        view.toggle_block(2, 0)
        await wait_until(lambda: "show all 600 lines" in "".join(board.screen_rows()), pilot=pilot)
        await at_rest(pilot, board)
        assert fold_at(board, "show all") > 2


async def test_what_streams_is_whole_and_stays_so_when_it_ends() -> None:
    board, tap = Board([question(1, "before")]), Tap()
    async with board.run_test(size=SIZE) as pilot:
        number = board.ask(tap.turn)
        tap.give(coded(300))
        view = board.transcript
        await wait_until(lambda: "after x" in "".join(board.screen_rows()), pilot=pilot)
        view.scrolled(-100)
        await pilot.pause()
        before = board.screen_rows()[:-1]
        tap.end()
        await wait_until(lambda: number not in view.book.live, pilot=pilot)
        await at_rest(pilot, board)
        assert board.screen_rows()[:-1] == before
        view.open(board.path())
        await at_rest(pilot, board)
        assert "▸ show all 300 lines" in "".join(board.screen_rows()), "opened again"


async def test_what_was_watched_can_be_folded() -> None:
    board, tap = Board([question(1, "before")]), Tap()
    async with board.run_test(size=SIZE) as pilot:
        number = board.ask(tap.turn)
        tap.give(f"{coded(80, 'a')}\n\n{coded(80, 'b')}")
        tap.end()
        view = board.transcript
        await wait_until(
            lambda: number not in view.book.live and view.blocks_of(number), pilot=pilot
        )
        view.toggle_block(number, 1)
        await at_rest(pilot, board)
        folded = [block.folded for block in view.blocks_of(number)]
        assert folded == [False, True]


async def test_the_place_in_an_unfolded_block_is_come_back_to() -> None:
    board = talk_with(coded(600), "last")
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        await at_rest(pilot, board)
        view.toggle_block(2, 0)
        await at_rest(pilot, board)
        view.go_top()
        view.scrolled(300)
        await at_rest(pilot, board)
        before, place = board.screen_rows(), view.place
        view.open(board.path(), place)
        await at_rest(pilot, board)
        assert board.screen_rows() == before
        view.go_top()
        assert view.place == (1, 0)
        view.open(board.path(), (2, 3))
        await at_rest(pilot, board)
        assert all(block.folded for block in view.blocks_of(2))


async def test_a_hit_in_what_is_folded_unfolds_it() -> None:
    board = talk_with(coded(900), "last")
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        await at_rest(pilot, board)
        view.mark(lambda text: [(0, 4)] if text.startswith("x777") else [])
        (mark,) = await view.hits_of(2)
        await view.reveal(mark)
        view.show_mark(mark)
        await at_rest(pilot, board)
        assert "x777 = 777" in "".join(board.screen_rows())


async def test_a_selection_across_a_folded_block_as_seen_and_as_markdown() -> None:
    source = coded(90)
    board = talk_with(source)
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        await at_rest(pilot, board)
        lines = view.book.laid(1).lines
        first, last = selection.code(1, 0), selection.code(1, len(lines) - 1)
        board.screen.selections = {view: Selection(Offset(0, first), Offset(7, last))}
        seen = view.get_selection(view.text_selection)  # type: ignore[arg-type]
        assert seen is not None
        assert "… 50 more lines" in seen[0]
        assert "x89" not in seen[0]
        chosen = view.text_selection
        assert chosen is not None
        assert await view.taken(chosen, lambda *_: None) == seen[0]
        assert await view.taken_source(chosen, lambda *_: None) == source
        assert view.source(2) == source
        assert "x89 = 89" in view.shown_text(2)
        assert view.code_blocks(2)[0].text == code(90)


async def test_until_a_thread_has_laid_it_out_the_fold_stands_there_already() -> None:
    board = talk_with(coded(3000), "last")
    async with board.run_test(size=SIZE) as pilot:
        early = board.screen_rows()
        assert "show all 3,000 lines" in "".join(early)
        await at_rest(pilot, board)
        assert board.screen_rows() == early


async def test_a_wall_that_was_asked_is_estimated_by_its_head() -> None:
    wall = "\n".join(f"line {number}" for number in range(5000))
    board = Board([question(1, wall), answer(2, "yes")])
    async with board.run_test(size=SIZE) as pilot:
        assert board.transcript.book.heights.total < 60
        await at_rest(pilot, board)
        assert board.transcript.book.heights.total < 60
