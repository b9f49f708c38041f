"""The library of all pictures in the whole app: reached, moved in, searched, opened, deleted."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.events import MouseScrollDown, MouseScrollUp

from chat.chunks import Chunk, ImageResponse
from chat.settings import Settings
from chat.store.errors import StoreError
from providers.session import Session
from tests.tui.scripts import drawing, png
from tests.tui.stage import Asked, Stage, staged
from tui import clipboard
from tui.pictures import doings
from tui.pictures.face import EMPTY
from tui.pictures.fullscreen import FullScreen
from tui.pictures.library import Library
from tui.wish import Wish

WIDE = (160, 50)
PROMPTS = ("a red fox", "a boat at night", "a fox in snow", "rain on slate", "a grey cat")


async def painting(asked: Asked) -> AsyncIterator[Chunk]:
    """A picture of its own for each question."""
    number = PROMPTS.index(asked.last)
    yield ImageResponse((png(40 + 40 * number, ((640, 480), (300, 400))[number % 2]),), asked.last)


@contextlib.asynccontextmanager
async def five(home: Path, size: tuple[int, int] = WIDE, **more) -> AsyncIterator[Stage]:
    """Five pictures in three conversations; the last of them is open, nothing is in the cache."""
    drawn = home.parents[1] / "five-pictures"
    if not drawn.exists():
        await _draw_five(drawn)
    shutil.copytree(drawn, home, dirs_exist_ok=True)
    async with staged(home, painting, size=size, wish=Wish(go_on=True), **more) as stage:
        await stage.until(lambda: stage.chat.current.id is not None, "the last conversation")
        yield stage


async def _draw_five(home: Path) -> None:
    """What each test copies: drawing them takes three times as long as most of the tests."""
    unfinished = home.with_name(f"{home.name}-unfinished")
    async with staged(unfinished, painting, size=WIDE) as stage:
        for number, prompt in enumerate(PROMPTS):
            if number in (2, 4):
                await stage.press("ctrl+n")
                await stage.until(lambda: stage.chat.current.id is None)
            await stage.answered(prompt)
    shutil.rmtree(unfinished / "cache", ignore_errors=True)
    unfinished.rename(home)


def library(stage: Stage) -> Library:
    found = [each for each in stage.app.screen_stack if isinstance(each, Library)]
    assert found
    return found[0]


async def to_library(stage: Stage, *keys: str) -> None:
    stage.chat.gallery.toggle_all()
    await stage.until(lambda: stage.place == "Library", "the library")
    await stage.until(lambda: library(stage).grid.rows, "its pictures")
    await stage.press(*keys)


def chosen(stage: Stage) -> str:
    picture = library(stage).picture
    return picture.prompt if picture is not None else ""


def said(stage: Stage) -> str:
    return str(library(stage).query_one("#library-keys").content)  # type: ignore[attr-defined]


def prompts(stage: Stage) -> list[str]:
    told = [library(stage).told(row) for row in library(stage).grid.rows]
    return [each.picture.prompt for each in told if each is not None]


# -- the way there and back


async def test_ctrl_g_leads_to_the_panel_to_the_library_and_back(home: Path) -> None:
    async with five(home) as stage:
        await stage.until(lambda: stage.chat.gallery.places, "the panel")
        await stage.press("ctrl+g")
        assert stage.place == "pictures"
        await stage.press("ctrl+g")
        await stage.until(lambda: stage.place == "Library")
        await stage.press("ctrl+g")
        await stage.until(lambda: stage.place == "prompt", "all of it closed")
        assert not stage.chat.gallery.places
        await stage.press("ctrl+g")
        await stage.until(lambda: stage.place == "pictures", "from the beginning")


async def test_esc_goes_back_to_the_panel(home: Path) -> None:
    async with five(home) as stage:
        await stage.until(lambda: stage.chat.gallery.places, "the panel")
        await stage.press("ctrl+g", "ctrl+g")
        await stage.until(lambda: stage.place == "Library")
        await stage.escape()
        await stage.until(lambda: stage.place == "pictures")


async def test_without_room_for_a_panel_the_screen_is_in_between(home: Path) -> None:
    async with five(home, (80, 24)) as stage:
        for place in ("FullScreen", "Library", "prompt"):
            await stage.press("ctrl+g")
            await stage.until(lambda p=place: stage.place == p, place)


async def test_a_new_conversation_has_no_panel_but_the_library(home: Path) -> None:
    async with five(home) as stage:
        await stage.press("ctrl+n", "ctrl+g")
        await stage.until(lambda: stage.place == "Library")
        await stage.press("ctrl+g")
        await stage.until(lambda: stage.place == "prompt")


async def test_the_command_and_the_palette_open_it(home: Path) -> None:
    async with five(home, (80, 24)) as stage:
        await stage.write("/pictures")
        await stage.press("enter")
        await stage.until(lambda: stage.place == "Library")
        await stage.escape()
        await stage.until(lambda: stage.place == "prompt")
        await stage.press("ctrl+p", *"all pictures")
        await stage.press("enter")
        await stage.until(lambda: stage.place == "Library")


async def test_an_empty_one_says_what_to_press(home: Path) -> None:
    async with staged(home) as stage:
        await stage.write("/pictures")
        await stage.press("enter")
        await stage.until(lambda: EMPTY in stage.seen)
        await stage.press(
            "down", "enter", "t", "delete", "s", "o", "y", "i", "f", "end", "pagedown"
        )
        assert stage.place == "Library"
        await stage.escape()
        await stage.until(lambda: stage.place == "prompt")


@pytest.mark.parametrize(
    ("key", "place"),
    [("f1", "Help"), ("question_mark", "Help"), ("ctrl+l", "Picker"), ("ctrl+s", "list"),
     ("ctrl+p", "Palette"), ("ctrl+c", "prompt"), ("escape", "prompt")],
)  # fmt: skip
async def test_keys_that_lead_away(home: Path, key: str, place: str) -> None:
    async with five(home) as stage:
        await to_library(stage, key)
        await stage.until(lambda: stage.place == place, place)


# -- moving


@pytest.mark.parametrize(
    ("keys", "prompt"),
    [
        ((), "a grey cat"), (("right",), "rain on slate"), (("n", "n"), "a fox in snow"),
        (("n", "left"), "a grey cat"), (("left",), "a grey cat"), (("end",), "a red fox"),
        (("end", "home"), "a grey cat"), (("end", "p"), "a boat at night"),
        (("down",), "a red fox"), (("down", "up"), "a grey cat"), (("right", "down"), "a red fox"),
        (("right", "down", "down"), "a red fox"), (("pagedown",), "a red fox"),
        (("ctrl+end",), "a red fox"), (("ctrl+end", "ctrl+home"), "a grey cat"),
    ],
)  # fmt: skip
async def test_moving(home: Path, keys: tuple[str, ...], prompt: str) -> None:
    async with five(home, (80, 24)) as stage:
        await to_library(stage, *keys)
        assert library(stage).grid.tiling.across == 4
        await stage.until(lambda: chosen(stage) == prompt, prompt)
        await stage.until(lambda: f"{prompt}\n" in _unspaced(stage.seen), "its words")


def _unspaced(seen: str) -> str:
    return "".join(f"{row.strip()}\n" for row in seen.splitlines())


async def test_all_that_is_known_of_the_chosen_one(home: Path) -> None:
    async with five(home) as stage:
        await to_library(stage)
        await stage.until(lambda: "640×480" in stage.seen and "1 of 5" in stage.seen)
        facts = str(library(stage).query_one("#library-facts").content)  # type: ignore[attr-defined]
        assert facts.startswith("guide · guide · 640×480")
        assert facts.endswith("a grey cat"), "its conversation"
        await stage.press("i")
        await stage.until(lambda: "conversation  a grey cat" in stage.seen, "the details")
        await stage.press("i")
        await stage.until(lambda: "conversation  a" not in stage.seen)


async def test_every_picture_is_drawn(home: Path) -> None:
    async with five(home) as stage:
        await to_library(stage)
        supply = library(stage).grid._supply
        await stage.until(lambda: all(supply.drawing(r.hash) for r in library(stage).grid.rows))
        await stage.until(lambda: any(g in stage.seen for g in "▘▝▖▌▞▛▗▚▐▜▄▙▟█"), "quadrants")
        thumbs = list((stage.app.folders.thumbs).rglob("*/*"))
        assert {file.name for file in thumbs} == {row.hash for row in library(stage).grid.rows}


async def test_all_about_a_picture_has_the_whole_prompt(home: Path) -> None:
    async with staged(home, drawing, size=(80, 24)) as stage:
        await stage.answered(f"a {'very ' * 30}red fox")
        await to_library(stage)
        await stage.until(lambda: "very…" in stage.seen.replace(" …", "…"), "as much as fits")
        assert "red fox" not in stage.seen
        await stage.press("i")
        await stage.until(lambda: "red fox" in stage.seen, "all of it")


# -- the mouse


async def test_a_click_chooses_another_opens(home: Path) -> None:
    async with five(home, (80, 24)) as stage:
        await to_library(stage)
        grid = library(stage).grid
        x, y = grid.region.x + grid.tiling.width * 2 + 5, grid.region.y + 4
        await stage.pilot.click(offset=(x, y))
        await stage.until(lambda: chosen(stage) == "a fox in snow")
        await stage.pilot.click(offset=(x, y))
        await stage.until(lambda: stage.place == "FullScreen")
        await stage.escape()
        await stage.pilot.click(offset=(x + 3, grid.region.bottom - 1))
        assert chosen(stage) == "a fox in snow", "there is no tile"


async def test_the_wheel_moves_by_rows(home: Path) -> None:
    async with five(home, (80, 12)) as stage:
        await to_library(stage)
        grid = library(stage).grid
        assert grid.tiling.down == 1
        await stage.pilot._post_mouse_events([MouseScrollDown], grid)
        await stage.until(lambda: grid.top == 1)
        assert chosen(stage) == "a red fox", "what is chosen stays in view"
        await stage.pilot._post_mouse_events([MouseScrollDown], grid)
        assert grid.top == 1
        await stage.pilot._post_mouse_events([MouseScrollUp], grid)
        await stage.until(lambda: grid.top == 0)


async def test_the_bar_is_dragged(home: Path) -> None:
    async with five(home, (80, 12)) as stage:
        await to_library(stage)
        grid = library(stage).grid
        bar = grid.vertical_scrollbar
        await stage.pilot.mouse_down(bar, offset=(0, 0))
        await stage.pilot.hover(bar, offset=(0, grid.view_height - 1))
        await stage.pilot.mouse_up(bar, offset=(0, grid.view_height - 1))
        await stage.until(lambda: grid.top == 1, "the last row")


# -- searching


async def test_words_filter_as_one_types(home: Path) -> None:
    async with five(home) as stage:
        await to_library(stage, "ctrl+f", *"fox")
        await stage.until(lambda: prompts(stage) == ["a fox in snow", "a red fox"])
        await stage.until(lambda: "1 of 2 · 5 in all" in stage.seen)
        await stage.press("down", "right")
        assert chosen(stage) == "a fox in snow", "in the field that moves the cursor"
        await stage.press("space", *"red")
        await stage.until(lambda: prompts(stage) == ["a red fox"])
        await stage.press("enter", "enter")
        await stage.until(lambda: stage.place == "FullScreen", "from the field to it, and open")
        assert isinstance(stage.app.screen, FullScreen)
        assert len(stage.app.screen.pictures) == 1


async def test_esc_takes_away_one_layer(home: Path) -> None:
    async with five(home) as stage:
        await to_library(stage, "ctrl+f", *"fox")
        await stage.until(lambda: len(prompts(stage)) == 2)
        await stage.escape()
        await stage.until(lambda: len(prompts(stage)) == 5, "all again")
        assert library(stage).grid.has_focus
        await stage.press("ctrl+f")
        await stage.escape()
        assert library(stage).grid.has_focus
        assert stage.place == "Library"
        await stage.escape()
        await stage.until(lambda: stage.place == "prompt")


async def test_a_model_and_nothing(home: Path) -> None:
    async with five(home) as stage:
        await to_library(stage, "ctrl+f", *"guide/guide")
        await stage.until(lambda: "5 in all" in stage.seen)
        assert len(prompts(stage)) == 5
        await stage.press(*"x")
        await stage.until(lambda: "No picture has these words" in stage.seen)


# -- what is done with one


async def test_enter_fills_the_screen_and_n_goes_on_through_the_library(home: Path) -> None:
    async with five(home) as stage:
        await to_library(stage, "right", "enter")
        await stage.until(lambda: stage.place == "FullScreen")
        full = stage.app.screen
        assert isinstance(full, FullScreen)
        assert (full.picture.prompt, full.current, len(full.pictures)) == ("rain on slate", 1, 5)
        await stage.press("n", "n")
        await stage.until(lambda: full.picture.prompt == "a boat at night")
        await stage.escape()
        await stage.until(lambda: stage.place == "Library")
        assert chosen(stage) == "a boat at night"


async def test_ctrl_g_on_the_whole_screen_closes_the_library_too(home: Path) -> None:
    async with five(home) as stage:
        await to_library(stage, "enter")
        await stage.until(lambda: stage.place == "FullScreen")
        await stage.press("ctrl+g")
        await stage.until(lambda: stage.place == "prompt")


async def test_t_goes_to_its_conversation(home: Path) -> None:
    async with five(home) as stage:
        await to_library(stage, "end", "t")
        await stage.until(lambda: stage.place == "reading")
        first = stage.chat.current.path
        assert stage.texts()[0] == "a red fox"
        assert stage.chat.reader.focused_id == first[1].id
        assert len(first) == 4
        await stage.until(lambda: "a red fox" in stage.seen)


async def test_t_within_the_open_conversation(home: Path) -> None:
    async with five(home) as stage:
        await to_library(stage, "t")
        await stage.until(lambda: stage.place == "reading")
        assert stage.chat.reader.focused_id == stage.chat.current.path[-1].id


async def test_t_turns_to_the_branch_that_has_it(home: Path) -> None:
    async with staged(home, painting, size=WIDE) as stage:
        await stage.answered("a red fox")
        question = stage.chat.current.path[0]
        stage.chat.asking.edit(question.id)
        stage.chat.prompt.draft = type(stage.chat.prompt.draft)("a grey cat")
        await stage.press("enter")
        await stage.quiet()
        await to_library(stage, "end", "t")
        await stage.until(lambda: stage.place == "reading")
        await stage.until(lambda: stage.chat.current.path[0].id == question.id, "the older branch")


async def test_save_open_and_copy(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_PICTURES_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    opened: list[str] = []
    copied: list[str] = []

    async def open_outside(picture: object, file: Path) -> None:
        opened.append(file.name)

    async def copy(text: str, app: object, environ: object = None) -> str:
        copied.append(text)
        return "test"

    monkeypatch.setattr(doings, "open_outside", open_outside)
    monkeypatch.setattr(clipboard, "copy", copy)
    async with five(home) as stage:
        await to_library(stage, "right", "s")
        await stage.until(lambda: "saved as" in said(stage))
        assert list(tmp_path.glob("rain-on-slate*.png"))
        await stage.press("o")
        await stage.until(lambda: opened == [library(stage).grid.rows[1].hash])
        await stage.press("y")
        await stage.until(lambda: copied)
        await stage.press("right")
        await stage.until(lambda: "Esc back" in said(stage), "the keys again")


async def test_its_prompt_is_edited_in_the_prompt(home: Path) -> None:
    async with five(home) as stage:
        await to_library(stage, "right", "e")
        await stage.until(lambda: stage.place == "prompt", "the chat again")
        assert "rain on slate" in stage.chat.prompt.draft.text
        await stage.press("ctrl+u")
        await to_library(stage, "enter")
        await stage.until(lambda: stage.place == "FullScreen")
        await stage.press("u")
        await stage.until(lambda: stage.place == "prompt", "from the whole screen, too")
        assert stage.chat.prompt.attachments


# -- deleting


async def test_del_puts_it_into_the_bin_and_ctrl_z_brings_it_back(home: Path) -> None:
    async with five(home) as stage:
        await to_library(stage, "right", "delete")
        await stage.until(lambda: said(stage) == "Deleted. ^Z brings it back.")
        assert "rain on slate" not in prompts(stage)
        assert chosen(stage) == "a fox in snow", "the next one"
        await stage.press("ctrl+z")
        await stage.until(lambda: said(stage) == "It is back.")
        assert chosen(stage) == "rain on slate"
        assert prompts(stage) == list(PROMPTS[::-1])
        await stage.press("ctrl+z")
        await stage.until(lambda: "nothing to bring back" in said(stage))


async def test_its_place_in_the_transcript_says_so(home: Path) -> None:
    async with five(home, settings=Settings(pictures="transcript")) as stage:
        await stage.until(lambda: "▣ a grey cat" in stage.seen, "its caption")
        await to_library(stage, "delete")
        await stage.until(lambda: "Deleted" in said(stage))
        await stage.escape()
        await stage.until(lambda: "✕ This picture was deleted." in stage.seen)
        assert "▣ a grey cat" not in stage.seen
        assert not stage.chat.gallery._shown
        await stage.press("ctrl+z")
        await stage.until(lambda: "▣ a grey cat" in stage.seen, "in the prompt, too")
        assert stage.chat.gallery._shown


async def test_the_last_one_leaves_a_sentence(home: Path) -> None:
    async with five(home) as stage:
        await to_library(stage, *["delete"] * 5)
        await stage.until(lambda: EMPTY in stage.seen)
        await stage.press("ctrl+z")
        await stage.until(lambda: prompts(stage) == ["a red fox"])


async def test_a_deleted_conversation_comes_back_from_the_library_too(home: Path) -> None:
    async with five(home) as stage:
        stage.chat.action_delete()
        await stage.until(lambda: stage.chat.current.id is None)
        await to_library(stage)
        assert "a grey cat" not in prompts(stage)
        await stage.press("ctrl+z")
        await stage.until(lambda: chosen(stage) == "a grey cat")


async def test_what_cannot_be_written_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with five(home) as stage:

        async def refuse(name: str) -> None:
            raise StoreError("full", "disk")

        monkeypatch.setattr(stage.store, "delete_picture", refuse)
        await to_library(stage, "delete")
        await stage.until(lambda: "Deleted" not in said(stage) and "Esc" not in said(stage))
        assert len(prompts(stage)) == 5


async def test_editing_a_question_whose_picture_was_deleted(home: Path) -> None:
    async with five(home) as stage:
        data = png(7)
        stage.chat.prompt.insert("a red fox")
        stage.chat.prompt.add(await stage.chat.gallery.attach(data, "mine.png"))
        await stage.press("enter")
        await stage.quiet()
        await to_library(stage)
        index = prompts(stage).index("mine.png")
        library(stage).grid.choose(index)
        await stage.press("delete")
        await stage.until(lambda: "Deleted" in said(stage))
        await stage.escape()
        await stage.until(lambda: stage.place == "prompt")
        stage.chat.asking.edit(stage.chat.current.path[-1].id)
        assert stage.chat.prompt.draft.text == "a red fox"
        assert not stage.chat.prompt.draft.attachments


# -- files that are missing, damaged, hostile


async def test_a_missing_and_a_damaged_file_say_so_in_their_tiles(home: Path) -> None:
    async with five(home) as stage:
        shown = [row.hash for row in stage.store.library()]
        path = stage.app.services.session.pictures.path  # type: ignore[union-attr]
        path(shown[0]).unlink()
        path(shown[1]).write_bytes(b"<html>\x1b[31mno [red]")
        await to_library(stage)
        await stage.until(lambda: "✕ The file is" in stage.seen and "missing." in stage.seen)
        await stage.until(lambda: "damaged." in stage.seen)
        supply = library(stage).grid._supply
        await stage.until(lambda: all(supply.drawing(name) for name in shown[2:]), "the others")
        await stage.press("s")
        await stage.until(lambda: "missing" in said(stage))
        await stage.press("f")
        await stage.until(lambda: "Where it came from is not known" in said(stage))


async def test_what_brings_a_lost_one_back_is_offered(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def linked(asked: Asked) -> AsyncIterator[Chunk]:
        yield ImageResponse((png(90),), asked.last, ("http://127.0.0.1:9/1.png",))

    async def fetch(_: Session, image: str, model: object) -> bytes:
        return png(90)

    monkeypatch.setattr(Session, "fetch", fetch)
    async with staged(home, linked) as stage:
        await stage.answered("a red fox")
        stage.chat.gallery.path(stage.chat.gallery._shown[0]).unlink()
        await to_library(stage)
        await stage.until(lambda: said(stage).startswith("f fetch again"), "the way out")
        await stage.press("f")
        await stage.until(lambda: "The picture is here." in said(stage))
        supply = library(stage).grid._supply
        await stage.until(lambda: supply.drawing(library(stage).grid.rows[0].hash))


# -- every mode


@pytest.mark.parametrize("mode", ["quadrant", "half", "off", "kitty", "sixel"])
async def test_in_every_mode(home: Path, mode: str) -> None:
    async with five(home, (80, 24), settings=Settings(images=mode)) as stage:  # type: ignore[arg-type]
        await to_library(stage)
        grid = library(stage).grid
        if mode == "off":
            await stage.until(lambda: all(p in stage.seen for p in PROMPTS), "words")
        else:
            await stage.until(lambda: all(grid._supply.drawing(r.hash) for r in grid.in_view))
        await stage.press("right", "down", "end", "home", "pagedown", "delete")
        await stage.until(lambda: "Deleted" in said(stage))
        await stage.pilot.resize_terminal(120, 40)
        await stage.until(lambda: grid.view_height > 20)
        await stage.pilot.resize_terminal(40, 10)
        await stage.until(lambda: grid.view_height < 10)
        await stage.press("enter", "escape")
        await stage.until(lambda: stage.place == "Library")
