"""A palette for a terminal that has 16 colours, or none: the nearest of 16 would be one colour for
text, faint text and three grounds, so roles are chosen among the 16, as every such terminal knows
them by their numbers. What was another ground is told by `reverse` and `bold`."""

from __future__ import annotations

from dataclasses import replace

from tui.theme import Palette

# As Rich has the 16, so that each becomes its number.
_BLACK, _RED, _GREEN, _BROWN = "#000000", "#aa0000", "#00aa00", "#aa5500"
_BLUE, _PURPLE, _CYAN, _LIGHT = "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa"
_GREY, _BRIGHT_RED, _BRIGHT_GREEN, _YELLOW = "#555555", "#ff5555", "#55ff55", "#ffff55"
_BRIGHT_CYAN, _WHITE = "#55ffff", "#ffffff"

_DARK = {
    **dict.fromkeys(("ground", "panel", "code"), _BLACK),
    "picture": _GREY,
    "text": _WHITE,
    "muted": _LIGHT,
    "faint": _LIGHT,
    "accent": _CYAN,
    "you": _BRIGHT_CYAN,
    "model": _YELLOW,
    "focus": _BRIGHT_CYAN,
    "ok": _BRIGHT_GREEN,
    "warn": _YELLOW,
    "error": _BRIGHT_RED,
}
_LIT = {
    **dict.fromkeys(("ground", "panel", "code"), _WHITE),
    "picture": _LIGHT,
    "text": _BLACK,
    "muted": _GREY,
    "faint": _GREY,
    "accent": _BLUE,
    "you": _BLUE,
    "model": _PURPLE,
    "focus": _BLUE,
    "ok": _GREEN,
    "warn": _BROWN,
    "error": _RED,
}
_TOLD_APART = ("accent", "you", "model", "focus", "ok", "warn", "error")


def few(palette: Palette, *, hue: bool = True) -> Palette:
    """`palette` in 16 colours; without `hue` in those that are grey."""
    roles = dict(_DARK if palette.dark else _LIT)
    if not hue:
        roles |= dict.fromkeys(_TOLD_APART, roles["text"])
    return replace(palette, **roles, few=True, hue=hue)  # type: ignore[arg-type]


def suited(palette: Palette, colours: str | None, *, hue: bool) -> Palette:
    """`palette` for a console of Rich's `colours`; `hue` is false where none are wanted."""
    if colours in ("256", "truecolor"):
        return replace(palette, hue=hue)
    return few(palette, hue=hue and colours is not None)
