"""Every bad file, one by one: kept or refused, decoded or not, it ends in a picture or a sentence,
soon, and without much memory."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import pytest

from chat.pictures import PictureStore
from chat.turn import PictureError
from tests.pictures.hostile import bad, bomb, good, opened
from tests.pictures.stage import Stage
from tests.support import wait_until
from tui.pictures.decode import decode
from tui.pictures.encode.encode import encode
from tui.pictures.encode.value import Request
from tui.pictures.source import Source
from tui.pictures.view import PictureView

_NONE = (
    "nothing", "zeros", "svg", "page", "escapes", "bmp", "tiff", "icon", "signature", "no size",
    "81 megapixels", "bomb", "long side", "largest numbers",
)  # fmt: skip
"""Not even kept."""


@pytest.mark.parametrize("name", list(bad()))
def test_it_is_a_picture_or_a_sentence(name: str) -> None:
    began, image, told = time.monotonic(), None, ""
    try:
        image = decode(bad()[name])
    except PictureError as error:
        told = str(error)
    if image is None:
        assert told.endswith(".")
    else:
        assert name not in _NONE
        assert encode(image, Request((10, 5), "quadrant", cell=(8, 16))).rows
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("name", _NONE)
def test_what_is_no_picture_is_refused_when_it_comes(tmp_path: Path, name: str) -> None:
    store = PictureStore(tmp_path / "pictures")
    with pytest.raises(PictureError) as caught:
        store.keep(bad()[name])
    assert str(caught.value).endswith(".")
    assert not (tmp_path / "pictures").exists()


def test_a_bomb_takes_no_memory() -> None:
    data = bomb(20_000, 20_000)
    assert len(data) < 100_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(PictureError, match="Too large"):
        decode(data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kB


@pytest.mark.parametrize("name", list(good()))
def test_the_seeds_are_whole(name: str) -> None:
    image = opened(good()[name])
    turned = name == "jpeg"  # as its EXIF says
    assert decode(good()[name]).size == (image.size[::-1] if turned else image.size)


async def test_each_in_a_view_and_then_a_good_one() -> None:
    app = Stage(PictureView)
    async with app.run_test(size=(60, 20)) as pilot:
        view = app.query_one(PictureView)
        for name, data in bad().items():
            view.show(Source(name, data))
            await wait_until(lambda: view.encoded or view.problem, pilot=pilot, what=name)
            view.show(None)
        view.show(Source("good", good()["png"], (64, 48)))
        await wait_until(lambda: view.encoded is not None, pilot=pilot)
        assert not view.problem
