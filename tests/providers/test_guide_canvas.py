"""What the canvas reads in a prompt, and that every scene, light, weather and style is painted."""

from __future__ import annotations

import io
import random
import tomllib
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter, ImageStat

from providers.guide.canvas import brief, figures, painter
from providers.guide.canvas.palette import along, mixed, palettes
from providers.guide.canvas.scenes import SCENES
from providers.guide.canvas.styles import banded

LEXICON: dict[str, dict[str, list[str]]] = tomllib.loads(
    (resources.files("providers.guide.canvas") / "lexicon.toml").read_text("utf-8")
)


def painted(*questions: str, size: tuple[int, int] = (96, 64), seed: int = 1) -> Image.Image:
    steps = list(painter.paint(brief.read(questions), size, seed))
    progress = [step for _, step in steps]
    assert progress == sorted(progress)
    assert progress[-1] == 1
    return steps[-1][0]


@pytest.mark.parametrize(
    ("prompt", "scene", "palette"),
    [
        ("a mountain lake at dawn", "mountains", "dawn"),
        ("the ocean at midnight", "sea", "night"),
        ("Tokyo, neon", "city", "neon"),
        ("forest in fog", "forest", "mist"),
        ("sunset in the desert", "desert", "dusk"),
        ("summer meadow", "meadow", "day"),
        ("rain", "street", ""),
        ("lighthouse in a storm", "sea", ""),
        ("a cat", "stars", "night"),
        ("two balloons", "mountains", ""),
        ("night", "stars", "night"),
    ],
)
def test_a_prompt_is_read(prompt: str, scene: str, palette: str) -> None:
    read = brief.read([prompt])
    assert read.scene == scene
    assert palette in ("", read.palette)
    assert scene in read.told


def test_weather_figures_and_style_are_read() -> None:
    read = brief.read(["snowy mountains with a cabin and birds, watercolor"])
    assert (read.weather, read.style) == ("snow", "watercolour")
    assert read.figures == ("house", "birds")


def test_a_later_prompt_changes_the_picture_before_it() -> None:
    first, later = brief.read(["a fjord with a boat"]), ["a fjord with a boat", "at night, in ink"]
    read = brief.read(later)
    assert (read.scene, read.palette, read.style) == ("mountains", "night", "ink")
    assert read.figures == ("boat",)
    assert read.seed == first.seed, "the same composition"
    assert brief.read([*later, "with a cat"]).figures == ("cat",)
    assert brief.read([*later, "with a cat"]).scene == "mountains"


def test_a_prompt_with_a_scene_of_its_own_begins_anew() -> None:
    read = brief.read(["snow in the mountains with a boat, in ink", "the desert"])
    assert (read.scene, read.weather, read.style, read.figures) == ("desert", "", "", ())
    assert brief.read(["the desert", "a lighthouse"]).scene == "sea"


def test_a_question_to_a_model_is_drawn_when_that_is_all_there_is() -> None:
    assert brief.read(["Write a haiku about the sea", "Draw it"]).scene == "sea"


@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_prompt_is_something_and_always_the_same(prompts: list[str]) -> None:
    read = brief.read(prompts)
    assert read == brief.read(prompts)
    assert read.scene in SCENES
    assert read.palette in palettes()


def test_the_lexicon_is_sound() -> None:
    assert set(LEXICON["scene"]) == set(SCENES)
    assert set(LEXICON["palette"]) == set(palettes())
    assert set(LEXICON["figure"]) == set(figures.FIGURES)
    assert set(LEXICON["abstract"]) <= set(SCENES)
    assert {name for names in LEXICON["light"].values() for name in names} <= set(palettes())
    assert {name for names in LEXICON["meant"].values() for name in names} <= set(SCENES)
    kinds = {name for table in ("weather", "figure", "palette") for name in LEXICON[table]}
    assert set(LEXICON["meant"]) <= kinds


@pytest.mark.parametrize("table", ["scene", "palette", "weather", "style", "figure", "detail"])
def test_a_word_stands_in_one_row(table: str) -> None:
    words = [word for row in LEXICON[table].values() for word in row]
    assert sorted(words) == sorted(set(words))


def one_word_each() -> list[Any]:
    return [
        pytest.param(words[0], id=f"{table}-{name}")
        for table in ("scene", "palette", "weather", "style", "figure")
        for name, words in LEXICON[table].items()
    ]


@pytest.mark.parametrize("word", one_word_each())
def test_everything_it_knows_is_painted(word: str) -> None:
    image = painted(word)
    assert image.size == (96, 64)
    assert image.mode == "RGB"
    assert max(ImageStat.Stat(image.convert("L")).stddev) > 4, "an empty sheet"


@pytest.mark.parametrize("scene", sorted(SCENES))
@pytest.mark.parametrize("size", [(64, 64), (64, 256), (256, 64)])
def test_every_scene_fits_any_shape(scene: str, size: tuple[int, int]) -> None:
    for seed in range(2):
        assert painted(LEXICON["scene"][scene][0], size=size, seed=seed).size == size


def test_the_png_says_how_it_came_about() -> None:
    image = painted("sea")
    with Image.open(io.BytesIO(painter.png(image, "the sea\ud800 – at dusk", 42))) as file:
        assert isinstance(file, Image.Image)
        file.load()
        assert file.info["prompt"].startswith("the sea")
        assert file.info["seed"] == "42"
        assert file.info["model"] == "guide/canvas"
        assert file.tobytes() == image.tobytes()


def test_a_preview_is_small() -> None:
    data = painter.preview(Image.new("RGB", (1024, 512), "red"), 320)
    with Image.open(io.BytesIO(data)) as file:
        assert file.size == (320, 160)
    assert len(data) < 20_000


def test_painting_leaves_other_randomness_alone() -> None:
    random.seed(5)
    before = random.getstate()
    painted("forest")
    assert random.getstate() == before


def test_a_filter_in_bands_is_the_filter() -> None:
    image = painted("city", size=(200, 300))
    for kernel in (ImageFilter.MedianFilter(5), ImageFilter.ModeFilter(7)):
        assert banded(image, kernel, 7).tobytes() == image.filter(kernel).tobytes()


def test_colours_are_mixed_and_found_along_a_row() -> None:
    black, white = (0, 0, 0), (255, 255, 255)
    assert mixed(black, white, 0) == black
    assert mixed(black, white, 7) == white
    assert along((black, white), 0.5) == (128, 128, 128)
    assert along((black, white, black), 0.5) == white
    assert along((black, white), 2) == white
