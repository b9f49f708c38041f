"""The panel and the full screen by their keys."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual.events import MouseMove, MouseScrollDown, MouseScrollUp
from textual.widgets import Static, TextArea

from chat.chunks import ImagePreview
from chat.messages import Picture
from tests.pictures.stage import Stage, photo, pictures, png
from tests.support import wait_until
from tui.ask_line import AskLine
from tui.pictures.darkroom import Darkroom
from tui.pictures.encode.value import Crop, Encoded, Request
from tui.pictures.fullscreen import FullScreen
from tui.pictures.outside import OpenError
from tui.pictures.panel import PicturePanel
from tui.pictures.source import Source
from tui.pictures.view import PictureView
from tui.terminal.value import Terminal


class Scene:
    """A panel with three pictures in a running app."""

    def __init__(self, folder: Path, terminal: Terminal | None = None) -> None:
        self.folder = folder
        self.pictures = pictures(folder)
        self.app = Stage(self.panel_in, terminal)

    def load(self, picture: Picture) -> Path:
        return self.folder / picture.hash

    def panel_in(self, darkroom: Darkroom) -> PicturePanel:
        return PicturePanel(darkroom, self.load)

    @property
    def panel(self) -> PicturePanel:
        return self.app.query_one(PicturePanel)

    def words(self, name: str) -> str:
        static = self.app.screen.query_one(f"#{name}", Static)
        return str(static.content) if static.display else ""


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_PICTURES_DIR", raising=False)
    (tmp_path / "Pictures").mkdir()
    return Scene(tmp_path)


SIZE = (44, 40)


async def test_the_newest_is_shown_with_its_words(scene: Scene) -> None:
    async with scene.app.run_test(size=SIZE) as pilot:
        scene.panel.show(scene.pictures)
        view = scene.app.query_one(PictureView)
        await wait_until(lambda: view.encoded is not None, pilot=pilot)
        assert scene.words("picture-title").split() == ["Pictures", "3", "of", "3"]
        assert scene.words("picture-prompt") == "picture number 2"
        assert scene.words("picture-facts") == "guide/canvas · 128×128 · seed 2 · 8 s"
        assert scene.words("picture-film") == "▫ ▫ ▪"
        assert scene.words("picture-bar") == ""
        prompt = scene.app.query_one("#picture-prompt")
        assert prompt.region.y == view.region.bottom + 1


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (["p"], 1), (["left"], 1), (["p", "p"], 0), (["p", "p", "p"], 0), (["p", "n"], 2),
        (["left", "right"], 2), (["n"], 2), (["home"], 0), (["home", "end"], 2),
    ],
)  # fmt: skip
async def test_browsing(scene: Scene, keys: list[str], place: int) -> None:
    async with scene.app.run_test(size=SIZE) as pilot:
        scene.panel.show(scene.pictures)
        scene.panel.focus()
        await pilot.press(*keys)
        assert scene.panel.picture == scene.pictures[place]
        assert scene.words("picture-prompt") == f"picture number {place}"


async def test_it_follows_the_newest_unless_one_went_back(scene: Scene) -> None:
    async with scene.app.run_test(size=SIZE) as pilot:
        scene.panel.show(scene.pictures[:2])
        assert scene.panel.picture == scene.pictures[1]
        scene.panel.show(scene.pictures)
        assert scene.panel.picture == scene.pictures[2]
        scene.panel.focus()
        await pilot.press("p", "p")
        scene.panel.show(scene.pictures)
        assert scene.panel.picture == scene.pictures[0]
        scene.panel.show(scene.pictures, scene.pictures[1])
        assert scene.panel.picture == scene.pictures[1]


async def test_pictures_given_before_it_is_mounted_are_shown(scene: Scene) -> None:
    def made(darkroom: Darkroom) -> PicturePanel:
        panel = scene.panel_in(darkroom)
        panel.show(scene.pictures)
        return panel

    scene.app = Stage(made)
    async with scene.app.run_test(size=SIZE) as pilot:
        view = scene.app.query_one(PictureView)
        await wait_until(lambda: view.encoded is not None, pilot=pilot)
        assert scene.words("picture-prompt") == "picture number 2"


async def test_none_at_all(scene: Scene) -> None:
    async with scene.app.run_test(size=SIZE) as pilot:
        scene.panel.show([])
        scene.panel.focus()
        await pilot.press("n", "p", "s", "o", "y", "i", "enter")
        assert scene.panel.picture is None
        assert scene.app.heard == []
        assert scene.words("picture-film") == ""


async def test_a_picture_being_drawn_is_the_newest(scene: Scene) -> None:
    async with scene.app.run_test(size=SIZE) as pilot:
        panel = scene.panel
        panel.show(scene.pictures)
        panel.preview(ImagePreview(png(photo(64, 32)), 0.62), "one at night")
        view = scene.app.query_one(PictureView)
        await wait_until(lambda: view.encoded is not None and panel.drawing, pilot=pilot)
        assert scene.words("picture-bar").endswith("62%")
        assert scene.words("picture-prompt") == "one at night"
        assert scene.words("picture-title").split() == ["Pictures", "drawing"]
        assert scene.words("picture-film") == "▫ ▫ ▫ ▪"
        panel.preview(ImagePreview(None, 0.8))
        assert scene.words("picture-bar").endswith("80%")
        assert scene.words("picture-prompt") == "one at night"
        panel.focus()
        await pilot.press("p")
        assert scene.words("picture-prompt") == "picture number 2"
        assert scene.words("picture-bar") == ""
        await pilot.press("n")
        assert panel.drawing
        panel.preview(None)
        assert not panel.drawing
        assert panel.picture == scene.pictures[2]


async def test_who_went_back_is_not_torn_away_by_a_preview(scene: Scene) -> None:
    async with scene.app.run_test(size=SIZE) as pilot:
        scene.panel.show(scene.pictures)
        scene.panel.focus()
        await pilot.press("p", "p")
        scene.panel.preview(ImagePreview(png(photo(64, 32)), 0.1), "new")
        assert scene.panel.picture == scene.pictures[0]
        scene.panel.preview(None)
        scene.panel.show(scene.pictures)
        assert scene.panel.picture == scene.pictures[0]


async def test_without_per_cent_the_seconds_stand_in_the_bar(scene: Scene) -> None:
    async with scene.app.run_test(size=SIZE):
        scene.panel.preview(ImagePreview(None, None), "slow")
        assert scene.words("picture-bar").endswith("╌ 0 s")


async def test_info(scene: Scene) -> None:
    async with scene.app.run_test(size=SIZE) as pilot:
        scene.panel.show(scene.pictures)
        scene.panel.focus()
        await pilot.press("i")
        assert "model    guide/canvas" in scene.words("picture-facts")
        await pilot.press("i")
        assert "model    guide/canvas" not in scene.words("picture-facts")


async def test_save_says_where(scene: Scene, tmp_path: Path) -> None:
    async with scene.app.run_test(size=SIZE) as pilot:
        scene.panel.show(scene.pictures)
        scene.panel.focus()
        await pilot.press("s")
        await wait_until(lambda: scene.words("picture-said"), pilot=pilot)
        assert scene.words("picture-said") == "saved as ~/Pictures/picture-number-2.png"
        assert (tmp_path / "Pictures" / "picture-number-2.png").exists()
        await pilot.press("p")
        assert scene.words("picture-said") == ""


async def test_a_save_that_fails_says_so(scene: Scene) -> None:
    async with scene.app.run_test(size=SIZE) as pilot:
        (scene.folder / scene.pictures[2].hash).unlink()
        scene.panel.show(scene.pictures)
        scene.panel.focus()
        await pilot.press("s")
        await wait_until(lambda: scene.words("picture-said"), pilot=pilot)
        assert scene.words("picture-said") == "The picture's file is missing. · r draw it again"
        assert scene.app.query_one("#picture-said").has_class("-failed")


async def test_open_outside(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []

    async def outside(_: Picture, file: Path) -> None:
        if opened:
            raise OpenError("xdg-open is missing (package xdg-utils).")
        opened.append(file)

    monkeypatch.setattr("tui.pictures.doings.open_outside", outside)
    async with scene.app.run_test(size=SIZE) as pilot:
        scene.panel.show(scene.pictures)
        scene.panel.focus()
        await pilot.press("o")
        await wait_until(lambda: scene.words("picture-said") == "opened outside", pilot=pilot)
        await pilot.press("o")
        await wait_until(lambda: "missing" in scene.words("picture-said"), pilot=pilot)
    assert opened == [scene.folder / scene.pictures[2].hash]


async def test_saving_again_asks_for_a_name(scene: Scene, tmp_path: Path) -> None:
    async with scene.app.run_test(size=SIZE) as pilot:
        scene.panel.show(scene.pictures)
        scene.panel.focus()
        await pilot.press("s")
        await wait_until(lambda: scene.words("picture-said"), pilot=pilot)
        await pilot.press("s")
        await wait_until(lambda: isinstance(scene.app.screen, AskLine), pilot=pilot)
        field = scene.app.screen.query_one(TextArea)
        assert field.text == "~/Pictures/picture-number-2.png"
        field.text = "~/mine"
        await pilot.press("enter")
        await wait_until(lambda: scene.words("picture-said") == "saved as ~/mine.png", pilot=pilot)
        assert (tmp_path / "mine.png").exists()
        await wait_until(lambda: scene.panel.has_focus, pilot=pilot)
        await pilot.press("p", "s")  # another one is saved without a question
        await wait_until(lambda: "number-1" in scene.words("picture-said"), pilot=pilot)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("~/Pictures/picture-number-2.png", "is there already; nothing was written"),
        ("~/nowhere/x.png", "Not saved: there is no folder ~/nowhere."),
        ("~/Pictures", "saved as ~/Pictures/picture-number-2-2.png"),
    ],
)
async def test_a_name_that_cannot_be_is_told(scene: Scene, name: str, said: str) -> None:
    async with scene.app.run_test(size=(60, 40)) as pilot:
        scene.panel.show(scene.pictures)
        scene.panel.focus()
        await pilot.press("s")
        await wait_until(lambda: scene.words("picture-said"), pilot=pilot)
        await pilot.press("s")
        await wait_until(lambda: isinstance(scene.app.screen, AskLine), pilot=pilot)
        scene.app.screen.query_one(TextArea).text = name
        await pilot.press("enter")
        await wait_until(lambda: said in scene.words("picture-said"), pilot=pilot)
        if "saved as" not in said:
            await pilot.press("s")
            await wait_until(lambda: isinstance(scene.app.screen, AskLine), pilot=pilot)
            assert scene.app.screen.query_one(TextArea).text == name, "to be mended"


async def test_esc_saves_nothing_more(scene: Scene, tmp_path: Path) -> None:
    async with scene.app.run_test(size=(80, 24)) as pilot:
        await full(scene, pilot)
        await pilot.press("s")
        await wait_until(lambda: "saved as" in scene.words("full-words"), pilot=pilot)
        await pilot.press("s")
        await wait_until(lambda: isinstance(scene.app.screen, AskLine), pilot=pilot)
        await pilot.press("escape")
        await wait_until(lambda: isinstance(scene.app.screen, FullScreen), pilot=pilot)
        assert len(list((tmp_path / "Pictures").iterdir())) == 1


async def test_copy_takes_the_picture_itself(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[bytes] = []

    async def copy_picture(data: bytes) -> str:
        copied.append(data)
        return "wl-copy"

    monkeypatch.setattr("tui.clipboard.copy_picture", copy_picture)
    async with scene.app.run_test(size=SIZE) as pilot:
        scene.panel.show(scene.pictures)
        scene.panel.focus()
        await pilot.press("y")
        await wait_until(lambda: scene.words("picture-said"), pilot=pilot)
        assert scene.words("picture-said") == "copied the picture (wl-copy)"
    assert copied == [(scene.folder / scene.pictures[2].hash).read_bytes()]


async def test_else_the_name_of_its_file(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    async def copy(text: str, _: object) -> str:
        copied.append(text)
        return "OSC 52"

    async def copy_picture(_: bytes) -> str:
        return ""

    monkeypatch.setattr("tui.clipboard.copy", copy)
    monkeypatch.setattr("tui.clipboard.copy_picture", copy_picture)
    async with scene.app.run_test(size=SIZE) as pilot:
        scene.panel.show(scene.pictures)
        scene.panel.focus()
        await pilot.press("y")
        await wait_until(lambda: copied, pilot=pilot)
        said = "Copied the name of its file (OSC 52)."
        await wait_until(lambda: scene.words("picture-said") == said, pilot=pilot)
    assert copied == [str(scene.folder / scene.pictures[2].hash)]


@pytest.mark.parametrize("key", ["s", "y", "o", "u"])
async def test_a_damaged_picture_is_handed_to_nobody(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    async def taken(*_: object) -> str:
        raise AssertionError

    monkeypatch.setattr("tui.clipboard.copy_picture", taken)
    monkeypatch.setattr("tui.pictures.doings.open_outside", taken)
    file = scene.folder / scene.pictures[2].hash
    file.write_bytes(file.read_bytes()[:-20])
    async with scene.app.run_test(size=SIZE) as pilot:
        scene.panel.show(scene.pictures)
        scene.panel.focus()
        await pilot.press(key)
        said = "The picture's file is damaged. · r draw it again"
        await wait_until(lambda: scene.words("picture-said") == said, pilot=pilot)
        assert scene.app.query_one("#picture-said").has_class("-failed")
    assert not list((tmp_path / "Pictures").iterdir())


async def test_enter_and_a_click_open_it_large(scene: Scene) -> None:
    async with scene.app.run_test(size=SIZE) as pilot:
        scene.panel.show(scene.pictures)
        scene.panel.focus()
        await pilot.press("enter")
        await pilot.click(PictureView)
        await wait_until(lambda: len(scene.app.heard) == 2, pilot=pilot)
        assert [message.picture for message in scene.app.heard] == [scene.pictures[2]] * 2


async def test_hostile_words_are_shown_as_they_are(scene: Scene) -> None:
    async with scene.app.run_test(size=SIZE):
        hostile = Picture("hash0", "image/png", 160, 120, 5, "[red]x[/] \x1b[31m [", "g", "[b]m")
        scene.panel.show([hostile])
        assert scene.words("picture-prompt") == "[red]x[/] ["
        assert scene.words("picture-facts") == "g/[b]m · 160×120"


@pytest.mark.parametrize("size", [(44, 12), (20, 5), (10, 3), (44, 50)])
async def test_in_any_size_the_picture_is_inside(scene: Scene, size: tuple[int, int]) -> None:
    async with scene.app.run_test(size=size) as pilot:
        scene.panel.show(scene.pictures)
        await pilot.pause()
        assert scene.app.query_one(PictureView).region.bottom <= max(size[1], 5)


# -- full screen


async def full(scene: Scene, pilot: object, at: int = 1) -> tuple[FullScreen, list[Picture | None]]:
    ended: list[Picture | None] = []
    screen = FullScreen(scene.pictures, scene.pictures[at], scene.app.darkroom, scene.load)
    await scene.app.push_screen(screen, ended.append)
    view = screen.query_one(PictureView)
    await wait_until(lambda: view.encoded is not None, pilot=pilot)
    return screen, ended


@pytest.mark.parametrize("key", ["escape", "enter", "ctrl+c"])
async def test_back_gives_the_picture_it_ended_on(scene: Scene, key: str) -> None:
    async with scene.app.run_test(size=(80, 24)) as pilot:
        _, ended = await full(scene, pilot)
        await pilot.press("n", key)
        await wait_until(lambda: ended, pilot=pilot)
        assert ended == [scene.pictures[2]]


async def test_full_browses_with_arrows_and_letters(scene: Scene) -> None:
    async with scene.app.run_test(size=(80, 24)) as pilot:
        screen, _ = await full(scene, pilot)
        for key, place in (("right", 2), ("right", 2), ("left", 1), ("p", 0), ("n", 1)):
            await pilot.press(key)
            assert screen.current == place, key
        assert "2 of 3" in scene.words("full-words")
        assert "picture number 1" in scene.words("full-words")


async def test_zoom_and_pan(scene: Scene) -> None:
    async with scene.app.run_test(size=(80, 24)) as pilot:
        screen, _ = await full(scene, pilot)
        assert screen.crop == (0, 0, 1, 1)
        await pilot.press("plus", "plus", "plus", "plus")
        left, top, right, bottom = screen.crop
        assert right - left < 1 or bottom - top < 1
        before = screen.crop
        await pilot.press("down")
        assert screen.crop[1] > before[1]
        await pilot.press(*["up"] * 30)
        assert screen.crop[1] == 0
        await pilot.press("down")
        assert screen.crop[1] > 0
        await pilot.press("right")
        assert screen.current == 1
        view = screen.query_one(PictureView)
        await wait_until(
            lambda: view.encoded and view.encoded.request.crop == screen.crop, pilot=pilot
        )
        await pilot.press("0")
        assert screen.crop == (0, 0, 1, 1)
        await pilot.press("right")
        assert screen.current == 2


async def test_zoom_has_its_ends(scene: Scene) -> None:
    async with scene.app.run_test(size=(80, 24)) as pilot:
        screen, _ = await full(scene, pilot)
        await pilot.press(*["plus"] * 30)
        largest = screen.look.scale
        await pilot.press("plus")
        assert screen.look.scale == largest == 8
        await pilot.press(*["minus"] * 40)
        assert screen.look.scale == 0
        assert screen.crop == (0, 0, 1, 1)


async def test_a_small_picture_is_shown_in_its_own_size_by_one(scene: Scene) -> None:
    async with scene.app.run_test(size=(80, 24)) as pilot:
        screen, _ = await full(scene, pilot)
        view = screen.query_one(PictureView)
        assert view.encoded is not None
        assert view.encoded.rows == 23
        await pilot.press("1")
        await wait_until(lambda: view.encoded and view.encoded.rows == 8, pilot=pilot)
        assert screen.crop == (0, 0, 1, 1)
        assert "100%" in scene.words("full-words")


async def test_the_wheel_zooms_to_the_pointer_and_a_drag_pans(scene: Scene) -> None:
    async with scene.app.run_test(size=(80, 24)) as pilot:
        screen, _ = await full(scene, pilot)
        for _ in range(12):
            await pilot._post_mouse_events([MouseScrollUp], offset=(40, 0))
        left, top, right, bottom = screen.crop
        assert top < 0.03
        assert bottom < 0.5
        assert (left + right) / 2 == pytest.approx(0.5, abs=0.05)
        await pilot.mouse_down(PictureView, offset=(40, 12))
        await pilot.hover(PictureView, offset=(40, 8))
        assert screen.crop[1] == top  # no button is held any more: a hover is no drag
        held = MouseMove(None, 40, 8, 0, 0, 1, False, False, False, 40, 8)
        screen._held = (40, 12)
        screen.on_mouse_move(held)
        assert screen.crop[1] > top
        await pilot.mouse_up(PictureView, offset=(40, 8))
        await pilot._post_mouse_events([MouseScrollDown] * 1, offset=(40, 8))
        assert screen.look.scale


async def test_of_the_steps_of_a_held_key_each_is_shown_that_was_drawn(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first, and the newest when that is done: nothing queues between them."""
    asked: list[Request] = []
    gate = threading.Event()
    develop = scene.app.darkroom._develop

    def slow(what: Source, request: Request) -> Encoded:
        asked.append(request)
        gate.wait(5)
        return develop(what, request)

    async with scene.app.run_test(size=(80, 24)) as pilot:
        screen, _ = await full(scene, pilot)
        view = screen.query_one(PictureView)
        seen: list[Crop] = []
        apply = view._apply

        def noted(encoded: Encoded | None, problem: str = "") -> None:
            assert encoded is not None
            seen.append(encoded.request.crop)
            apply(encoded, problem)

        monkeypatch.setattr(scene.app.darkroom, "_develop", slow)
        monkeypatch.setattr(view, "_apply", noted)
        await pilot.press(*["plus"] * 3)
        for _ in range(6):
            await pilot._post_mouse_events([MouseScrollUp], offset=(40, 8))
        await wait_until(lambda: asked, pilot=pilot)
        gate.set()
        await wait_until(lambda: seen[-1:] == [screen.crop], pilot=pilot)
        assert [request.crop for request in asked] == seen
        assert len(seen) == 2


