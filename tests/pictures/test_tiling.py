"""How tiles lie in a view."""

from __future__ import annotations

import pytest

from tui.pictures.tiling import tiling


@pytest.mark.parametrize("mode", ["kitty", "sixel", "quadrant", "half", "off"])
@pytest.mark.parametrize("size", [(158, 44), (78, 19), (38, 6), (6, 2), (1, 1), (400, 120)])
@pytest.mark.parametrize("cell", [(10, 20), (9, 18), (20, 40), (1, 2)])
def test_whole_tiles_fill_the_view(mode, size: tuple[int, int], cell: tuple[int, int]) -> None:
    made = tiling(size, cell, mode)
    assert made.across >= 1
    assert made.down >= 1
    assert made.across * made.width <= max(6, size[0])
    assert made.down * made.height <= max(2, size[1]) + 1
    assert made.box[0] >= 1
    assert made.box[1] >= 1
    if mode != "off" and size[0] > 40:
        assert (made.across + 1) * made.width > size[0] * 0.75, "no tile more would fit"


def test_numbers() -> None:
    made = tiling((78, 19), (10, 20), "quadrant")
    assert (made.across, made.down, made.width, made.height) == (4, 2, 19, 9)
    assert made.box == (16, 8)
    assert made.page == 8
    assert [made.rows(count) for count in (0, 1, 4, 5)] == [0, 1, 1, 2]
    assert made.at(0, 0) == 0
    assert made.at(77, 0) == 3
    assert made.at(20, 9) == 5


def test_pixels_are_shown_smaller_than_symbols() -> None:
    assert tiling((158, 44), (10, 20), "kitty").page > tiling((158, 44), (10, 20), "quadrant").page


def test_without_pictures_there_is_a_row_of_words_each() -> None:
    made = tiling((78, 19), (10, 20), "off")
    assert (made.across, made.width, made.height) == (1, 78, 3)
