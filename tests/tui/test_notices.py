"""A notice goes at the next question, what stands stays; full screen tells a file's whole name."""

from __future__ import annotations

from pathlib import Path

from tests.tui.stage import staged


async def test_a_notice_goes_at_the_next_question(home: Path) -> None:
    async with staged(home) as stage:
        stage.chat.notice("config.toml:1: wrong", 0)
        assert not stage.chat.notice_row.has_class("-empty")
        await stage.answered("why?")
        assert stage.chat.notice_row.has_class("-empty")


async def test_what_stands_stays(home: Path) -> None:
    async with staged(home) as stage:
        stage.chat.stand("Nothing is being saved.")
        await stage.answered("why?")
        assert "Nothing is being saved." in str(stage.chat.notice_row.content)
