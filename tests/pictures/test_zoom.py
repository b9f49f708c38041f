"""Zooming keeps what is under the pointer, stays inside the picture, and ends at real pixels."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tui.pictures.encode.value import WHOLE
from tui.pictures.original import Original
from tui.pictures.zoom import Look

SIZES = st.tuples(st.integers(1, 9000), st.integers(1, 9000))
WINDOWS = st.tuples(st.integers(8, 3000), st.integers(16, 2000))
SHARES = st.tuples(st.floats(0, 1), st.floats(0, 1))


def under(look: Look, at: tuple[float, float]) -> tuple[float, float]:
    """The picture's pixel that is seen `at` (shares of the window)."""
    left, top, right, bottom = look.crop
    found = []
    for way, (first, last) in enumerate(((left, right), (top, bottom))):
        drawn = min(look.window[way], look.size[way] * look.now)
        place = (at[way] - 0.5) * look.window[way] / drawn + 0.5
        found.append((first + place * (last - first)) * look.size[way])
    return found[0], found[1]


@given(SIZES, WINDOWS, st.lists(st.tuples(st.floats(0.3, 4), SHARES), max_size=8))
def test_what_is_seen_is_inside_the_picture(
    size: tuple[int, int],
    window: tuple[int, int],
    steps: list[tuple[float, tuple[float, float]]],
) -> None:
    look = Look(size, window)
    for factor, at in steps:
        look = look.zoomed(look.now * factor, at).moved(9 * factor, -7)
        left, top, right, bottom = look.crop
        assert 0 <= left < right <= 1.0000001
        assert 0 <= top < bottom <= 1.0000001
        assert look.now <= 8


@given(SHARES, st.floats(1.1, 3))
def test_the_point_under_the_pointer_stays(at: tuple[float, float], factor: float) -> None:
    look = Look((4096, 4096), (640, 640)).zoomed(0.5)
    before, nearer = under(look, at), look.zoomed(look.now * factor, at)
    for was, now in zip(before, under(nearer, at), strict=True):
        assert now == pytest.approx(was, abs=1.5)


def test_at_an_edge_the_edge_stays() -> None:
    look = Look((1000, 1000), (500, 500)).zoomed(2.0, (0.0, 0.0))
    assert look.crop[:2] == (0, 0)
    look = look.moved(-400, 99999)
    assert look.crop[0] == 0
    assert look.crop[3] == pytest.approx(1)
    assert look.moved(0, -10).crop[3] < 1


def test_beside_the_picture_its_edge_is_the_nearest() -> None:
    tall = Look((100, 1000), (1000, 500))
    nearer = tall.zoomed(2.0, (1.0, 0.5))
    assert nearer.crop[0] == 0
    assert nearer.crop[2] == 1


@given(SIZES, WINDOWS, SHARES)
def test_at_one_to_one_the_edges_are_those_of_pixels(
    size: tuple[int, int], window: tuple[int, int], at: tuple[float, float]
) -> None:
    look = Look(size, window).true_size(at)
    assert look.now == 1
    left, top, right, bottom = look.crop
    for share, whole in ((left, 0), (right, 0), (top, 1), (bottom, 1)):
        assert share * size[whole] == pytest.approx(round(share * size[whole]), abs=1e-6)
    if look.larger:
        assert round((right - left) * size[0]) == min(window[0], size[0])


def test_out_and_in_again_is_the_whole() -> None:
    look = Look((4096, 2048), (640, 384))
    assert look.crop == WHOLE
    nearer = look.zoomed(look.now * 1.5)
    assert nearer.larger
    assert nearer.zoomed(nearer.now / 1.5).crop == WHOLE
    assert nearer.zoomed(0.0001).scale == 0


def test_another_window_keeps_the_scale_while_there_is_more_than_it_shows() -> None:
    look = Look((1000, 1000), (500, 500)).zoomed(0.8)
    assert look.through((600, 600)).now == 0.8
    assert look.through((900, 900)).scale == 0
    assert look.true_size().through((2000, 2000)).now == 1


def test_a_picture_of_unknown_size_is_whole() -> None:
    assert Look((0, 0), (640, 640)).zoomed(3).crop == WHOLE


def test_to_let_go_of_what_is_being_decoded_waits_for_nobody() -> None:
    original, begun, go = Original(), threading.Event(), threading.Event()

    def decoded() -> Image.Image:
        begun.set()
        go.wait(5)
        return Image.new("RGB", (8, 8))

    taking = threading.Thread(target=original.take, args=("a", decoded))
    taking.start()
    begun.wait(5)
    leaving = threading.Thread(target=original.let_go)
    leaving.start()
    leaving.join(1)
    assert not leaving.is_alive()
    go.set()
    taking.join(5)
    assert original._levels == [], "nobody looks at it any more"
