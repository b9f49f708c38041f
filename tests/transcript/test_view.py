from __future__ import annotations

import pytest
from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.selection import Selection

from chat.chunks import ImagePreview, ImageResponse, Reasoning, Status
from chat.errors import CutOffError, Failure
from chat.messages import Failed, ReasoningPart
from tests.support import wait_until
from tests.transcript.support import Board, Tap, answer, question, row_of, talk
from tui.theme import load
from tui.transcript import selection

SIZE = (80, 24)


async def until(pilot: Pilot[None], board: Board, text: str) -> list[str]:
    """The rows of the screen once `text` stands in one of them."""
    await wait_until(
        lambda: any(text in row for row in board.screen_rows()), pilot=pilot, what=text
    )
    return board.screen_rows()


async def test_a_conversation_opens_at_its_end() -> None:
    async with Board(talk(40)).run_test(size=SIZE) as pilot:
        found = pilot.app.screen_rows()
        assert found[-1] == "  second of 40"
        assert len(found) == 24
        assert pilot.app.transcript.place is None


async def test_a_short_conversation_stands_at_the_bottom() -> None:
    async with Board(talk(2)).run_test(size=SIZE) as pilot:
        found = pilot.app.screen_rows()
        assert found[:18] == [""] * 18
        assert found[18:20] == ["┃ question 1", ""]


async def test_an_empty_conversation_is_empty() -> None:
    async with Board().run_test(size=SIZE) as pilot:
        view = pilot.app.transcript
        assert pilot.app.screen_rows() == [""] * 24
        view.scroll_page_up()
        view.focus_message(None)
        view.focus_question(-1)
        view.go_end()
        assert view.last_id is None
        assert await pilot.click(offset=(3, 3))


async def test_ten_thousand_messages_read_only_what_is_shown() -> None:
    board = Board(talk(10_000))
    async with board.run_test(size=SIZE) as pilot:
        assert len(board.read) < 60
        before = board.screen_rows()
        for _ in range(5):
            await pilot.press("pageup")
            board.transcript.scroll_page_up()
        assert board.screen_rows() != before
        assert len(board.read) < 200
        for _ in range(5):
            board.transcript.scroll_page_down()
        assert board.screen_rows() == before


async def test_pages_up_and_back_show_every_row_once() -> None:
    board = Board(talk(60))
    async with board.run_test(size=SIZE):
        seen = board.screen_rows()
        for _ in range(20):
            board.transcript.scroll_page_up()
            if board.transcript.position.y == 0:
                break
            seen = board.screen_rows() + seen
        board.transcript.scroll_end()
        text = "\n".join(seen)
        assert text.count("question 59") == 1
        assert text.index("question 41") < text.index("answer 42")


async def test_the_wheel_moves_and_the_end_is_followed_again() -> None:
    board = Board(talk(40))
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        await pilot._post_mouse_events([MouseScrollUp], view)
        assert not view.following
        assert board.screen_rows()[-1] != "  second of 40"
        await pilot._post_mouse_events([MouseScrollDown], view)
        assert view.following


async def test_a_place_is_kept_and_found_again() -> None:
    board = Board(talk(40))
    async with board.run_test(size=SIZE):
        view = board.transcript
        view.scroll_page_up()
        place, before = view.place, board.screen_rows()
        view.open([])
        view.open(board.path(), place)
        assert board.screen_rows() == before


async def test_the_text_at_the_top_stays_at_another_width() -> None:
    board = Board([question(1, "q"), answer(2, " ".join(f"w{n}" for n in range(2000)))])
    async with board.run_test(size=SIZE) as pilot:
        board.transcript.scroll_page_up()
        first = board.screen_rows()[0].split()[0]
        await pilot.resize_terminal(50, 24)
        await pilot.pause()
        assert first in board.screen_rows()[0]


# -- streaming


async def test_the_first_piece_is_shown_and_the_caret_stands_behind_it() -> None:
    board, tap = Board(talk(2)), Tap()
    async with board.run_test(size=SIZE) as pilot:
        board.ask(tap.turn)
        await until(pilot, board, "⋯ 0 s")
        tap.give("Hello")
        found = await until(pilot, board, "Hello")
        assert found[-1] == "  Hello▍"
        tap.give(" world\n\nand", " more")
        await until(pilot, board, "and more▍")
        tap.end()
        await wait_until(lambda: not board.transcript.book.live, pilot=pilot)
        assert board.screen_rows()[-3:] == ["  Hello world", "", "  and more"]


