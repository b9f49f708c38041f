"""From a picture to another one: again, varied, with another prompt; in a question; fetched."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.chunks import Chunk, ImageResponse
from chat.messages import Picture, PicturePart
from chat.store.rows import Draft
from tests.tui.scripts import drawing, png
from tests.tui.stage import Asked, Stage, staged
from tui.drawing import order_of
from tui.pictures.view import PictureView
from tui.wish import Wish

ORDER = "/image 3:2 seed=7 n=2 a boat at night"


@contextlib.asynccontextmanager
async def drawn(home: Path, order: str = ORDER) -> AsyncIterator[Stage]:
    """The panel with the focus, and one picture in it."""
    async with staged(home, drawing, size=(160, 50)) as stage:
        await stage.ask(order)
        await stage.until(lambda: stage.chat.gallery.places, "the panel")
        await stage.quiet()
        await stage.press("tab", "tab")
        await stage.until(lambda: stage.place == "pictures")
        yield stage


async def asked_again(stage: Stage) -> Asked:
    await stage.until(lambda: len(stage.asked) == 2, "to be asked again")
    await stage.quiet()
    return stage.asked[-1]


async def test_again_has_the_same_prompt_and_parameters(home: Path) -> None:
    async with drawn(home) as stage:
        await stage.press("r")
        asked = await asked_again(stage)
        assert str(asked.model) == "guide/canvas"
        assert asked.last == "a boat at night"
        assert asked.parameters == {"size": "1280x832", "seed": 7}
        assert stage.place == "pictures"
        assert str(stage.chat.current.model) == "guide/guide"


async def test_vary_has_another_seed(home: Path) -> None:
    async with drawn(home) as stage:
        await stage.press("v")
        asked = await asked_again(stage)
        assert asked.parameters["seed"] != 7
        assert asked.parameters["size"] == "1280x832"
        assert f"seed={asked.parameters['seed']}" in stage.seen


async def test_vary_from_the_full_screen_shows_it_coming(home: Path) -> None:
    async with drawn(home) as stage:
        await stage.press("enter")
        await stage.until(lambda: stage.place == "FullScreen")
        await stage.press("v")
        await asked_again(stage)
        assert stage.app.screen is stage.chat


async def seeded(asked: Asked) -> AsyncIterator[Chunk]:
    """Another picture for each seed."""
    seed = int(asked.parameters["seed"])
    yield ImageResponse((png(seed % 200, (seed % 90 + 40, 40)),), asked.last)


async def test_what_was_ordered_is_looked_at_although_one_had_gone_back(home: Path) -> None:
    async with staged(home, seeded, size=(160, 50)) as stage:
        for seed in (1, 2):
            await stage.answered(f"/image seed={seed} a boat")
        panel = stage.chat.gallery.panel
        assert panel is not None
        await stage.until(lambda: len(panel.pictures) == 2)
        await stage.press("tab", "tab", "p")
        assert panel.picture == panel.pictures[0]
        await stage.press("v")
        await stage.until(lambda: len(stage.asked) == 3, "to be asked again")
        await stage.quiet()
        await stage.until(lambda: len(panel.pictures) == 3)
        assert panel.current == 2


async def test_a_model_without_seeds_says_so(home: Path) -> None:
    keys = {"OPENAI_API_KEY": "sk-of-the-test"}
    async with staged(home, drawing, size=(160, 50), environ=keys) as stage:
        await stage.answered("/image quality=low a boat")
        await stage.until(lambda: stage.chat.gallery.places)
        await stage.press("tab", "tab", "v")
        asked = await asked_again(stage)
        assert asked.parameters == {"quality": "low"}
        assert stage.notice == "gpt-image-1 knows no seeds: it is drawn again."


async def test_edit_puts_the_order_into_the_prompt_and_it_can_be_undone(home: Path) -> None:
    async with drawn(home) as stage:
        stage.chat.prompt.draft = Draft("half a thought")
        await stage.press("e")
        await stage.until(lambda: stage.place == "prompt")
        field = stage.chat.prompt.field
        assert field.text == "/image size=1280x832 seed=7 a boat at night"
        await stage.press("ctrl+z")
        assert field.text == "half a thought"


async def test_another_model_than_the_one_that_drew_is_named(home: Path) -> None:
    keys = {"OPENAI_API_KEY": "sk-of-the-test"}
    async with staged(home, drawing, size=(160, 50), environ=keys) as stage:
        await stage.answered("/image model=guide/canvas a boat")
        await stage.answered("/image model=openai/gpt-image-1 a cat")
        await stage.until(lambda: len(stage.chat.gallery._shown) == 2)
        await stage.press("tab", "tab", "p", "e")
        await stage.until(lambda: stage.place == "prompt")
        assert stage.chat.prompt.field.text == "/image model=guide/canvas a boat"


async def test_use_attaches_it_and_says_when_it_is_not_seen(home: Path) -> None:
    async with drawn(home) as stage:
        await stage.press("u")
        await stage.until(lambda: stage.place == "prompt")
        (part,) = stage.chat.prompt.attachments
        assert isinstance(part, PicturePart)
        assert "▣ a boat at night · 640×480" in stage.seen
        assert "guide does not see pictures" in stage.notice


async def test_an_attached_picture_cannot_be_drawn_again(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "cat.png"
    file.write_bytes(png())
    async with staged(home, size=(160, 50)) as stage:
        stage.chat.prompt.attach_file(str(file))
        await stage.until(lambda: stage.chat.prompt.attachments)
        await stage.answered("what is this?")
        await stage.until(lambda: stage.chat.gallery.places)
        await stage.press("tab", "tab", "r")
        await stage.until(lambda: "It was attached, not drawn" in stage.seen)
        assert len(stage.asked) == 1


async def gone_after(asked: Asked) -> AsyncIterator[Chunk]:
    """A picture with an address."""
    yield ImageResponse((png(),), asked.last, ("http://127.0.0.1:9/boat.png",))


@pytest.mark.parametrize("damage", [b"", b"\x89PNG\r\n\x1a\n and then nothing", None])
async def test_a_lost_picture_has_a_frame_that_says_how_to_get_it_back(
    home: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | None
) -> None:
    async with staged(home, gone_after, size=(160, 50)) as stage:
        await stage.answered("/image a boat")
        await stage.until(lambda: stage.chat.gallery._shown)
        file = stage.chat.gallery.path(stage.chat.gallery._shown[0])
    if damage is None:
        file.unlink()
    else:
        file.write_bytes(damage)
    async with staged(home, gone_after, size=(160, 50), wish=Wish(go_on=True)) as stage:
        gallery = stage.chat.gallery
        await stage.until(lambda: gallery.places)
        await stage.until(lambda: "f fetch again" in stage.seen, "the way out")

        async def fetched(image: str, model: object) -> bytes:
            assert image == "http://127.0.0.1:9/boat.png"
            return png()

        monkeypatch.setattr(gallery.fetching._session, "fetch", fetched)
        await stage.press("tab", "tab", "f")
        await stage.until(lambda: "The picture is here." in stage.seen)
        await stage.until(lambda: "f fetch again" not in stage.seen, "the picture")
        assert file.read_bytes() == png()
        assert stage.app.query_one(PictureView).problem == ""


async def test_without_an_address_that_is_said(home: Path) -> None:
    async with drawn(home) as stage:
        await stage.press("f")
        await stage.until(lambda: "Where it came from is not known." in stage.seen)


def test_only_parameters_of_an_order_are_taken_over() -> None:
    made = {"temperature": 0.5, "seed": 9, "n": 4, "size": "16:9", "seconds": 3, "quality": "odd"}
    picture = Picture("0" * 64, "image/png", 1, 1, 1, "a\nboat", "gemini", "imagen", made)
    assert str(order_of(picture)) == "/image seed=9 aspect=16:9 a boat"
