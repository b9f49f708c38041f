from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App

from tui.colour import AA, contrast, is_colour, is_dark
from tui.theme import BUILT_IN, READ, ROLES, Palette, load, names, read, textual_theme
from tui.theme_variables import variables

hexes = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def reads(palette: Palette) -> None:
    for role in READ:
        for ground in ("ground", "panel", "code"):
            found = contrast(getattr(palette, role), getattr(palette, ground))
            assert found >= AA, f"{palette.name}: {role} on {ground} has {found:.2f}"


def test_there_are_14_roles() -> None:
    assert len(ROLES) == 14


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_themes_are_whole_and_read(name: str) -> None:
    palette, problems = read(name)
    assert not problems
    assert palette.name == name
    assert all(is_colour(getattr(palette, role)) for role in ROLES)
    reads(palette)


@pytest.mark.parametrize("name", ["dark", "light"])
def test_what_is_read_reads_on_a_selected_row_too(name: str) -> None:
    palette = load(name)
    for role in READ:
        assert contrast(getattr(palette, role), palette.cursor) >= AA
    for role in ("accent", "focus", "ok"):
        assert contrast(getattr(palette, role), palette.ground) >= 3


def test_selected_text_reads() -> None:
    for name in ("dark", "light"):
        palette = load(name)
        assert contrast(palette.text, palette.selected) >= AA


@given(hexes, hexes)
def test_the_system_theme_reads_on_any_terminal(ground: str, text: str) -> None:
    palette = load("system", ground=ground, text=text)
    assert palette.ground == ground
    assert palette.dark == is_dark(ground)
    reads(palette)


def test_the_system_theme_keeps_colours_that_read() -> None:
    palette = load("system", ground="#000000", text="#eeeeee")
    assert (palette.text, palette.dark) == ("#eeeeee", True)
    assert palette.you == load("dark").you


def test_the_system_theme_of_a_silent_terminal_is_dark() -> None:
    assert load("system").ground == load("dark").ground
    assert load("system", dark=False).ground == load("light").ground


def test_a_report_that_came_later_wins_over_the_colours() -> None:
    palette = load("system", ground="#000000", text="#ffffff", dark=False)
    assert (palette.dark, palette.ground) == (False, load("light").ground)


@pytest.mark.parametrize("ground", ["", "red", "#12", "rgb:00/00/00"])
def test_a_ground_that_is_no_colour_is_as_if_not_told(ground: str) -> None:
    assert load("system", ground=ground).ground == load("dark").ground


def test_a_theme_of_the_person_fills_its_gaps(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('dark = false\nground = "#ffffff"\n')
    palette, problems = read("mine", folder=tmp_path)
    assert not problems
    assert (palette.ground, palette.text, palette.dark) == ("#ffffff", load("light").text, False)


def test_a_theme_of_the_person_comes_before_ours(tmp_path: Path) -> None:
    (tmp_path / "dark.toml").write_text('accent = "#ff00ff"\n')
    assert load("dark", folder=tmp_path).accent == "#ff00ff"
    assert names(tmp_path) == BUILT_IN
    (tmp_path / "a.toml").write_text("")
    assert names(tmp_path) == (*BUILT_IN, "a")


def test_a_wrong_role_is_told_with_file_line_and_field(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('ground = "#000000"\naccent = "red"\ncolour = "#123456"\ndark = 1\n')
    palette, problems = read("mine", folder=tmp_path)
    assert palette.ground == "#000000"
    assert palette.accent == load("dark").accent
    assert [(p.file, p.line, p.field) for p in problems] == [
        (file, 2, "accent"),
        (file, 3, "colour"),
        (file, 4, "dark"),
    ]


def test_a_line_that_is_not_toml_costs_that_line(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('ground = "#010203"\nwhat is this\ntext = "#fefefe"\n')
    palette, problems = read("mine", folder=tmp_path)
    assert (palette.ground, palette.text) == ("#010203", "#fefefe")
    assert [problem.line for problem in problems] == [2]


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xff\xfe\x00")
    palette, problems = read("mine", folder=tmp_path)
    assert palette.ground == load("dark").ground
    assert len(problems) == 1


@pytest.mark.parametrize("name", ["no-such", "../dark", "/etc/passwd", ""])
def test_a_theme_that_is_not_there_is_told(name: str, tmp_path: Path) -> None:
    palette, problems = read(name, folder=tmp_path)
    assert palette.ground == load("dark").ground
    assert problems[0].field == "theme"


def test_each_role_is_a_style_sheet_variable() -> None:
    palette = load("light")

    class Plain(App[None]):
        pass

    app = Plain()
    app.register_theme(textual_theme(palette))
    app.theme = textual_theme(palette).name
    known = app.get_css_variables()
    for role in ROLES:
        assert known[role] == getattr(palette, role)
    assert known["cursor"] == palette.cursor
    assert set(variables(palette)) <= set(known)


def test_another_ground_is_another_theme_to_textual() -> None:
    one = textual_theme(load("system", ground="#000000"))
    other = textual_theme(load("system", ground="#111111"))
    assert one.name != other.name
