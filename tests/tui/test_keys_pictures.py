"""Every key of the pictures: the panel beside the transcript, and one over the whole screen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.settings import Settings
from tests.tui.scripts import drawing, previewing
from tests.tui.stage import Stage, staged
from tui import clipboard
from tui.pictures import doings
from tui.pictures.fullscreen import FullScreen
from tui.pictures.made.inside import read
from tui.pictures.panel import PicturePanel

WIDE = (160, 50)


@contextlib.asynccontextmanager
async def three(home: Path, size: tuple[int, int] = WIDE) -> AsyncIterator[Stage]:
    """A conversation with three pictures."""
    async with staged(home, drawing, size=size) as stage:
        for prompt in ("a cat", "a dog", "a boat"):
            await stage.answered(prompt)
        await stage.until(lambda: len(stage.chat.gallery._shown) == 3, "three pictures")
        yield stage


def panel(stage: Stage) -> PicturePanel:
    found = stage.chat.gallery.panel
    assert found is not None
    return found


def full(stage: Stage) -> FullScreen:
    assert isinstance(stage.app.screen, FullScreen)
    return stage.app.screen


async def to_panel(stage: Stage, *keys: str) -> None:
    await stage.until(lambda: stage.chat.gallery.places, "the panel")
    await stage.press("tab", "tab")
    await stage.until(lambda: stage.place == "pictures", "the focus in the panel")
    await stage.press(*keys)


async def to_full(stage: Stage, *keys: str) -> None:
    await to_panel(stage, "enter")
    await stage.until(lambda: stage.place == "FullScreen")
    await stage.press(*keys)


def shown(stage: Stage) -> str:
    here = stage.app.screen
    picture = here.picture if isinstance(here, FullScreen) else panel(stage).picture
    return picture.prompt if picture else ""


@pytest.mark.parametrize(
    ("keys", "prompt"),
    [
        ((), "a boat"),
        (("p",), "a dog"),
        (("left",), "a dog"),
        (("p", "p", "p"), "a cat"),
        (("p", "p", "n"), "a dog"),
        (("left", "right"), "a boat"),
        (("home",), "a cat"),
        (("home", "end"), "a boat"),
    ],
)
async def test_browsing_the_panel_and_the_screen(
    home: Path, keys: tuple[str, ...], prompt: str
) -> None:
    async with three(home) as stage:
        await to_panel(stage, *keys)
        await stage.until(lambda: shown(stage) == prompt, prompt)
        await stage.press("enter")
        await stage.until(lambda: stage.place == "FullScreen", "the same on the whole screen")
        assert shown(stage) == prompt
        await stage.press("end", *keys)
        await stage.until(lambda: shown(stage) == prompt, prompt)
        await stage.press("enter")
        await stage.until(lambda: stage.place == "pictures", "back in the panel")
        assert shown(stage) == prompt


async def test_esc_goes_from_the_screen_to_the_panel_to_the_prompt(home: Path) -> None:
    async with three(home) as stage:
        await to_full(stage)
        await stage.escape()
        await stage.until(lambda: stage.place == "pictures")
        await stage.escape()
        await stage.until(lambda: stage.place == "prompt")


@pytest.mark.parametrize("where", ["panel", "full"])
async def test_s_saves_and_tells_where(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setenv("XDG_PICTURES_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    async with three(home) as stage:
        await (to_panel(stage, "s") if where == "panel" else to_full(stage, "s"))
        await stage.until(lambda: list(tmp_path.glob("a-boat*.png")), "the file")
        await stage.until(lambda: "saved as" in stage.seen, "its name")
        await stage.press("s")
        await stage.until(lambda: stage.place == "AskLine", "the name is asked for")
        await stage.press("ctrl+u", *"mine.png", "enter")
        await stage.until(lambda: (tmp_path / "mine.png").exists(), "another file")
        here = "pictures" if where == "panel" else "FullScreen"
        await stage.until(lambda: stage.place == here, "back at the picture")


async def test_a_name_with_another_ending_is_another_format(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_PICTURES_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    async with three(home) as stage:
        await to_full(stage, "s")
        await stage.until(lambda: "saved as" in stage.seen, "its name")
        for name in ("mine.tiff", "mine.jpg"):
            await stage.press("s")
            await stage.until(lambda: stage.place == "AskLine", "the name is asked for")
            await stage.press("ctrl+u", *name, "enter")
            words = "Pictures are saved as .png, .jpg" if name == "mine.tiff" else "mine.jpg"
            await stage.until(lambda words=words: words in stage.seen, words)
        await stage.until(lambda: (tmp_path / "mine.jpg").exists(), "the file")
        assert read(tmp_path / "mine.jpg").type == "image/jpeg"
        assert not (tmp_path / "mine.tiff").exists()


@pytest.mark.parametrize("where", ["panel", "full"])
async def test_o_opens_outside(home: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    opened: list[str] = []

    async def open_outside(picture: object, file: Path) -> None:
        opened.append(file.name)

    monkeypatch.setattr(doings, "open_outside", open_outside)
    async with three(home) as stage:
        await (to_panel(stage, "o") if where == "panel" else to_full(stage, "o"))
        await stage.until(lambda: opened == [stage.chat.gallery._shown[-1].hash], "the file")


async def test_y_copies_the_files_name(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    async def copy(text: str, app: object, environ: object = None) -> str:
        copied.append(text)
        return "test"

    monkeypatch.setattr(clipboard, "copy", copy)
    async with three(home) as stage:
        await to_panel(stage, "y")
        await stage.until(lambda: copied and Path(copied[0]).exists(), "the name of a file")


@pytest.mark.parametrize("where", ["panel", "full"])
async def test_i_tells_all_about_it(home: Path, where: str) -> None:
    async with three(home) as stage:
        await (to_panel(stage, "i") if where == "panel" else to_full(stage, "i"))
        await stage.until(lambda: "file  " in stage.seen, "the details")
        await stage.press("i")
        await stage.until(lambda: "file  " not in stage.seen)


async def test_zoom_and_pan(home: Path) -> None:
    async with three(home) as stage:
        await to_full(stage, "plus", "plus")
        await stage.until(lambda: full(stage).look.larger, "larger")
        before = full(stage).look.centre
        await stage.press("right", "down")
        await stage.until(lambda: full(stage).look.centre != before, "panned")
        assert shown(stage) == "a boat", "arrows pan, they do not browse"
        await stage.press("minus")
        await stage.press("0")
        await stage.until(lambda: full(stage).look.scale == 0, "the whole picture")
        await stage.press("1")
        await stage.press("0", "left")
        await stage.until(lambda: shown(stage) == "a dog", "not zoomed: browses")


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("f1", "Help"),
        ("question_mark", "Help"),
        ("ctrl+l", "Picker"),
        ("ctrl+s", "list"),
        ("ctrl+p", "Palette"),
    ],
)
async def test_keys_that_work_anywhere_work_in_the_panel(home: Path, key: str, place: str) -> None:
    async with three(home) as stage:
        await to_panel(stage, key)
        await stage.until(lambda: stage.place == place, place)


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("f1", "Help"),
        ("question_mark", "Help"),
        ("ctrl+l", "Picker"),
        ("ctrl+s", "list"),
        ("ctrl+n", "prompt"),
        ("ctrl+p", "Palette"),
        ("ctrl+g", "Library"),
        ("ctrl+c", "pictures"),
    ],
)
async def test_and_on_the_whole_screen(home: Path, key: str, place: str) -> None:
    async with three(home) as stage:
        await to_full(stage, key)
        await stage.until(lambda: stage.place == place, place)


async def test_ctrl_g_puts_the_panel_away_and_brings_it_back(home: Path) -> None:
    async with three(home) as stage:
        await stage.until(lambda: stage.chat.gallery.places)
        await stage.press("ctrl+g")
        await stage.until(lambda: stage.place == "pictures", "in the panel")
        await stage.press("ctrl+g")
        await stage.until(lambda: stage.place == "Library", "all of them")
        await stage.press("ctrl+g")
        await stage.until(lambda: not stage.chat.gallery.places, "away")
        assert stage.place == "prompt"
        assert stage.chat.gallery.inline.inline, "they stand in the text instead"
        await stage.press("ctrl+g")
        await stage.until(lambda: stage.chat.gallery.places, "back")
        assert stage.place == "pictures"


async def test_ctrl_g_from_the_panel_leaves_the_focus_in_the_prompt(home: Path) -> None:
    async with three(home) as stage:
        await to_panel(stage, "ctrl+g")
        await stage.until(lambda: stage.place == "Library")
        await stage.press("ctrl+g")
        await stage.until(lambda: not stage.chat.gallery.places, "away")
        await stage.until(lambda: stage.place == "prompt")


async def test_without_room_ctrl_g_fills_the_screen_with_the_newest(home: Path) -> None:
    async with three(home, (80, 24)) as stage:
        assert not stage.chat.gallery.places
        await stage.press("ctrl+g")
        await stage.until(lambda: stage.place == "FullScreen")
        assert shown(stage) == "a boat"
        await stage.escape()
        await stage.until(lambda: stage.place == "prompt")


async def test_a_wider_terminal_brings_a_panel_with_the_pictures_that_were_there(
    home: Path,
) -> None:
    async with three(home, (80, 24)) as stage:
        assert stage.chat.gallery.panel is None
        await stage.pilot.resize_terminal(160, 50)
        await stage.until(lambda: stage.chat.gallery.places, "the panel")
        assert shown(stage) == "a boat"
        await stage.until(lambda: "3 of 3" in stage.seen, "its place among them")


async def test_without_pictures_ctrl_g_says_how_to_get_one(home: Path) -> None:
    async with staged(home) as stage:
        await stage.press("ctrl+g")
        await stage.until(lambda: "No pictures here yet" in stage.notice)


async def test_a_letter_in_the_panel_types_nothing(home: Path) -> None:
    async with three(home) as stage:
        await to_panel(stage, "x", "z")
        assert stage.chat.prompt.empty
        assert stage.place == "pictures"


async def test_the_picture_being_drawn_is_shown_in_the_panel(home: Path) -> None:
    async with staged(home, previewing, size=WIDE) as stage:
        await stage.ask("a cat")
        await stage.until(lambda: stage.chat.gallery.places, "the panel for it")
        await stage.until(lambda: "drawing" in stage.seen and "50%" in stage.seen, "its bar")
        stage.asked[0].go.set()
        await stage.quiet()
        await stage.until(lambda: shown(stage) == "a cat", "the picture itself")


async def test_pictures_off_shows_no_panel(home: Path) -> None:
    async with staged(home, drawing, size=WIDE, settings=Settings(pictures="off")) as stage:
        await stage.answered("a cat")
        await stage.until(lambda: "▣ a cat" in stage.seen, "its row in the transcript")
        assert not stage.chat.gallery.places


async def test_pictures_in_the_transcript_show_no_panel(home: Path) -> None:
    settings = Settings(pictures="transcript")
    async with staged(home, drawing, size=WIDE, settings=settings) as stage:
        await stage.answered("a cat")
        await stage.until(lambda: "a cat" in stage.seen)
        assert not stage.chat.gallery.places


async def test_the_smallest_terminal_says_the_way_back_and_all_that_is_asked_for(
    home: Path,
) -> None:
    async with staged(home, drawing, size=(40, 12)) as stage:
        await stage.answered("a boat that is far away from here")
        await stage.press("ctrl+g")
        await stage.until(lambda: "Esc back" in stage.seen, "the way back")
        name = f"/home/somebody/{'a-long-folder/' * 8}boat.png"
        full(stage).say(f"saved as {name}")
        await stage.until(lambda: "boat.png" in stage.seen, "the whole name")
        joined = "".join(line.strip() for line in stage.seen.splitlines())
        assert name in joined
        await stage.press("i")
        await stage.until(lambda: "model  " in stage.seen and "Esc back" in stage.seen, "all of it")
        await stage.press("i")
        await stage.until(lambda: "model  " not in stage.seen)
        assert full(stage).query_one("PictureView").display


async def test_a_panel_that_has_no_room_any_more_gives_the_focus_to_the_prompt(home: Path) -> None:
    async with three(home) as stage:
        await to_panel(stage)
        await stage.pilot.resize_terminal(100, 40)
        await stage.until(lambda: stage.place == "prompt", "somewhere to type")


async def test_a_key_that_waits_holds_up_no_other(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = asyncio.Event()

    async def open_outside(picture: object, file: Path) -> None:
        await done.wait()

    monkeypatch.setattr(doings, "open_outside", open_outside)
    async with three(home) as stage:
        await to_panel(stage, "o", "i")
        await stage.until(lambda: "file  " in stage.seen, "the details")
        assert "opened outside" not in stage.seen
        done.set()
        await stage.until(lambda: "opened outside" in stage.seen)


async def test_a_second_click_opens_no_second_screen(home: Path) -> None:
    async with three(home) as stage:
        await to_panel(stage)
        panel(stage).action_full()
        panel(stage).action_full()
        await stage.until(lambda: stage.place == "FullScreen")
        await stage.escape()
        await stage.until(lambda: stage.place == "pictures", "one screen was there")


async def test_the_key_leads_to_the_first_picture_while_it_is_drawn(home: Path) -> None:
    async with staged(home, previewing, size=WIDE) as stage:
        await stage.ask("a cat")
        await stage.until(lambda: stage.chat.gallery.places, "the panel")
        await stage.press("ctrl+g")
        await stage.until(lambda: stage.place == "pictures", "not the library")
        stage.asked[0].go.set()
        await stage.quiet()
