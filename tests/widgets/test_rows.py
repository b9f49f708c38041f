from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment

from tests.widgets.stage import Stage, shown
from tui.rows import Heading, Row, Rows, fit, marked_spans


def cut(text: str, width: int) -> str:
    return "".join(segment.text for segment in fit([Segment(text)], width))


def test_what_fits_is_left_alone() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("日本", 4) == "日本"


def test_what_does_not_fit_ends_with_an_ellipsis() -> None:
    assert cut("abcdef", 4) == "abc…"
    assert cut("日本語", 4) == "日…"
    assert cut("abc", 0) == ""


def test_no_width_is_exceeded() -> None:
    segments = [Segment("a日"), Segment("👩‍👩‍👧 family"), Segment("é" * 5)]
    for width in range(20):
        assert sum(cell_len(s.text) for s in fit(segments, width)) <= width


def test_marked_places_are_spans_of_their_own() -> None:
    assert marked_spans("gpt-5", (0, 1, 4)) == (("gp", "accent"), ("t-", "text"), ("5", "accent"))
    assert marked_spans("gpt", ()) == (("gpt", "text"),)
    assert "".join(text for text, _ in marked_spans("abcdef", (2, 9))) == "abcdef"


def draw(item: str) -> Row:
    return Row(((item, "text"),), (("right", "muted"),))


async def test_only_the_rows_in_sight_are_drawn() -> None:
    rows = Rows()
    app = Stage(widget=rows)
    drawn: list[int] = []

    def counting(item: int) -> Row:
        drawn.append(item)
        return draw(f"row {item}")

    async with app.run_test(size=(60, 20)) as pilot:
        rows.show(range(100_000), counting)  # type: ignore[arg-type]
        await pilot.pause()
        rows.ends(1)
        await pilot.pause()
        assert "row 99999" in shown(app)
        assert len(set(drawn)) <= 60


async def test_headings_are_never_selected() -> None:
    rows = Rows()
    app = Stage(widget=rows)
    async with app.run_test(size=(60, 20)) as pilot:
        rows.show([Heading("a"), "x", Heading("b"), Heading("c"), "y"], draw)
        assert rows.item == "x"
        rows.move(1)
        assert rows.item == "y"
        rows.move(1)
        assert rows.item == "y"
        rows.move(1, wrap=True)
        assert rows.item == "x"
        rows.move(-1)
        assert rows.item == "x"
        assert rows.count == 2
        rows.show([Heading("only")], draw)
        assert rows.item is None
        rows.move(1)
        await pilot.pause()


async def test_a_heading_comes_into_sight_with_its_first_row() -> None:
    rows = Rows()
    app = Stage(widget=rows)
    async with app.run_test(size=(60, 10)) as pilot:
        rows.show([Heading("first"), *(f"row {n}" for n in range(40))], draw)
        rows.ends(1)
        await pilot.pause()
        rows.ends(-1)
        await pilot.pause()
        assert "first" in shown(app)


async def test_a_narrow_row_keeps_its_left_side() -> None:
    rows = Rows()
    app = Stage(widget=rows)
    async with app.run_test(size=(10, 4)) as pilot:
        rows.show(["a long title of a row"], draw)
        await pilot.pause()
        assert "▌a long…" in shown(app)