async def test_a_thought_is_unfolded_while_it_is_thought() -> None:
    board, tap = Board(), Tap()
    async with board.run_test(size=SIZE) as pilot:
        board.ask(tap.turn)
        tap.give(Reasoning("Let me see"))
        found = await until(pilot, board, "    Let me see")
        assert found[-2].startswith("  ▾ thinking 0 s")
        tap.give("Answer")
        found = await until(pilot, board, "  Answer▍")
        assert found[-2].startswith("  ▸ thought 0.")
        tap.end()


async def test_a_status_stands_beside_the_label_until_something_is_said() -> None:
    board, tap = Board(), Tap()
    async with board.run_test(size=SIZE) as pilot:
        board.ask(tap.turn)
        tap.give(Status("loading 4.1 GB"))
        await until(pilot, board, "small  ⋯ loading 4.1 GB · 0 s")
        tap.give("x")
        found = await until(pilot, board, "x▍")
        assert found[-2] == "  small"
        tap.end()


async def test_a_picture_to_come_has_a_bar() -> None:
    board, tap = Board(), Tap()
    async with board.run_test(size=SIZE) as pilot:
        board.ask(tap.turn)
        tap.give(ImagePreview(None, 0.62))
        found = await until(pilot, board, "62%")
        assert "━" in found[-1]
        tap.give(ImageResponse((b"x",), "a cat"))
        await until(pilot, board, "✕ Pictures are not kept here.")
        tap.end()


async def test_a_cut_answer_keeps_its_text_and_says_so() -> None:
    board, tap = Board(), Tap()
    async with board.run_test(size=SIZE) as pilot:
        board.ask(tap.turn)
        tap.give("some text")
        tap.end(CutOffError("Cut off: the connection closed."))
        await until(pilot, board, "⚠ Cut off: the connection closed. 2 words kept.")
        assert board.transcript.last_failure


async def test_reading_above_stands_still_and_counts_new_lines() -> None:
    board, tap = Board(talk(40)), Tap()
    async with board.run_test(size=SIZE) as pilot:
        board.ask(tap.turn)
        tap.give("a")
        await until(pilot, board, "a▍")
        board.transcript.scroll_page_up()
        before = board.screen_rows()
        tap.give("\n\nb\n\nc")
        found = await until(pilot, board, "new lines ↓")
        assert found[:-1] == before[:-1]
        await pilot.click(offset=(70, 23))
        found = await until(pilot, board, "c▍")
        assert board.transcript.following
        tap.end()


async def test_a_new_question_keeps_the_rows_of_what_stays() -> None:
    board, tap = Board(talk(10)), Tap()
    async with board.run_test(size=SIZE) as pilot:
        kept = board.transcript.book.laid(9)
        board.ask(tap.turn)
        await until(pilot, board, "and now?")
        assert board.transcript.book.laid(9) is kept
        tap.end()


async def test_two_models_of_one_name_are_told_apart() -> None:
    messages = [
        question(1, "one"),
        answer(2, "first", endpoint="openai", model="gpt-4o"),
        question(3, "two"),
        answer(4, "second", endpoint="openrouter", model="gpt-4o"),
        question(5, "three"),
        answer(6, "third", endpoint="openai", model="o3"),
    ]
    board = Board(messages)
    async with board.run_test(size=SIZE) as pilot:
        rows = [row.strip() for row in await until(pilot, board, "third")]
        assert [row for row in rows if row.startswith(("gpt", "o3"))] == [
            "gpt-4o · openai",
            "gpt-4o · openrouter",
            "o3",
        ]
        board.transcript.set_path(board.transcript.book.path[:3])
        await wait_until(
            lambda: not any("· openai" in row for row in board.screen_rows()), pilot=pilot
        )


async def test_a_long_answer_is_laid_out_whole_when_it_has_ended() -> None:
    board, tap = Board(), Tap()
    async with board.run_test(size=SIZE) as pilot:
        board.ask(tap.turn)
        tap.give(*("word " * 400 + "\n\n" for _ in range(6)), "the end")
        tap.end()
        await wait_until(lambda: tap.turn.end and not board.transcript.book.live, pilot=pilot)
        assert board.screen_rows()[-1] == "  the end"


