"""What is said about a picture, its marks, its file's name, and where it comes from."""

from __future__ import annotations

import base64
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.chunks import ImagePreview
from chat.messages import Picture
from tests.pictures.stage import photo, png
from tui.pictures import caption
from tui.pictures.cache import Cache
from tui.pictures.film import bar, film, place
from tui.pictures.fit import fitted
from tui.pictures.source import of_picture, of_preview

PICTURE = Picture(
    "ab" * 32, "image/png", 1024, 768, 1_750_000, "rain on old slate", "guide", "canvas",
    {"seed": 42, "seconds": 8.2, "steps": 20}, "https://example.org/x.png", 1.7e9,
)  # fmt: skip


def test_facts() -> None:
    assert caption.facts(PICTURE) == "canvas · 1024×768 · seed 42 · 8 s"
    assert caption.facts(PICTURE, endpoint=True) == "guide/canvas · 1024×768 · seed 42 · 8 s"


def test_what_is_not_known_is_left_out() -> None:
    assert caption.facts(Picture("h", "image/avif", 0, 0, 5)) == ""
    assert caption.prompt(Picture("h", "image/avif", 0, 0, 5)) == "(no prompt)"


def test_a_time_of_day_today_else_a_date() -> None:
    now = time.time()
    recent = Picture("h", "image/png", 1, 1, 5, created=now)
    assert caption.facts(recent, now).endswith(time.strftime("%H:%M", time.localtime(now)))
    assert caption.facts(recent, now + 3 * 86400).endswith(time.strftime("%b", time.localtime(now)))


def test_details_are_clean_and_complete() -> None:
    rows = dict(caption.details(PICTURE))
    assert rows["model"] == "guide/canvas"
    assert rows["file"] == "PNG, 1.8 MB"
    assert (rows["seed"], rows["steps"]) == ("42", "20")
    assert rows["source"] == "https://example.org/x.png"
    hostile = Picture("h", "image/png", 1, 1, 5, parameters={"a\x1b[31m": "b\x1b]0;x\x07c"})
    assert ("a", "bc") in caption.details(hostile)


def test_the_size_is_told_once_and_the_values_stand_below_each_other() -> None:
    made = {"size": "640x480", "seed": 7}
    picture = Picture("h", "image/png", 640, 480, 5, model="m", parameters=made)
    lines = caption.table(picture).splitlines()
    assert lines == ["model  m", "size   640×480", "file   PNG, 5 B", "seed   7"]
    other = replace(picture, parameters={"size": "1:1"})
    assert caption.table(other).splitlines()[-1] == "size   1:1"


def test_hostile_words_reach_no_terminal() -> None:
    hostile = Picture("h", "image/png", 1, 1, 5, "a\x1b[2Jb\nc", model="[red]\x07m")
    assert caption.prompt(hostile) == "ab c"
    assert caption.facts(hostile).startswith("[red]m")


@pytest.mark.parametrize(
    ("size", "told"), [(5, "5 B"), (88_000, "88 kB"), (999, "999 B"), (1_750_000, "1.8 MB")]
)
def test_amounts(size: int, told: str) -> None:
    assert caption.amount(size) == told


def test_film() -> None:
    assert film(1, 0, 40) == ""
    assert film(3, 1, 40) == "▫ ▪ ▫"
    assert film(3, 1, 2) == ""
    assert film(100, 50, 11).count("▪") == 1
    assert film(100, 50, 11).startswith("… ")
    assert film(100, 0, 11).startswith("▫ ▪") or film(100, 0, 11).count("▪") == 1


@given(st.integers(2, 300), st.data(), st.integers(11, 80))
def test_film_always_shows_the_current_one_and_fits(
    count: int, data: st.DataObject, width: int
) -> None:
    marks = film(count, data.draw(st.integers(0, count - 1)), width)
    assert len(marks) <= width
    assert marks.count("▪") == 1


def test_place_and_bar() -> None:
    assert place(3, 1) == "2 of 3"
    assert place(1, 0) == ""
    assert bar(0.62, 3, 20) == "━━━━━━━━━━╌╌╌╌╌╌ 62%"
    assert bar(None, 6.4, 12) == "╌╌╌╌╌╌╌╌ 6 s"
    assert bar(7.0, 0, 20).endswith(" 100%")


def test_a_square_takes_twice_as_many_columns_as_rows() -> None:
    assert fitted((512, 512), (80, 40), (10, 20)) == (80, 40)
    assert fitted((512, 512), (42, 40), (10, 20)) == (42, 21)
    assert fitted((10, 10), (80, 40), (10, 20)) == (8, 4)


def test_a_source_is_its_key() -> None:
    path = Path("/somewhere")
    source = of_picture(PICTURE, lambda _: path)
    assert (source.key, source.data, source.size) == (PICTURE.hash, path, (1024, 768))


def test_previews() -> None:
    data = png(photo(30, 20))
    uri = "data:image/png;base64," + base64.b64encode(data).decode()
    source = of_preview(ImagePreview(data))
    assert source is not None
    assert source.size == (30, 20)
    assert of_preview(ImagePreview(uri)) == source
    for image in (None, b"", "https://example.org/x.png", "data:text/plain,hello"):
        assert of_preview(ImagePreview(image)) is None


def test_the_cache_is_bounded_and_drops_the_oldest_use() -> None:
    gone: list[str] = []
    cache: Cache[str] = Cache(10, gone.append)
    cache.put("a", "A", 4)
    cache.put("b", "B", 4)
    assert cache.get("a") == "A"
    cache.put("c", "C", 4)
    assert (gone, cache.held, len(cache)) == (["B"], 8, 2)
    cache.put("huge", "H", 11)
    assert cache.get("huge") is None
    cache.put("a", "A2", 1)
    assert cache.held == 5
    cache.clear()
    assert (cache.held, len(cache)) == (0, 0)
