from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.colour import AA, contrast, is_colour, is_dark, mix, repaired

hexes = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#123456", "#123456") == pytest.approx(1)


def test_contrast_of_a_known_pair() -> None:
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_mix_ends_are_the_colours() -> None:
    assert mix("#102030", "#ffffff", 0) == "#102030"
    assert mix("#102030", "#ffffff", 1) == "#ffffff"
    assert mix("#000000", "#ffffff", 0.5) == "#808080"


@pytest.mark.parametrize("value", ["red", "#fff", "#12345g", 7, None, "#1234567", ["#123456"]])
def test_what_is_no_colour(value: object) -> None:
    assert not is_colour(value)


def test_solarized_grounds() -> None:
    assert is_dark("#002b36")
    assert not is_dark("#fdf6e3")


@given(hexes, hexes)
def test_a_repaired_colour_reads_on_any_ground(colour: str, ground: str) -> None:
    assert contrast(repaired(colour, [ground]), ground) >= AA


@given(hexes)
def test_what_reads_is_left_alone(colour: str) -> None:
    ground = "#000000"
    if contrast(colour, ground) >= AA:
        assert repaired(colour, [ground]) == colour
