"""A notice goes at the next question, what stands stays; full screen tells a file's whole name."""

from __future__ import annotations

from pathlib import Path

import pytest

from chat.settings import EndpointSettings, Settings
from tests.tui.stage import staged
from tui.chat_screen import ChatScreen


async def test_a_notice_goes_at_the_next_question(home: Path) -> None:
    async with staged(home) as stage:
        stage.chat.notice("config.toml:1: wrong", 0)
        assert not stage.chat.notice_row.has_class("-empty")
        await stage.answered("why?")
        assert stage.chat.notice_row.has_class("-empty")


async def test_a_notice_of_the_config_ends_by_itself(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app._READ", 0.2)
    told: list[str] = []
    notice = ChatScreen.notice

    def listened(screen: ChatScreen, text: str, *seconds: float) -> None:
        told.append(text)
        notice(screen, text, *seconds)

    monkeypatch.setattr(ChatScreen, "notice", listened)
    (home / "config").mkdir(parents=True, exist_ok=True)
    lab = EndpointSettings("lab", provider="none", base_url="http://127.0.0.1:9")
    async with staged(home, settings=Settings(endpoints={"lab": lab})) as stage:
        await stage.until(lambda: any("lab" in text for text in told), "the config's notice")
        await stage.until(lambda: stage.chat.notice_row.has_class("-empty"), "its end")


async def test_what_stands_stays(home: Path) -> None:
    async with staged(home) as stage:
        stage.chat.stand("Nothing is being saved.")
        await stage.answered("why?")
        assert "Nothing is being saved." in str(stage.chat.notice_row.content)