async def test_full_saves_and_tells_about_it(scene: Scene) -> None:
    async with scene.app.run_test(size=(80, 24)) as pilot:
        screen, _ = await full(scene, pilot)
        await pilot.press("s")
        await wait_until(lambda: "saved as" in scene.words("full-words"), pilot=pilot)
        await pilot.press("i")
        assert screen.query_one("#full-info").has_class("-shown")
        assert "guide/canvas" in scene.words("full-info")


async def test_the_pictures_row_is_never_the_last_of_the_screen(scene: Scene) -> None:
    async with scene.app.run_test(size=(80, 24)) as pilot:
        screen, _ = await full(scene, pilot)
        assert screen.query_one(PictureView).region.bottom == 23


async def test_other_cells_show_another_part(scene: Scene) -> None:
    async with scene.app.run_test(size=(80, 24)) as pilot:
        screen, _ = await full(scene, pilot)
        await pilot.press("plus", "plus", "plus", "plus")
        before = screen.query_one(PictureView)._crop
        scene.app.darkroom.change(Terminal(cell=(20, 40)))
        assert screen.query_one(PictureView)._crop != before
        assert screen.query_one(PictureView)._crop == screen.crop


async def test_the_panels_picture_is_as_high_as_the_new_cells_make_it(scene: Scene) -> None:
    async with scene.app.run_test(size=SIZE) as pilot:
        scene.panel.show(scene.pictures)
        await pilot.pause()
        before = scene.panel._view.styles.max_height
        scene.app.darkroom.change(Terminal(cell=(10, 10)))
        assert scene.panel._view.styles.max_height != before
