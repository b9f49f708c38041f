from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

from chat.store.rows import ConversationRow
from tests.support import wait_until
from tests.widgets.stage import SIZES, compare, row, shown
from tui.conversation_overlay import ConversationOverlay
from tui.conversations import ConversationList
from tui.theme import load, textual_theme

NOW = datetime(2026, 3, 4, 15).timestamp()
DAY = 86_400.0
ROWS = [
    ConversationRow(1, "Haiku about rain", NOW - 60, 10),
    ConversationRow(2, "Rust lifetimes", NOW - 120, 11),
    ConversationRow(3, "Tax letter", NOW - 180, 12, "failed"),
    ConversationRow(4, "Postgres vacuum", NOW - DAY, 13, "unseen"),
    ConversationRow(5, "", NOW - 3 * DAY, 14),
    ConversationRow(6, "雨についての俳句とその説明について", NOW - 20 * DAY, 15),
    ConversationRow(7, "[red]\x1b[31mhostile[/", NOW - 500 * DAY, 16),
]


class Below(App[None]):
    """The list beside a prompt, or over it; keeps what it posts."""

    CSS = "Screen { background: $ground; layout: horizontal; }"

    def __init__(self, *, over: bool = False, theme: str = "dark") -> None:
        super().__init__()
        self.palette = load(theme)
        self.register_theme(textual_theme(self.palette))
        self.theme = textual_theme(self.palette).name
        self.list = ConversationList(clock=lambda: NOW)
        self.over = over
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        if not self.over:
            yield self.list
        yield Input(id="prompt")

    def on_mount(self) -> None:
        self.query_one("#prompt").focus()
        if self.over:
            overlay = ConversationOverlay(self, select=2)
            overlay.list = self.list
            self.list.show(ROWS, 1, {2})
            self.push_screen(overlay)
        else:
            self.list.show(ROWS, 1, {2})

    def on_conversation_list_opened(self, event: ConversationList.Opened) -> None:
        self.heard.append(event)

    def on_conversation_list_renamed(self, event: ConversationList.Renamed) -> None:
        self.heard.append(event)

    def on_conversation_list_deleted(self, event: ConversationList.Deleted) -> None:
        self.heard.append(event)

    def on_conversation_list_closed(self, event: ConversationList.Closed) -> None:
        self.heard.append(event)

    @property
    def said(self) -> list[tuple[Any, ...]]:
        """What was posted: its name and its fields."""
        return [
            (type(e).__name__, *(getattr(e, f) for f in ("conversation", "title") if hasattr(e, f)))
            for e in self.heard
        ]


async def pressed(*keys: str, select: int | None = None, over: bool = False) -> list[Any]:
    app = Below(over=over)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        if not over:
            app.list.take_focus(select)
            await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        return app.said


async def lines(pilot: Pilot[None]) -> str:
    await pilot.pause()
    return shown(pilot.app)


async def test_days_marks_and_titles() -> None:
    app = Below()
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await lines(pilot)
        order = ["Today", "Haiku", "Rust", "Tax", "Yesterday", "Postgres", "Sunday", "New conver"]
        order += ["February", "October 2024", "[red]hostile[/"]
        places = [screen.index(words) for words in order]
        assert places == sorted(places)
        assert "▌Haiku about rain" in screen
        assert "●" in row(app, "Rust")
        assert "✕" in row(app, "Tax")
        assert "✓" in row(app, "Postgres")
        assert "…" in row(app, "雨")
        assert "palaver" in screen.splitlines()[0]


async def test_the_conversation_before_is_selected() -> None:
    assert await pressed("enter", select=4) == [("Opened", 4)]
    assert await pressed("enter") == [("Opened", 1)]


async def test_ctrl_s_again_is_the_next_row() -> None:
    assert await pressed("ctrl+s", "enter", select=2) == [("Opened", 3)]


async def test_arrows_pages_and_ends() -> None:
    assert await pressed("down", "down", "down", "enter") == [("Opened", 4)]
    assert await pressed("ctrl+end", "enter") == [("Opened", 7)]
    assert await pressed("ctrl+end", "ctrl+home", "enter") == [("Opened", 1)]
    assert await pressed("pagedown", "up", "enter") == [("Opened", 6)]


