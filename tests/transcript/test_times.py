"""When and how long: labels' right ends, the clock after a pause."""

from __future__ import annotations

import time
from typing import Any

import pytest

from chat.chunks import Usage
from chat.messages import Message
from tests.transcript.support import STYLES, Board, answer, question, rows, shown
from tui.transcript.labels import clock, with_aside
from tui.transcript.message_rows import Look

NOON = time.mktime((2026, 3, 10, 12, 0, 0, 0, 0, -1))


def timed(number: int, text: str, at: float = NOON, **fields: Any) -> Message:
    fields = {"usage": Usage(5, 84), "created": at, "first": at + 0.6, "ended": at + 1.6, **fields}
    return answer(number, text, **fields)


def test_wide_screens_tell_it_on_every_label() -> None:
    label = shown(rows(timed(2, "x"), look=Look(100, STYLES, times=True)))[0]
    assert label.endswith("1.6 s · 84 tok/s")


async def test_narrow_ones_where_one_reads() -> None:
    board = Board([question(1, "a"), timed(2, "one"), question(3, "b"), timed(4, "two")])
    async with board.run_test(size=(80, 24)):
        assert not any("tok/s" in text for text in board.screen_rows())
        board.transcript.focus_message(2)
        found = [text for text in board.screen_rows() if "tok/s" in text]
        assert len(found) == 1
        assert found[0].startswith("▌ small")
        assert found[0].endswith("1.6 s · 84 tok/s")
        board.transcript.focus_message(4)
        assert sum("tok/s" in text for text in board.screen_rows()) == 1
        board.transcript.focus_message(None)
        assert not any("tok/s" in text for text in board.screen_rows())


async def test_wide_ones_do_not_tell_it_twice() -> None:
    board = Board([question(1, "a"), timed(2, "one")])
    async with board.run_test(size=(120, 24)):
        before = [text for text in board.screen_rows() if "tok/s" in text]
        board.transcript.focus_message(2)
        after = [text for text in board.screen_rows() if "tok/s" in text]
        assert len(before) == len(after) == 1
        assert before[0].count("tok/s") == after[0].count("tok/s") == 1


def test_a_label_without_room_keeps_its_words() -> None:
    strip = rows(timed(2, "x", model="m" * 30), width=40)[0].strip
    assert with_aside(strip, "1.6 s · 84 tok/s", STYLES).text == strip.text
    assert with_aside(strip, "", STYLES) is strip


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0, ""), (9.9, ""), (10, "12:10"), (300, "17:00"), (13 * 60, "11 Mar 01:00")],
)
def test_a_clock_after_ten_minutes(minutes: float, told: str) -> None:
    assert clock(NOON + 60 * minutes, NOON) == told


def test_another_year_is_told_and_an_unknown_time_is_not() -> None:
    assert clock(NOON + 400 * 86400, NOON) == "14 Apr 2027 12:00"
    assert clock(NOON, 0.0) == ""


async def test_the_clock_takes_the_blank_row() -> None:
    later = NOON + 1200
    board = Board(
        [
            question(1, "a", created=NOON),
            timed(2, "one", NOON + 1),
            question(3, "b", created=later),
            timed(4, "two", later + 1),
            question(5, "c", created=later + 60),
        ]
    )
    async with board.run_test(size=(80, 24)):
        found = [text for text in board.screen_rows() if text]
        at = found.index("┃ b")
        assert found[at - 1].strip() == "12:20"
        assert found[at - 1] == found[at - 1].strip().rjust(77)
        assert sum(text.strip().startswith("12:") for text in found) == 1
        all_rows = board.screen_rows()
        assert all_rows[all_rows.index("┃ b") - 2] == "  one"


async def test_a_pause_is_counted_from_the_answers_end() -> None:
    long = timed(2, "one", NOON, ended=NOON + 900)
    board = Board([question(1, "a", created=NOON), long, question(3, "b", created=NOON + 960)])
    async with board.run_test(size=(80, 24)):
        assert not any(text.strip().startswith("12:") for text in board.screen_rows())