async def test_two_answers_can_stream_and_leaving_stops_neither() -> None:
    board, one, two = Board(), Tap(), Tap()
    async with board.run_test(size=SIZE) as pilot:
        board.ask(one.turn)
        board.ask(two.turn)
        one.give("first one")
        two.give("second one")
        await until(pilot, board, "first one▍")
        await until(pilot, board, "second one▍")
        board.transcript.open([])
        one.give(" more")
        assert board.screen_rows() == [""] * 24
        one.end()
        two.end()
        await wait_until(lambda: one.turn.end and two.turn.end, pilot=pilot)


# -- reading


async def test_the_focused_message_has_a_bar() -> None:
    board = Board(talk(4))
    async with board.run_test(size=SIZE):
        view = board.transcript
        view.focus_message(4)
        assert board.screen_rows()[-5:] == ["", "▌ small", "▌ answer 4", "▌", "▌ second of 4"]
        view.focus_step(-1)
        assert (view.focused_id, view.reading) == (3, True)
        view.focus_question(-1)
        assert view.focused_id == 1
        view.focus_message(None)
        assert not view.reading


async def test_the_focused_message_is_brought_into_view() -> None:
    board = Board(talk(200))
    async with board.run_test(size=SIZE):
        board.transcript.focus_message(3)
        assert "▌ question 3" in board.screen_rows()
        board.transcript.focus_message(200)
        assert board.screen_rows()[-1] == "▌ second of 200"


async def test_a_long_message_is_read_to_its_end_before_the_focus_moves() -> None:
    long = answer(2, "\n\n".join(f"paragraph {n}" for n in range(40)))
    board = Board([question(1, "q"), long, question(3, "z")])
    async with board.run_test(size=SIZE):
        view = board.transcript
        view.focus_message(2)
        assert "▌ small" in board.screen_rows()
        steps = 0
        while view.focused_id == 2:
            view.focus_step(1)
            steps += 1
        assert 3 <= steps <= 6
        assert view.focused_id == 3


async def test_questions_are_found_without_a_focus() -> None:
    board = Board(talk(60))
    async with board.run_test(size=SIZE):
        board.transcript.focus_question(-1)
        first = board.screen_rows()[0]
        board.transcript.focus_question(-1)
        second = board.screen_rows()[0]
        assert first.startswith("┃ question")
        assert int(second.split()[-1]) == int(first.split()[-1]) - 2


async def test_reasoning_folds_one_and_all() -> None:
    board = Board([question(1, "q"), answer(2, ReasoningPart("deep thought", 1.0), "x")])
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        assert "  ▸ thought 1.0 s   deep thought" in board.screen_rows()
        view.toggle_fold(2)
        assert "    deep thought" in board.screen_rows()
        view.fold_reasoning()
        assert "    deep thought" in board.screen_rows()
        at = board.screen_rows().index("  ▾ thought 1.0 s")
        await pilot.click(offset=(4, at))
        await until(pilot, board, "▸ thought")


async def test_code_blocks_and_source_of_a_message() -> None:
    text = "a\n\n```sh\nls\n```\n\n- ```py\n  x\n  ```"
    board = Board([question(1, "q"), answer(2, text)])
    async with board.run_test(size=SIZE):
        view = board.transcript
        assert [(b.text, b.language) for b in view.code_blocks(2)] == [("ls", "sh"), ("x", "py")]
        assert view.source(2) == text
        assert view.code_blocks(99) == []


async def test_another_theme_changes_colours_and_not_the_text() -> None:
    board = Board(talk(4))
    async with board.run_test(size=SIZE):
        before = board.screen_rows()
        light = load("light")
        board.transcript.palette = light
        assert board.screen_rows() == before
        strip = board.transcript.line_strips(23, 24)[0]
        assert strip._segments[0].style.bgcolor.name == light.ground


# -- the mouse


