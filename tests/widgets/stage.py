"""A small app to put one widget or overlay on, and what it shows as text and colours."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tui.theme import ROLES, Palette, load, textual_theme

SNAPSHOTS = Path(__file__).parent / "snapshots"
SIZES = [(80, 24), (160, 50)]
NEVER: Any = object()


class Below(Screen[None]):
    """Any action works here: its name is kept in the app."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("action_"):
            return lambda: self.app.done.append(name.removeprefix("action_"))  # type: ignore[attr-defined]
        raise AttributeError(name)


class Stage(App[None]):
    """`widget` on the screen, or `overlay` above it; what comes back is kept."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "Screen { background: $ground; color: $text; }"

    def __init__(
        self,
        *,
        widget: Widget | None = None,
        overlay: Callable[[App[None]], Screen[Any]] | None = None,
        theme: str = "dark",
    ) -> None:
        super().__init__()
        self.palette = load(theme)
        self.register_theme(textual_theme(self.palette))
        self.theme = textual_theme(self.palette).name
        self._widget, self._overlay = widget, overlay
        self.result: Any = NEVER
        self.heard: list[Message] = []
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        yield self._widget or Static("below")

    def on_mount(self) -> None:
        if self._overlay is not None:
            self.push_screen(self._overlay(self), self._came_back)

    def _came_back(self, result: Any) -> None:
        self.result = result

    def get_default_screen(self) -> Screen[Any]:
        return Below()


def shown(app: App[Any]) -> str:
    """The rows of the screen as text, without trailing blanks."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


def row(app: App[Any], words: str) -> str:
    """The first row of the screen with `words` in it."""
    return next((line for line in shown(app).splitlines() if words in line), "")


def colours(app: App[Any]) -> set[str]:
    """Every colour of the screen's cells that are not blank, and of their grounds."""
    found: set[str] = set()
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            style = segment.style
            if style is None or not segment.text.strip():
                continue
            found |= {c.get_truecolor().hex for c in (style.color, style.bgcolor) if c}
    return found


def roles(app: App[Any]) -> str:
    """The names of the theme's roles that are on the screen: the same in every theme."""
    palette: Palette = app.palette  # type: ignore[attr-defined]
    found = colours(app)
    # Two roles may share a colour, in one theme and not in another: both are named.
    return " ".join(role for role in (*ROLES, "cursor") if getattr(palette, role) in found)


def compare(app: App[Any], name: str) -> None:
    """The screen and its roles against `snapshots/<name>.txt`; UPDATE_SNAPSHOTS=1 writes it."""
    now = f"{shown(app)}\nroles: {roles(app)}\n"
    file = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        file.parent.mkdir(exist_ok=True)
        file.write_text(now, "utf-8")
    assert now == file.read_text("utf-8"), f"{name}: UPDATE_SNAPSHOTS=1 if it is meant"
