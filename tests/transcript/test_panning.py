"""Wide code and tables: never cut silently, moved sideways in the block that has the focus."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.pilot import Pilot

from tests.support import wait_until
from tests.transcript.support import STYLES, Board, answer, question, row_of, rows, shown
from tui.transcript.message_rows import Laid, Lead, Look, lay_out
from tui.transcript.panning import STEP
from tui.transcript.shape import FOLDED, Pan, Shape
from tui.transcript.window import WindowRow

SIZE = (60, 24)
LINE = "".join(f"word{number:03} " for number in range(30)).rstrip()
WIDE = f"before\n\n```\n{LINE}\nshort\n```\n\nafter"


def table(columns: int, cell: str = "c") -> str:
    def row(*cells: str) -> str:
        return f"| {' | '.join(cells)} |\n"

    names = [f"{cell}{number}" for number in range(columns)]
    values = [str(number) for number in range(columns)]
    return row(*names) + row(*["---"] * columns) + row(*values) * 3


MANY, LONG = table(40, "column"), table(6, "a_column_of_a_table_")


def panned(text: str, offset: int, *, width: int = 60) -> Laid:
    message, shape = answer(2, text), FOLDED.panned(0, Pan(offset))
    lead, look = Lead(first=True), Look(width, STYLES)
    return lay_out(message, row_of(message), lead, look, flipped=False, shape=shape)


# -- rows


def test_wide_code_wraps_until_it_is_panned() -> None:
    assert not any(isinstance(row, WindowRow) for row in rows(answer(2, WIDE), width=60))
    found = shown(panned(WIDE, 0).rows)
    assert found[3] == f"    {LINE[:53]}›"
    assert found[4] == "    short"


@pytest.mark.parametrize("offset", [1, 8, 40, 100])
def test_panned_it_shows_where_it_goes_on(offset: int) -> None:
    found = shown(panned(WIDE, offset).rows)
    assert found[3] == f"   ‹{LINE[offset : offset + 53]}›"
    assert found[4].startswith("   ‹")


def test_at_its_end_the_last_character_is_seen() -> None:
    (block,) = panned(WIDE, 9999).blocks
    found = shown(panned(WIDE, 9999).rows)
    assert found[3] == f"   ‹{LINE[-block.room :]}"
    assert block.widest == len(LINE)


def test_spaces_that_are_not_seen_are_no_secret() -> None:
    found = shown(panned(f"```\n{LINE}\n        indented\n```", 8).rows)
    assert found[3] == "    indented"


def test_wide_characters_stand_in_their_cells() -> None:
    text = "日本語のとても長い行です" * 12
    for offset in range(9):
        row = panned(f"```\n{text}\n```", offset).rows[2]
        assert row.strip.cell_length == 60
        assert row.text in text
        assert row.plain[3] == ("‹" if offset else " ")


def test_the_lines_are_the_same_wrapped_or_not() -> None:
    message = answer(2, WIDE)
    whole = lay_out(message, row_of(message), Lead(first=True), Look(60, STYLES), flipped=False)
    assert panned(WIDE, 8).lines == whole.lines
    assert whole.blocks[0].wide
    assert not whole.blocks[0].long


def test_a_table_whose_columns_fit_wraps_until_it_is_panned() -> None:
    found = shown(panned(LONG, 0).rows)
    assert "a_column_of_a_table_0  a_column_of_a_table_1" in found[1]
    assert found[1].endswith("›")
    assert not any("›" in row for row in shown(rows(answer(2, LONG), width=60)))


def test_a_table_of_too_many_columns_says_where_it_goes_on() -> None:
    found = shown(rows(answer(2, MANY), width=60))[1:]
    assert all(row.endswith("›") for row in found)
    assert "column0  column1  column2" in found[0]


def test_code_that_fits_is_not_wide() -> None:
    (block,) = panned("```\nshort\n```", 8).blocks
    assert not block.wide
    assert block.pan is None


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.text(st.sampled_from("ab 日🙂é\u0301\t"), max_size=90), min_size=1, max_size=4),
    st.integers(0, 120),
    st.integers(12, 50),
)
def test_no_row_is_wider_than_the_pane(lines: list[str], offset: int, width: int) -> None:
    for row in panned("```\n" + "\n".join(lines) + "\n```", offset, width=width).rows:
        assert row.strip.cell_length == width
        assert row.text == row.written.text[row.start : row.end]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 30), st.text("ab日🙂 ", max_size=9), st.integers(0, 90), st.integers(12, 70))
def test_no_table_is_wider_than_the_pane(count: int, cell: str, offset: int, width: int) -> None:
    for row in panned(table(count, f"x{cell}y"), offset, width=width).rows:
        assert row.strip.cell_length == width


# -- on the screen


def board_with(*texts: str) -> Board:
    made = [question(1, "first")]
    return Board([*made, *(answer(number, text) for number, text in enumerate(texts, 2))])


def seen(board: Board) -> str:
    return "\n".join(board.screen_rows())


async def test_the_focused_block_is_marked_and_panned_and_wrapped_again() -> None:
    board = board_with(WIDE)
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        await pilot.pause()
        before = board.screen_rows()
        assert not view.pan(STEP), "nothing has the focus"
        view.focus_message(2)
        assert not view.pan(STEP), "no block has the focus"
        view.step_block()
        assert sum(row.startswith("█") for row in board.screen_rows()) == 7
        assert view.pan(STEP)
        assert "word005 word›" in seen(board)
        assert view.pan(STEP)
        assert "‹word001" in seen(board)
        view.pan(-STEP)
        view.pan(-STEP)
        assert view.pan(-STEP), "it stays the block's"
        view.focus_message(None)
        await pilot.pause()
        assert board.screen_rows() == before


async def test_panning_ends_where_the_longest_line_ends() -> None:
    board = board_with(WIDE)
    async with board.run_test(size=SIZE):
        view = board.transcript
        view.focus_message(2)
        view.step_block()
        for _ in range(60):
            view.pan(STEP)
        block = view.focused_block
        assert block is not None
        assert block.pan is not None
        assert block.pan.offset == block.widest - block.room
        assert "word029" in seen(board)


async def test_a_table_that_cannot_wrap_pans_at_once_and_back() -> None:
    board = board_with(MANY)
    async with board.run_test(size=SIZE):
        view = board.transcript
        view.focus_message(2)
        view.step_block()
        first = seen(board)
        view.pan(STEP)
        assert "‹" in seen(board)
        view.pan(-STEP)
        view.pan(-STEP)
        assert seen(board) == first


async def test_it_steps_through_the_blocks_and_then_to_none() -> None:
    board = board_with(f"{WIDE}\n\n{LONG}\n\n```\nsmall\n```")
    async with board.run_test(size=SIZE):
        view = board.transcript
        view.focus_message(2)
        numbers = []
        for _ in range(5):
            view.step_block()
            numbers.append(view.focused_block.number if view.focused_block else None)
        assert numbers == [0, 1, 2, None, 0]
        view.focus_message(1)
        assert view.focused_block is None


async def test_the_wheel_sideways_and_with_shift() -> None:
    board = board_with(WIDE)
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        await pilot.pause()

        def wheel(kind: type[events.MouseEvent], shift: bool = False) -> None:
            y = next(n for n, row in enumerate(board.screen_rows()) if "word00" in row)
            view.post_message(kind(view, 10, y, 0, 0, 0, shift, False, False, 10, y))

        wheel(events.MouseScrollRight)
        await wait_until(lambda: "›" in seen(board), pilot=pilot)
        wheel(events.MouseScrollRight)
        await wait_until(lambda: "‹word001" in seen(board), pilot=pilot)
        wheel(events.MouseScrollLeft)
        await wait_until(lambda: "‹" not in seen(board), pilot=pilot)
        wheel(events.MouseScrollLeft)
        await wait_until(lambda: "›" not in seen(board), pilot=pilot)
        wheel(events.MouseScrollDown, shift=True)
        await wait_until(lambda: "›" in seen(board), pilot=pilot)
        wheel(events.MouseScrollDown, shift=True)
        await wait_until(lambda: "‹word001" in seen(board), pilot=pilot)


async def test_a_click_on_wide_code_tells_which() -> None:
    board = board_with(WIDE, "```\nsmall\n```")
    async with board.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for words, count in (("small", 0), ("word001", 1)):
            y = next(n for n, row in enumerate(board.screen_rows()) if words in row)
            await pilot.click(offset=(10, y))
            await pilot.pause()
            clicked = [e for e in board.posted if type(e).__name__ == "BlockClicked"]
            assert len(clicked) == count


async def test_a_hit_beyond_the_edge_is_panned_to() -> None:
    board = board_with(WIDE)
    async with board.run_test(size=SIZE):
        view = board.transcript
        view.focus_message(2)
        view.step_block()
        view.pan(STEP)
        view.mark(lambda text: [(text.find("word025"), text.find("word025") + 7)])
        mark = next(hit for hit in await view.hits_of(2) if hit.start > 100)
        view.show_mark(mark)
        assert "word025" in seen(board)


async def test_what_is_selected_in_a_panned_row_is_what_is_seen() -> None:
    board = board_with(WIDE)
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        view.focus_message(2)
        view.step_block()
        for _ in range(3):
            view.pan(STEP)
        await pilot.pause()
        y = next(n for n, row in enumerate(board.screen_rows()) if "‹word002" in row)
        await pilot.mouse_down(offset=(4, y))
        await pilot.hover(offset=(10, y))
        await pilot.mouse_up(offset=(10, y))
        await wait_until(lambda: view.text_selection is not None, pilot=pilot)
        found = view.get_selection(view.text_selection)  # type: ignore[arg-type]
        assert found is not None
        assert "word002".startswith(found[0][:6])


async def test_a_long_message_is_panned_by_a_thread_and_nothing_above_moves() -> None:
    board = board_with(f"{'words ' * 900}\n\n{WIDE}\n\n{LONG}\n\n{'words ' * 300}")
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        await laid_out(pilot, board)
        view.focus_message(2)
        view.go_end()
        view.step_block()
        y = next(n for n, row in enumerate(board.screen_rows()) if "❐ c" in row)
        above = board.screen_rows()[: y + 1]
        view.pan(STEP)
        await wait_until(lambda: "›" in seen(board), pilot=pilot)
        assert board.screen_rows()[: y + 1] == above


async def laid_out(pilot: Pilot[None], board: Board) -> None:
    view = board.transcript
    await wait_until(lambda: not view.book.wanted and not view._laying, pilot=pilot)
    await pilot.pause()


def test_a_shape_remembers_one_pan_for_each_block() -> None:
    first, second = Pan(), Pan()
    shape = Shape().panned(0, first).panned(2, second).panned(0, None)
    assert shape.pan(0) is None
    assert shape.pan(2) is second
