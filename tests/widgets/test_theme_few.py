"""The palette for a terminal that has 16 colours, or is to show none."""

from __future__ import annotations

import pytest
from rich._palettes import STANDARD_PALETTE
from rich.color import Color, ColorSystem

from tests.tui.test_look import grey
from tui.colour import AA, contrast
from tui.theme import READ, ROLES, load
from tui.theme_few import few, suited
from tui.theme_variables import variables
from tui.transcript.styles import CODE, Styles

NAMES = ("dark", "light")


@pytest.mark.parametrize("hue", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_each_role_is_one_of_the_sixteen(name: str, hue: bool) -> None:
    palette = few(load(name), hue=hue)
    for role in ROLES:
        colour = Color.parse(getattr(palette, role))
        number = colour.downgrade(ColorSystem.STANDARD).number
        assert number is not None
        assert STANDARD_PALETTE[number] == colour.triplet


@pytest.mark.parametrize("hue", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_what_is_read_reads(name: str, hue: bool) -> None:
    palette = few(load(name), hue=hue)
    for role in (*READ, "faint", "accent"):
        for ground in ("ground", "panel", "code"):
            assert contrast(getattr(palette, role), getattr(palette, ground)) >= AA, role
    assert contrast(palette.selected_text, palette.selected) >= AA


@pytest.mark.parametrize("name", NAMES)
def test_without_hue_all_is_grey(name: str) -> None:
    palette = few(load(name), hue=False)
    assert all(grey(getattr(palette, role)) for role in ROLES)


def test_more_colours_need_none_of_it() -> None:
    assert suited(load("dark"), "truecolor", hue=True) == load("dark")
    assert not suited(load("dark"), "256", hue=False).few
    assert suited(load("dark"), "standard", hue=True).few
    assert not suited(load("dark"), None, hue=True).hue


@pytest.mark.parametrize("name", NAMES)
def test_what_a_ground_tells_elsewhere_is_told_without(name: str) -> None:
    palette = few(load(name), hue=False)
    styles = Styles(palette)
    assert styles.selected().reverse
    assert styles.found() != styles.here() != styles.selected()
    for laid in (styles.found(), styles.here()):
        assert laid.color is not None
        assert laid.bgcolor is not None
        assert laid.bgcolor.name != palette.ground
    assert styles.of("text", CODE).bold
    assert styles.of("model").bold
    assert variables(palette)["cursor-style"] == "reverse"


def test_with_all_colours_nothing_is_reversed() -> None:
    styles = Styles(load("dark"))
    assert not styles.selected().reverse
    assert not styles.of("model").bold
    assert variables(load("dark"))["cursor-style"] == "none"