@pytest.mark.parametrize(
    ("text", "find", "kind"),
    [
        ("[here](https://a.example)", "here", "LinkOpened"),
        ("```sh\nls\n```", "❐", "CodeCopied"),
        ("x", "small", "LabelClicked"),
    ],
)
async def test_a_click_tells_what_was_hit(text: str, find: str, kind: str) -> None:
    board = Board([question(1, "q"), answer(2, text)])
    async with board.run_test(size=SIZE) as pilot:
        y = next(i for i, row in enumerate(board.screen_rows()) if find in row)
        await pilot.click(offset=(board.screen_rows()[y].index(find), y))
        await wait_until(lambda: board.posted, pilot=pilot)
        assert type(board.posted[0]).__name__ == kind


async def test_a_failure_key_can_be_clicked() -> None:
    failed = answer(2, end=Failed(Failure("network", "No connection.")))
    board = Board([question(1, "q"), failed])
    async with board.run_test(size=SIZE) as pilot:
        await pilot.click(offset=(6, 23))
        await wait_until(lambda: board.posted, pilot=pilot)
        assert (board.posted[0].id, board.posted[0].action) == (2, "retry")


async def drag(pilot: Pilot[None], start: tuple[int, int], end: tuple[int, int]) -> None:
    await pilot.mouse_down(offset=start)
    await pilot.hover(offset=end)
    await pilot.mouse_up(offset=end)
    await pilot.pause()


async def test_a_drag_selects_text_across_messages() -> None:
    board = Board(talk(4))
    async with board.run_test(size=SIZE) as pilot:
        found = board.screen_rows()
        top, bottom = found.index("┃ question 3"), found.index("  answer 4")
        await drag(pilot, (2, top), (7, bottom))
        assert board.screen.get_selected_text() == "question 3\n\nsmall\nanswer"
        marked = load("dark").selected
        strip = board.transcript.line_strips(top, top + 1)[0]
        assert any(s.style.bgcolor.name == marked for s in strip if s.text.strip() == "question 3")


async def test_a_selection_survives_another_width() -> None:
    board = Board([question(1, "q"), answer(2, "word " * 100 + "\n\nlast")])
    async with board.run_test(size=SIZE) as pilot:
        y = next(i for i, row in enumerate(board.screen_rows()) if "word" in row)
        await drag(pilot, (2, y), (5, y + 1))
        before = board.screen.get_selected_text()
        assert before.startswith("word word")
        await pilot.resize_terminal(50, 24)
        await pilot.pause()
        assert board.screen.get_selected_text() == before


async def test_wrapped_rows_are_copied_as_one_line() -> None:
    board = Board([question(1, "q"), answer(2, "one two three four five six seven")])
    async with board.run_test(size=(24, 20)) as pilot:
        found = board.screen_rows()
        first = next(i for i, row in enumerate(found) if "one" in row)
        await drag(pilot, (2, first), (20, 19))
        assert board.screen.get_selected_text() == "one two three four five six seven"


async def test_all_of_it_is_copied_from_the_sources() -> None:
    board = Board([question(1, "**q**"), answer(2, "- a\n- b")])
    async with board.run_test(size=SIZE):
        board.screen._select_all_in_widget(board.transcript)
        assert board.screen.get_selected_text() == "**q**\n\n- a\n- b"


async def test_the_focus_comes_back_from_far_without_laying_out_what_is_between() -> None:
    board = Board(talk(2000))
    async with board.run_test(size=SIZE):
        view = board.transcript
        view.focus_message(10)
        view.go_end()
        laid = len(view.book._laid)
        view.focus_step(1)
        assert view.focused_id == 11
        view.go_end()
        view.step_block()
        assert len(view.book._laid) < laid + 80


async def test_a_selection_goes_when_its_lines_are_others() -> None:
    board = Board([*talk(4), question(5, "q"), answer(6, ReasoningPart("hm", 1.0), "words")])
    async with board.run_test(size=SIZE):
        view = board.transcript

        def select(index: int) -> None:
            place = Offset(0, selection.code(index, 1)), Offset(4, selection.code(index, 1))
            board.screen.selections = {view: Selection(*place)}

        for index, change in ((5, lambda: view.toggle_fold(6)), (5, view.fold_reasoning),
                              (3, lambda: view.set_path(board.path()[:2]))):  # fmt: skip
            select(index)
            change()
            assert view.text_selection is None
        view.set_path(board.path())
        select(3)
        view.toggle_fold(6)
        view.set_path([*board.path(), row_of(question(7, "more"))])
        assert view.text_selection is not None
