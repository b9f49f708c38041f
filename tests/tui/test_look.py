"""Settings of the look: no colours, pictures in the text or nowhere, a small screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.color import ColorSystem

from chat.settings import Settings
from tests.tui.scripts import coded, drawing, failing
from tests.tui.stage import Stage, staged, waiting

WIDE = (160, 50)


def colours(stage: Stage) -> set[str]:
    """Every colour of the screen's cells."""
    styles = [s.style for strip in stage.app.screen._compositor.render_strips() for s in strip]
    pairs = [(style.color, style.bgcolor) for style in styles if style]
    return {c.get_truecolor().hex for pair in pairs for c in pair if c}


def grey(colour: str) -> bool:
    return len({colour[1:3], colour[3:5], colour[5:7]}) == 1


async def test_with_no_color_the_glyphs_alone_tell_who_speaks(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with staged(home, failing) as stage:
        await stage.answered("why")
        await stage.until(lambda: "words kept" in stage.seen)
        assert all(grey(colour) for colour in colours(stage)), colours(stage)
        for glyph in ("┃ why", "⚠ The server", "┃ Ask anything"):
            assert glyph in stage.seen


def cells(stage: Stage) -> set[tuple[str, str]]:
    """Colours of text and ground, as a terminal with 16 is told them, of all that is written."""
    found = set()
    for strip in stage.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if text.strip() and style and style.color and style.bgcolor:
                both = (style.color, style.bgcolor)
                few = [colour.downgrade(ColorSystem.STANDARD).name for colour in both]
                found.add((few[0], few[1]))
    return found


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("no_color", [True, False])
async def test_sixteen_colours_show_everything(
    home: Path, monkeypatch: pytest.MonkeyPatch, theme: str, no_color: bool
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    async with staged(home, coded, settings=Settings(theme=theme)) as stage:
        await stage.answered("how")
        await stage.press("ctrl+f", "r", "u", "n")
        await stage.until(lambda: "1 of 1" in stage.seen, "the hit")
        assert all(text != ground for text, ground in cells(stage)), cells(stage)
        assert len({ground for _, ground in cells(stage)}) > 1, "the hit"
        await stage.press("escape", "ctrl+p")
        await stage.until(lambda: stage.place == "Palette", "the palette")
        x, y = stage.find("Stop the") if "Stop the" in stage.seen else stage.find("Pick a model")
        row = stage.app.screen._compositor.render_strips()[y].crop(x, x + 8)
        assert any(style and style.reverse for _, style, _ in row), "the selected row"


async def test_without_it_there_are_colours(home: Path) -> None:
    async with staged(home, coded) as stage:
        await stage.answered("how")
        assert not all(grey(colour) for colour in colours(stage))


async def test_pictures_stand_in_the_transcript(home: Path) -> None:
    settings = Settings(pictures="transcript")
    async with staged(home, drawing, size=WIDE, settings=settings) as stage:
        await stage.answered("a cat")
        await stage.until(lambda: any(g in stage.seen for g in "▀▄▌▐▛▜▙▟"), "the picture")
        assert "a cat" in stage.seen
        assert not stage.chat.gallery.places
        await stage.press("ctrl+g")
        await stage.until(lambda: stage.place == "FullScreen", "the whole screen instead")


@pytest.mark.parametrize(("pictures", "size"), [("panel", (160, 30)), ("off", (100, 30))])
async def test_else_only_their_row_does(home: Path, pictures: str, size: tuple[int, int]) -> None:
    settings = Settings(pictures=pictures)  # type: ignore[arg-type]
    async with staged(home, drawing, size=size, settings=settings) as stage:
        await stage.answered("a cat")
        await stage.until(lambda: "▣ a cat" in stage.seen, "its row")
        text = "\n".join(line[:100] for line in stage.seen.splitlines())
        assert not any(glyph in text for glyph in "▀▄▛▜▙▟")


async def test_a_tiny_terminal_gets_one_sentence(home: Path) -> None:
    async with staged(home, size=(38, 9)) as stage:
        assert "palaver needs 40x10" in " ".join(stage.seen.split())
        await stage.pilot.resize_terminal(80, 24)
        await stage.until(lambda: "Ask anything" in stage.seen, "the chat")


async def test_the_smallest_terminal_still_has_a_prompt(home: Path) -> None:
    async with staged(home, size=(40, 10)) as stage:
        await stage.until(lambda: "Ask anything" in stage.seen, "the prompt")
        assert "^P actions" in stage.status
        assert stage.seen.count("…") >= 3, "the welcome is cut, not wrapped"


async def test_resizing_while_an_answer_streams_loses_nothing(home: Path) -> None:
    async with staged(home, waiting, size=(120, 30)) as stage:
        await stage.ask("go")
        await stage.write("a draft")
        for size in ((60, 20), (38, 9), (160, 50), (80, 24)):
            await stage.pilot.resize_terminal(*size)
        stage.asked[0].go.set()
        await stage.quiet()
        await stage.until(lambda: "first half, second half." in stage.seen)
        assert stage.chat.prompt.draft.text == "a draft"
        assert stage.place == "prompt"
