"""The picture of a file stands beside the completion before it is attached."""

from __future__ import annotations

from pathlib import Path

import pytest

from chat.settings import Settings
from tests.pictures.stage import photo, png
from tests.tui.stage import staged
from tui.prompt.preview import Preview


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "files").mkdir()
    monkeypatch.chdir(tmp_path / "files")
    Path("a-boat.png").write_bytes(png(photo(320, 160)))
    Path("a-cut.png").write_bytes(png(photo(320, 160))[:200])
    Path("a-note.txt").write_text("words")


async def test_the_picture_that_tab_would_take_is_seen(home: Path) -> None:
    async with staged(home) as stage:
        await stage.press("@", "a", "-")
        await stage.until(lambda: stage.app.query(Preview), "the preview")
        preview = stage.app.query_one(Preview)
        await stage.until(lambda: preview.encoded is not None, "its cells")
        assert preview.region.bottom == stage.chat.prompt.region.y
        assert (preview.size.width, preview.size.height) == (24, 6)
        await stage.press("down", "down")
        await stage.until(lambda: "broken" in preview.problem, "why there is none")
        await stage.press("down")
        await stage.until(lambda: not preview.display, "a text has none")
        await stage.press("up", "up")
        await stage.until(lambda: preview.display and preview.encoded, "the first again")
        await stage.press("enter")
        await stage.until(lambda: "[▣ a-boat.png · 320×160]" in stage.seen, "its chip")
        assert not preview.display


@pytest.mark.parametrize("settings", [Settings(pictures="off"), Settings(images="off")])
async def test_not_where_pictures_are_off(home: Path, settings: Settings) -> None:
    async with staged(home, settings=settings) as stage:
        await stage.press("@", "a", "-")
        await stage.until(lambda: "a-boat.png" in stage.seen, "the names")
        assert not any(each.display for each in stage.app.query(Preview))