async def test_a_filter_as_one_types() -> None:
    assert await pressed(*"post", "enter") == [("Opened", 4)]
    assert await pressed(*"zzz", "enter") == []


async def test_escape_peels_the_filter_then_the_list() -> None:
    assert await pressed(*"post", "escape") == []
    assert await pressed(*"post", "escape", "escape") == [("Closed",)]


async def test_delete_posts_and_goes_to_the_next_row() -> None:
    assert await pressed("delete", "enter", select=2) == [("Deleted", 2), ("Opened", 3)]


async def test_delete_in_a_filter_is_the_filters() -> None:
    assert await pressed(*"post", "home", "delete") == []


@pytest.mark.parametrize("key", ["ctrl+r", "f2"])
async def test_rename_in_place(key: str) -> None:
    said = await pressed(key, "ctrl+u", *"Rain", "enter", select=1)
    assert said == [("Renamed", 1, "Rain")]


async def test_a_rename_is_given_up_with_escape_or_by_leaving_nothing() -> None:
    assert await pressed("ctrl+r", "X", "escape", "enter", select=2) == [("Opened", 2)]
    assert await pressed("ctrl+r", "ctrl+u", "enter", select=2) == []


async def test_the_old_title_stands_in_the_field() -> None:
    assert await pressed("f2", "!", "enter", select=4) == [("Renamed", 4, "Postgres vacuum!")]


async def test_in_the_overlay_messages_reach_the_screen_below() -> None:
    assert await pressed("enter", over=True) == [("Opened", 2)]
    assert await pressed("delete", over=True) == [("Deleted", 2)]
    assert await pressed("escape", over=True) == [("Closed",)]
    assert await pressed("f2", "ctrl+u", "a", "enter", over=True) == [("Renamed", 2, "a")]


async def test_a_click_opens() -> None:
    app = Below()
    async with app.run_test(size=(120, 30)) as pilot:
        screen = (await lines(pilot)).splitlines()
        y = next(n for n, line in enumerate(screen) if "Tax letter" in line)
        await pilot.click(offset=(5, y))
        await pilot.pause()
        assert app.said == [("Opened", 3)]


async def test_losing_the_focus_forgets_the_filter() -> None:
    app = Below()
    async with app.run_test(size=(120, 30)) as pilot:
        app.list.take_focus(4)
        await pilot.press(*"post")
        app.query_one("#prompt").focus()
        screen = await lines(pilot)
        assert "Tax letter" in screen
        assert "▌Haiku" in screen
        assert "▌Postgres" not in screen


async def test_other_rows_keep_the_selection() -> None:
    app = Below()
    async with app.run_test(size=(120, 30)) as pilot:
        app.list.take_focus(4)
        await pilot.pause()
        app.list.show([ConversationRow(9, "new one", NOW, 1), *ROWS], 1, set())
        await pilot.press("enter")
        await pilot.pause()
        assert app.said == [("Opened", 4)]


async def test_rows_that_come_after_the_focus() -> None:
    app = Below()
    async with app.run_test(size=(120, 30)) as pilot:
        app.list.show([], None)
        app.list.take_focus(4)
        await pilot.press("enter", "delete", "f2", "down")
        app.list.show(ROWS, 1)
        await pilot.press("enter")
        await pilot.pause()
        assert app.said == [("Opened", 4)]


async def test_5000_rows_hold_the_loop_no_longer_than_a_frame_or_two() -> None:
    rows = [ConversationRow(n, f"conversation {n}", NOW - n * 3000, n) for n in range(5000)]
    app = Below()
    async with app.run_test(size=(120, 30)) as pilot:
        begin = time.thread_time()
        app.list.show(rows, 1, {2})
        assert time.thread_time() - begin < 0.1
        app.list.take_focus(4999)
        await wait_until(lambda: "conversation 4999" in shown(app), pilot=pilot)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
async def test_snapshot(theme: str, size: tuple[int, int]) -> None:
    app = Below(over=size[0] < 110, theme=theme)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        compare(app, f"conversations-{size[0]}x{size[1]}")
