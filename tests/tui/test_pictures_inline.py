"""Pictures in the transcript of the whole app: the setting, what comes, what is fetched again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from chat.chunks import Chunk, ImagePreview, ImageResponse
from chat.settings import Settings
from chat.turn import PictureError
from providers.session import Session
from tests.pictures.stage import photo, png
from tests.tui.stage import Asked, staged
from tui.terminal.value import Terminal
from tui.wish import Wish

PHOTO = png(photo(320, 160))
ADDRESS = "http://127.0.0.1:9/1.png"


async def drawing(asked: Asked) -> AsyncIterator[Chunk]:
    yield ImagePreview(png(photo(64, 32)), 0.4)
    await asked.go.wait()
    yield ImageResponse((PHOTO,), asked.last, (ADDRESS,))


async def linking(asked: Asked) -> AsyncIterator[Chunk]:
    """A picture that is an address."""
    yield "Here it is."
    yield ImageResponse((ADDRESS,), asked.last)


def glyphs(seen: str) -> int:
    """Rows of the screen that show quadrants."""
    return sum(any(c in "▘▝▀▖▌▞▛▗▚▐▜▄▙▟█" for c in row[2:]) for row in seen.splitlines())


async def drawn(stage: Any) -> None:
    await stage.ask("rain")
    stage.asked[-1].go.set()
    await stage.quiet()


@pytest.mark.parametrize(
    ("setting", "columns", "inside"),
    [("transcript", 80, True), ("panel", 80, True), ("panel", 160, False), ("off", 80, False)],
)
async def test_the_setting_says_where_pictures_are(
    home: Path, setting: str, columns: int, inside: bool
) -> None:
    """Without room for the panel they stay where they were given."""
    settings = Settings(pictures=setting)
    async with staged(home, drawing, settings=settings, size=(columns, 40)) as stage:
        await drawn(stage)
        await stage.until(lambda: "▣ rain" in stage.seen, "the caption")
        art = lambda: any(  # noqa: E731
            row is not None and row.written.art is not None for _, row in stage.chat.reader._rows()
        )
        assert art() is inside
        assert (stage.chat.gallery.panel is not None) == (columns == 160)


async def test_the_text_stands_still_when_the_cells_come(home: Path) -> None:
    async with staged(home, drawing, settings=Settings(pictures="transcript")) as stage:
        await drawn(stage)
        await stage.until(lambda: "▣ rain" in stage.seen, "the caption")
        before = stage.find("▣ rain")
        await stage.until(lambda: glyphs(stage.seen) >= 5, "the picture")
        assert stage.find("▣ rain") == before
        picture = stage.store.messages([stage.chat.current.path[-1].id])[0].pictures[0]
        assert "seconds" in picture.parameters


async def test_the_latest_preview_is_inside_the_block_to_come(home: Path) -> None:
    async with staged(home, drawing) as stage:
        await stage.ask("rain")
        await stage.until(lambda: "40%" in stage.seen, "the bar")
        await stage.until(lambda: glyphs(stage.seen) >= 5, "the preview")
        stage.asked[0].go.set()
        await stage.quiet()
        await stage.until(lambda: "▣ rain" in stage.seen, "the caption")
        assert "40%" not in stage.seen


async def fetched(monkeypatch: pytest.MonkeyPatch, *answers: bytes | Exception) -> list[str]:
    asked: list[str] = []
    left = list(answers)

    async def fetch(_: Session, image: str, model: Any) -> bytes:
        asked.append(image)
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(Session, "fetch", fetch)
    return asked


async def test_f_fetches_a_failed_picture_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = PictureError("The server said 404.")
    asked = await fetched(monkeypatch, gone, gone, PHOTO)
    async with staged(home, linking) as stage:
        await stage.answered("rain")
        await stage.until(lambda: "✕ The server said 404. · f fetch again" in stage.seen, "why")
        await stage.press("tab", "f")
        await stage.until(lambda: "Not fetched: The server said 404." in stage.notice, "the news")
        await stage.press("f")
        await stage.until(lambda: "▣ rain" in stage.seen, "the picture")
        message = stage.store.messages([stage.chat.current.path[-1].id])[0]
        assert (message.pictures[0].width, message.pictures[0].source) == (320, ADDRESS)
        assert message.text == "Here it is."
        assert len(stage.chat.gallery._shown) == 1
    assert asked == [ADDRESS] * 3


async def test_a_click_does_the_same(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await fetched(monkeypatch, PictureError("Not there."), PHOTO)
    async with staged(home, linking) as stage:
        await stage.answered("rain")
        await stage.click("fetch again")
        await stage.until(lambda: "▣ rain" in stage.seen, "the picture")
        assert stage.notice == "The picture is here."


async def test_f_still_forks_where_nothing_is_lost(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("rain")
        first = stage.chat.current.id
        await stage.press("tab", "f")
        await stage.until(lambda: stage.chat.current.id != first, "the fork")


async def test_a_missing_file_is_told_in_its_block_and_fetched(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(pictures="transcript")
    async with staged(home, drawing, settings=settings) as stage:
        await drawn(stage)
        picture = stage.store.messages([stage.chat.current.path[-1].id])[0].pictures[0]
        stage.chat.gallery.path(picture).unlink()
        await stage.press("ctrl+q")
    await fetched(monkeypatch, PHOTO)
    async with staged(home, drawing, settings=settings, wish=Wish(go_on=True)) as stage:
        said = "✕ The file is missing. · f fetch again"
        await stage.until(lambda: said in stage.seen, "that it is missing")
        await stage.press("tab", "f")
        await stage.until(lambda: glyphs(stage.seen) >= 5, "the picture")
        await stage.until(lambda: "▣ rain" in stage.seen, "its caption")


async def test_kittys_pixels_are_sent_once_and_cells_stand_for_them(home: Path) -> None:
    settings, terminal = Settings(pictures="transcript"), Terminal(kitty=True)
    async with staged(home, drawing, settings=settings, terminal=terminal) as stage:
        sent: list[str] = []
        gallery = stage.chat.gallery
        gallery.room().connect(sent.append, stage.app.console)
        await drawn(stage)
        await stage.until(lambda: "\U0010eeee" in stage.seen, "the placeholders")
        assert sum("a=T" in text for text in sent) == 1
        await stage.press("ctrl+l")
        await stage.until(lambda: stage.place != "prompt", "the picker")
        await stage.until(lambda: "\U0010eeee" not in stage.seen, "nothing that a tint changes")
        await stage.press("escape")
        await stage.until(lambda: "\U0010eeee" in stage.seen, "the placeholders again")
        assert sum("a=T" in text for text in sent) == 1
        gallery._resumed(None)  # after the editor the terminal has forgotten it
        await stage.until(lambda: sum("a=T" in text for text in sent) == 2, "the pixels again")


async def two(asked: Asked) -> AsyncIterator[Chunk]:
    yield ImageResponse((ADDRESS, ADDRESS), asked.last)


async def test_one_that_fails_keeps_no_other_from_coming(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = PictureError("The server said 404.")
    await fetched(monkeypatch, gone, gone, gone, PHOTO)
    async with staged(home, two) as stage:
        await stage.answered("rain")
        await stage.press("tab", "f")
        await stage.until(lambda: "1 of 2: Not fetched: The server said 404." in stage.notice)
        await stage.until(lambda: len(stage.chat.gallery._shown) == 1, "the other")


async def test_damage_of_the_same_size_is_seen_and_fetched(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(pictures="transcript")
    async with staged(home, drawing, settings=settings) as stage:
        await drawn(stage)
        picture = stage.store.messages([stage.chat.current.path[-1].id])[0].pictures[0]
        file = stage.chat.gallery.path(picture)
        file.write_bytes(PHOTO[:-1] + b"?")
        await stage.press("ctrl+q")
    await fetched(monkeypatch, PHOTO)
    async with staged(home, drawing, settings=settings, wish=Wish(go_on=True)) as stage:
        said = "✕ The file is damaged. · f fetch again"
        await stage.until(lambda: said in stage.seen, "that it is damaged")
        await stage.press("tab", "f")
        await stage.until(lambda: "▣ rain" in stage.seen, "its caption")
        assert file.read_bytes() == PHOTO
        again = stage.store.messages([stage.chat.current.path[-1].id])[0].pictures[0]
        assert again.created == picture.created, "it was given then"


@pytest.mark.parametrize("where", ["panel", "full", "library"])
async def test_other_bytes_that_come_are_shown_where_it_was(
    home: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    async with staged(home, drawing, size=(160, 50)) as stage:
        await drawn(stage)
        lost = stage.chat.gallery._shown[0]
        monkeypatch.setattr("tests.tui.test_pictures_inline.PHOTO", png(photo(100, 100)))
        await drawn(stage)
        await stage.until(lambda: len(stage.chat.gallery._shown) == 2)
        stage.chat.gallery.path(lost).unlink()
        await stage.press("ctrl+q")
    other = png(photo(200, 90))
    await fetched(monkeypatch, other)
    async with staged(home, drawing, size=(160, 50), wish=Wish(go_on=True)) as stage:
        await stage.until(lambda: stage.chat.gallery.places, "the panel")
        await stage.press("tab", "tab", "p", *(["enter"] if where == "full" else []))
        if where == "library":
            stage.chat.gallery.toggle_all()
            await stage.until(lambda: stage.place == "Library")
            await stage.until(lambda: len(stage.app.screen.grid.rows) == 2)
            await stage.press("end")
        await stage.until(lambda: "missing" in stage.seen, "that it is missing")
        await stage.press("f")
        await stage.until(lambda: "The picture is here." in stage.seen, "the news")
        await stage.until(lambda: "missing" not in stage.seen, "the picture")
        shown = stage.chat.gallery.panel if where == "panel" else stage.app.screen
        assert shown.picture.size == len(other)
        assert shown.picture.created == lost.created
