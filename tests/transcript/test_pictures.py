"""Pictures in the text: rows of their size from the start, cells when they come, ways to act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from rich.segment import Segment
from textual.strip import Strip

from chat.chunks import ImagePreview, ImageResponse, Reasoning
from chat.messages import FilePart, Message, Picture, PicturePart, TextPart
from tests.support import wait_until
from tests.transcript.support import STYLES, Board, Tap, answer, question, rows, shown
from tui.pictures.fit import fitted
from tui.transcript import events as posted
from tui.transcript.message_rows import Look
from tui.transcript.picture_rows import BOX, Slot


class Shown:
    """Gives cells once they are there (`cells`), as a darkroom would."""

    def __init__(self, *, inline: bool = True, blocks: bool = True) -> None:
        self.inline, self.blocks = inline, blocks
        self.cells = ""
        self.lost: dict[str, str] = {}
        self.asked: list[Any] = []

    def fit(self, size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
        return fitted(size, box, (10, 20))

    def size(self, preview: ImagePreview) -> tuple[int, int] | None:
        return (1600, 800) if preview.image else None

    def strips(self, what: Any, box: tuple[int, int], ground: str) -> Sequence[Strip] | None:
        self.asked.append(what)
        if not self.cells:
            return None
        return [Strip([Segment(self.cells * box[0])], box[0])] * box[1]

    def problem(self, picture: Picture) -> str:
        return self.lost.get(picture.hash, "")


def picture(width: int = 1024, height: int = 1024, **fields: Any) -> Picture:
    given = {"prompt": "rain", "model": "flux-dev", "source": "http://x/1.png", **fields}
    return Picture("a" * 64, "image/png", width, height, 5, **given)


def look(pictures: Shown | None, width: int = 80) -> Look:
    return Look(width, STYLES, pictures=pictures)


def laid(message: Message, pictures: Shown | None, width: int = 80) -> list[str]:
    return shown(rows(message, look=look(pictures, width)))


@pytest.mark.parametrize(
    ("size", "box"),
    [((1024, 1024), (32, 16)), ((1600, 400), (40, 5)), ((300, 1200), (8, 16)), ((0, 0), (32, 16))],
)
def test_a_picture_takes_the_rows_of_its_stored_size(
    size: tuple[int, int], box: tuple[int, int]
) -> None:
    show = Shown()
    found = rows(answer(2, PicturePart(picture(*size))), look=look(show))
    art = [row for row in found if row.written.art is not None]
    assert (art[0].written.art.box, len(art)) == (box, box[1])
    assert box[0] <= BOX[0]
    assert box[1] <= BOX[1]
    assert {row.strip.cell_length for row in art} == {80}
    before = len(found)
    show.cells = "▚"
    for row in art:
        row.forget()
    assert art[0].plain.rstrip() == "  " + "▚" * box[0]
    assert len(rows(answer(2, PicturePart(picture(*size))), look=look(show))) == before


def test_it_is_not_asked_for_before_it_is_painted() -> None:
    show = Shown()
    found = rows(answer(2, PicturePart(picture())), look=look(show))
    assert show.asked == []
    assert found[1].strip.cell_length == 80
    assert show.asked == [picture()]


def test_its_caption_tells_what_made_it() -> None:
    made = picture(parameters={"seed": 42, "seconds": 8.1})
    told = "▣ rain · flux-dev · 1024×1024 · seed 42 · 8 s"
    assert laid(answer(2, PicturePart(made)), Shown())[-1] == f"  {told}"
    assert laid(answer(2, PicturePart(made)), None)[1:] == [f"  {told}"]


def test_off_and_the_panel_leave_a_row() -> None:
    for show in (Shown(inline=False), Shown(inline=False, blocks=False), None):
        assert len(laid(answer(2, PicturePart(picture())), show)) == 2


def test_one_blank_row_stands_between_text_and_pictures() -> None:
    parts = ("words", PicturePart(picture()), PicturePart(picture()), "more")
    found = laid(answer(2, *parts), Shown())
    blank = [n for n, text in enumerate(found) if not text and n > 1]
    kinds = [text.strip()[:1] for text in found]
    assert found[1] == "  words"
    assert kinds[-2:] == ["", "m"]
    assert kinds.count("▣") == 1, "beside each other"
    assert not found[blank[0] - 1].endswith("▣")
    refs = laid(answer(2, *parts), None)
    assert [text.strip()[:1] for text in refs] == ["s", "w", "", "▣", "▣", "", "m"]


def test_no_blank_row_below_a_thought() -> None:
    from chat.messages import ReasoningPart

    found = laid(answer(2, ReasoningPart("I see", 1.0), PicturePart(picture())), None)
    assert [text.strip()[:1] for text in found] == ["s", "▸", "▣"]


def fetches(message: Message, show: Shown | None, width: int = 80) -> list[tuple[Any, str]]:
    found = rows(message, look=look(show, width))
    return [
        (hit.value, row.plain[hit.start : hit.end])
        for row in found
        for hit in row.hits
        if hit.kind == "fetch"
    ]


def test_a_failed_one_says_why_and_how_to_get_it() -> None:
    message = answer(2, PicturePart(failed="404 not there.", source="http://x/1.png"))
    assert laid(message, None)[1] == "  ✕ 404 not there. · f fetch again"
    assert fetches(message, None) == [((2, 0), "f fetch again")]
    assert len(laid(message, Shown())) == 1 + 16 + 1


def test_without_an_address_there_is_nothing_to_fetch() -> None:
    message = answer(2, PicturePart(failed="The picture is damaged."))
    assert laid(message, None)[1] == "  ✕ The picture is damaged."
    assert fetches(message, None) == []


def test_the_way_stands_below_a_long_reason() -> None:
    part = PicturePart(failed="no way in " * 9, source="http://x/1.png")
    assert fetches(answer(2, part), None) == [((2, 0), "f fetch again")]
    assert laid(answer(2, part), None)[-1] == "    f fetch again"


def test_a_lost_file_keeps_its_block() -> None:
    show = Shown()
    between = TextPart("and")
    message = answer(2, "x", PicturePart(picture()), between, PicturePart(picture(1600, 400)))
    whole = laid(message, show)
    show.lost["a" * 64] = "The file is missing."
    found = laid(message, show)
    assert len(found) == len(whole)
    assert found[-1] == "  ✕ The file is missing. · f fetch again"
    assert fetches(message, show) == [((2, 0), "f fetch again"), ((2, 1), "f fetch again")]


def test_one_that_never_came_is_not_said_to_come() -> None:
    part = PicturePart(source="http://x/1.png", prompt="rain")
    assert laid(answer(2, part), None)[1] == "  ✕ The picture did not come. · f fetch again"
    assert laid(answer(2, part, end=None), None)[1] == "  ▢ rain · being kept …"


def test_what_the_person_attached_is_a_row_or_a_chip() -> None:
    pasted = FilePart("pasted", "text/plain", "x" * 35 + "\n" + "line\n" * 499)
    parts = (TextPart("look"), pasted, PicturePart(picture(prompt="cat.png", model="")))
    message = Message(1, 1, None, "user", parts)
    found = laid(message, Shown())
    paste = ["┃ " + "x" * 35, *["┃ line"] * 7, "┃ ▸ show all 500 lines · 3 kB"]
    assert found == ["┃ look", *paste, "┃ ▣ cat.png · 1024×1024"]


def test_nothing_of_a_picture_is_copied() -> None:
    found = rows(answer(2, "words", PicturePart(picture())), look=look(Shown()))
    art = [row for row in found if row.written.art is not None]
    assert {row.text for row in art} == {""}
    assert len({row.line for row in art}) == 1


# -- one to come


async def test_a_picture_to_come_has_its_block_from_the_start() -> None:
    board, tap = Board(), Tap()
    async with board.run_test(size=(80, 40)) as pilot:
        board.transcript.pictures = Shown()
        number = board.ask(tap.turn)
        live = board.transcript.book.live[number]
        assert not any(row.written.art for row in live.laid.rows), "who chats does not draw"
        board.transcript.stream(number, tap.turn, (1600, 400))
        art = [row for row in board.transcript.book.live[number].laid.rows if row.written.art]
        assert len(art) == 5
        tap.give(Reasoning("thinking of it"))
        await wait_until(lambda: "thinking" in "".join(board.screen_rows()), pilot=pilot)
        assert sum("╌" in text for text in board.screen_rows()) == 1
        tap.end()
        await wait_until(lambda: not board.transcript.book.live, pilot=pilot)
        assert not any("╌" in text for text in board.screen_rows())


async def test_the_preview_stays_while_only_the_progress_is_new() -> None:
    board, tap, show = Board(), Tap(), Shown()
    show.cells = "▚"
    async with board.run_test(size=(80, 40)) as pilot:
        board.transcript.pictures = show
        number = board.ask(tap.turn)
        seen = ImagePreview(b"one", 0.25)
        tap.give(seen)
        await wait_until(lambda: any("25%" in t for t in board.screen_rows()), pilot=pilot)
        art = [row for row in board.transcript.book.live[number].laid.rows if row.written.art]
        assert len(art) == 10, "the preview's own aspect"
        tap.give(ImagePreview(None, 0.5))
        await wait_until(lambda: any("50%" in t for t in board.screen_rows()), pilot=pilot)
        assert any("▚▚" in text for text in board.screen_rows())
        assert show.asked[-1] is seen
        bar = next(text for text in board.screen_rows() if "50%" in text)
        assert bar.strip() == "━" * 20 + "╌" * 20 + " 50%"
        tap.give(ImageResponse((b"bytes",), "rain"))
        await wait_until(lambda: any("not kept" in t for t in board.screen_rows()), pilot=pilot)
        tap.end()


async def test_off_leaves_the_bar_alone() -> None:
    board, tap = Board(), Tap()
    async with board.run_test(size=(80, 40)) as pilot:
        board.transcript.pictures = Shown(inline=False, blocks=False)
        number = board.ask(tap.turn)
        tap.give(ImagePreview(b"one", 0.5))
        await wait_until(lambda: any("50%" in t for t in board.screen_rows()), pilot=pilot)
        assert not any(row.written.art for row in board.transcript.book.live[number].laid.rows)
        tap.end()


# -- on the screen


async def test_cells_that_come_are_painted_and_nothing_moves() -> None:
    show = Shown()
    messages = [question(1, "draw"), answer(2, PicturePart(picture(1600, 400)), "after it")]
    board = Board(messages)
    async with board.run_test(size=(80, 24)):
        board.transcript.pictures = show
        before = board.screen_rows()
        assert show.asked
        show.cells = "▚"
        board.transcript.pictures_came()
        after = board.screen_rows()
        standing = [(y, text) for y, text in enumerate(after) if text and "▚" not in text]
        assert standing == [(y, text) for y, text in enumerate(before) if text]
        assert sum("▚" in text for text in after) == 5
        show.lost["a" * 64], show.cells = "The file is missing.", ""
        board.transcript.pictures_came(anew=True)
        assert any("✕ The file is missing." in text for text in board.screen_rows())


async def test_a_click_on_it_opens_it_and_one_on_the_way_fetches() -> None:
    lost = PicturePart(failed="gone", source="http://x/2.png")
    board = Board([question(1, "draw"), answer(2, PicturePart(picture(1600, 400)), lost)])
    async with board.run_test(size=(80, 40)) as pilot:
        board.transcript.pictures = Shown()
        await pilot.pause()
        rows_of_it = [
            y for y, (_, row) in enumerate(board.transcript._rows()) if row and row.written.art
        ]
        await pilot.click(offset=(10, rows_of_it[2]))
        await wait_until(lambda: board.posted, pilot=pilot)
        y = next(y for y, text in enumerate(board.screen_rows()) if "f fetch" in text)
        await pilot.click(offset=(board.screen_rows()[y].index("fetch"), y))
        await wait_until(lambda: len(board.posted) > 1, pilot=pilot)
    opened, asked = board.posted
    assert isinstance(opened, posted.PictureOpened)
    assert opened.picture == picture(1600, 400)
    assert isinstance(asked, posted.FetchAsked)
    assert (asked.id, asked.slot) == (2, 1)


def test_a_slot_names_its_message_first() -> None:
    assert Slot(7) == Slot(7, 0)


# -- several


def test_several_stand_beside_each_other_with_their_seeds() -> None:
    parts = [
        PicturePart(picture(parameters={"seed": seed, "seconds": 3}), prompt="rain")
        for seed in (7, 8, 9)
    ]
    found = laid(answer(2, *parts), Shown())
    (row,) = [" ".join(row.split()) for row in found if "▣" in row]
    assert row == "▣ seed 7 · 1024×1024 ▣ seed 8 · 1024×1024 ▣ seed 9 · 1024×1024"
    art = [row for row in rows(answer(2, *parts), look=look(Shown())) if row.written.art]
    assert len(art) == 12, "one row of blocks"


def test_four_are_two_by_two_and_few_columns_put_them_below_each_other() -> None:
    message = answer(2, *(PicturePart(picture()) for _ in range(4)))
    assert sum("▣" in row for row in laid(message, Shown())) == 2
    assert sum("▣" in row for row in laid(message, Shown(), 30)) == 4
    assert all(len(row) <= 30 for row in laid(message, Shown(), 30))


def test_one_that_failed_says_so_in_its_slot() -> None:
    failed = PicturePart(failed="The server is gone.", source="http://x/2.png", prompt="rain")
    message = answer(2, PicturePart(picture()), failed)
    (row,) = [row for row in laid(message, Shown()) if "✕" in row]
    assert "▣" in row
    assert row.endswith("✕ The server is gone. f fetch")
    below = next(r for r in rows(message, look=look(Shown())) if "✕" in r.text)
    assert [(hit.kind, hit.value) for hit in below.written.hits][1] == ("fetch", (2, 1))


def test_in_the_panels_company_they_are_rows() -> None:
    message = answer(2, PicturePart(picture()), PicturePart(picture()))
    assert sum("▣ rain · flux-dev" in row for row in laid(message, Shown(inline=False))) == 2


async def test_slots_fill_as_pictures_come() -> None:
    board, tap, show = Board(), Tap(), Shown()
    async with board.run_test(size=(80, 40)) as pilot:
        board.transcript.pictures = show
        number = board.ask(tap.turn)
        board.transcript.stream(number, tap.turn, (1024, 1024), 3)
        seen = lambda: "\n".join(board.screen_rows())  # noqa: E731
        await wait_until(lambda: "▢ 2" in seen() and "▢ 3" in seen(), pilot=pilot)
        tap.give(ImagePreview(b"one", 0.25))
        await wait_until(lambda: "25%" in seen(), pilot=pilot)
        tap.give(ImageResponse((b"bytes",), "rain"))
        await wait_until(lambda: "✕ Pictures are not" in seen(), pilot=pilot)
        tap.give(ImagePreview(b"two", 0.5))
        await wait_until(lambda: "50%" in seen() and "▢ 3" in seen() and "▢ 2" not in seen())
        tap.end()
        await wait_until(lambda: not board.transcript.book.live, pilot=pilot)
        assert "▢" not in seen()
