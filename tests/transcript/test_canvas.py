"""What the canvas uses of Textual that is not promised: each use is proved here."""

from __future__ import annotations

from textual.geometry import Region
from textual.scrollbar import ScrollBar

from tests.support import wait_until
from tests.transcript.support import Board, Tap, talk

SIZE = (80, 24)


async def test_a_longer_text_is_no_layout() -> None:
    board, tap = Board(talk(40)), Tap()
    async with board.run_test(size=SIZE) as pilot:
        board.ask(tap.turn)
        tap.give("a")
        await wait_until(lambda: "  a▍" in board.screen_rows(), pilot=pilot)
        before = board.transcript._layout_updates, board.screen._layout_updates
        tap.give("\n\nb" * 20)
        await wait_until(lambda: "  b▍" in board.screen_rows(), pilot=pilot)
        assert (board.transcript._layout_updates, board.screen._layout_updates) == before
        tap.end()


async def test_the_scrollbar_tells_where_the_view_stands() -> None:
    board = Board(talk(100))
    async with board.run_test(size=SIZE):
        view, bar = board.transcript, board.transcript.vertical_scrollbar
        assert bar.window_virtual_size == view.virtual_size.height == view.book.heights.total
        assert bar.position == view.max_scroll_y
        view.go_top()
        assert (bar.position, view.scroll_y) == (0, 0)


async def test_the_scrollbar_repaints_only_when_its_thumb_moves() -> None:
    board = Board(talk(2000))
    async with board.run_test(size=SIZE):
        painted: list[int] = []
        bar = board.transcript.vertical_scrollbar
        bar.refresh = lambda *a, **k: painted.append(1) or bar  # type: ignore[method-assign]
        board.transcript.scrolled(-1)
        board.transcript.scrolled(-1)
        assert painted == []
        board.transcript.go_top()
        assert painted == [1]


async def test_a_drag_on_the_scrollbar_goes_there() -> None:
    board = Board(talk(1000))
    async with board.run_test(size=SIZE) as pilot:
        board.transcript.scroll_to(y=board.transcript.max_scroll_y // 2, animate=True)
        await pilot.pause()
        assert 400 < board.transcript.position.index < 600


async def test_scrolling_does_not_glide() -> None:
    board = Board(talk(100))
    async with board.run_test(size=SIZE):
        before = board.screen_rows()
        board.transcript.scroll_up(animate=True)
        assert board.screen_rows()[1:] == before[:-1]


async def test_the_scrollbar_stands_and_takes_one_column() -> None:
    board = Board()
    async with board.run_test(size=SIZE):
        view = board.transcript
        assert isinstance(view.vertical_scrollbar, ScrollBar)
        assert view.view_width == view.scrollable_content_region.width == 79
        assert view.view_height == view.scrollable_content_region.height == 24


async def test_strips_are_as_many_and_as_wide_as_asked() -> None:
    board = Board(talk(3))
    async with board.run_test(size=SIZE):
        strips = board.transcript.render_lines(Region(0, 0, 80, 24))
        assert [strip.cell_length for strip in strips] == [80] * 24
        assert len(board.transcript.line_strips(0, 40)) == 40


async def test_rows_that_do_not_change_are_the_same_strips() -> None:
    board, tap = Board(talk(2)), Tap()
    async with board.run_test(size=SIZE) as pilot:
        board.ask(tap.turn)
        tap.give("a")
        await wait_until(lambda: "  a▍" in board.screen_rows(), pilot=pilot)
        before = board.transcript.line_strips(0, 24)
        tap.give("b")
        await wait_until(lambda: "  ab▍" in board.screen_rows(), pilot=pilot)
        after = board.transcript.line_strips(0, 24)
        same = [old is new for old, new in zip(before, after, strict=True)]
        assert same.count(False) <= 2
        tap.end()


async def test_idle_nothing_runs() -> None:
    board, tap = Board(talk(10)), Tap()
    async with board.run_test(size=SIZE) as pilot:
        board.ask(tap.turn)
        assert board.transcript._clock is not None
        tap.give("x")
        tap.end()
        await wait_until(lambda: board.transcript._clock is None, pilot=pilot)


async def test_painting_now_is_on_the_screen_at_once() -> None:
    board = Board(talk(40))
    async with board.run_test(size=SIZE) as pilot:
        await pilot.pause()
        shown: list[object] = []
        board._display = lambda screen, update: shown.append(update)  # type: ignore[method-assign]
        board.transcript.paint(3, 2, now=True)
        assert [span[0] for span in shown[0].spans] == [3, 4]  # type: ignore[attr-defined]
        board.transcript.paint(3, 2)
        assert len(shown) == 1
        await wait_until(lambda: len(shown) == 2, pilot=pilot)


async def test_painting_now_waits_for_a_layout_and_loses_no_other_widget() -> None:
    board = Board(talk(40))
    async with board.run_test(size=SIZE) as pilot:
        await pilot.pause()
        shown: list[object] = []
        board._display = lambda screen, update: shown.append(update)  # type: ignore[method-assign]
        board.screen._layout_required = True
        board.transcript.paint(0, 1, now=True)
        assert shown == []
        board.screen._layout_required = False
        bar = board.transcript.vertical_scrollbar
        bar._set_dirty()
        board.screen._dirty_widgets.add(bar)
        board.transcript.paint(5, 1, now=True)
        assert len(shown[0].spans) >= SIZE[1]  # type: ignore[attr-defined]
