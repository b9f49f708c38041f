"""The heading a conversation stands under: Today, Yesterday, a weekday, a month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar


class Dated(Protocol):
    @property
    def updated(self) -> float: ...


Item = TypeVar("Item", bound=Dated)

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def heading(when: date, today: date) -> str:
    """What comes later than today (a clock that was set back) is today's."""
    return _with_beginning(when, today)[0]


def grouped(rows: Sequence[Item], now: float) -> Iterator[tuple[str, list[Item]]]:
    """The rows, newest first, under their headings; `now` in Unix seconds."""
    today = datetime.fromtimestamp(now).date()
    title, begin, group = "", float("inf"), list[Item]()
    for row in rows:
        # One comparison a row; a date is only made where a heading changes.
        if row.updated < begin:
            if group:
                yield title, group
            title, first = _with_beginning(_day(row.updated), today)
            begin = datetime(first.year, first.month, first.day).timestamp()
            group = []
        group.append(row)
    if group:
        yield title, group


def _with_beginning(when: date, today: date) -> tuple[str, date]:
    """The heading of `when` and the first day that stands under it."""
    if when >= today:
        return "Today", today
    if when == today - timedelta(days=1):
        return "Yesterday", when
    week = today - timedelta(days=6)
    if when >= week:
        return _DAYS[when.weekday()], when
    month = _MONTHS[when.month - 1]
    return (month if when.year == today.year else f"{month} {when.year}"), when.replace(day=1)


def _day(seconds: float) -> date:
    try:
        return datetime.fromtimestamp(seconds).date()
    except (OverflowError, OSError, ValueError):
        return date(1970, 1, 1)
