from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from tui.days import grouped, heading

TODAY = date(2026, 3, 4)  # a Wednesday


@dataclass(frozen=True)
class Row:
    updated: float


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (date(2026, 3, 4), "Today"),
        (date(2026, 3, 5), "Today"),
        (date(2026, 3, 3), "Yesterday"),
        (date(2026, 3, 2), "Monday"),
        (date(2026, 2, 26), "Thursday"),
        (date(2026, 2, 25), "February"),
        (date(2026, 1, 1), "January"),
        (date(2025, 12, 31), "December 2025"),
        (date(2025, 3, 4), "March 2025"),
    ],
)
def test_headings(when: date, words: str) -> None:
    assert heading(when, TODAY) == words


def at(day: date, hour: int = 12) -> float:
    return datetime(day.year, day.month, day.day, hour).timestamp()


def test_groups_are_the_headings_of_their_rows() -> None:
    days = [TODAY - timedelta(days=n) for n in (0, 0, 1, 3, 3, 9, 20, 40, 400)]
    rows = [Row(at(day)) for day in days]
    groups = list(grouped(rows, at(TODAY, 18)))
    assert [row for _, group in groups for row in group] == rows
    for words, group in groups:
        for row in group:
            assert heading(datetime.fromtimestamp(row.updated).date(), TODAY) == words
    assert len({words for words, _ in groups}) == len(groups)


def test_midnight_parts_two_days() -> None:
    rows = [Row(at(TODAY, 0)), Row(at(TODAY, 0) - 1)]
    assert [words for words, _ in grouped(rows, at(TODAY))] == ["Today", "Yesterday"]


def test_a_time_that_is_none_does_no_harm() -> None:
    assert list(grouped([Row(0.0), Row(-1e30)], at(TODAY)))
    assert list(grouped([], at(TODAY))) == []
