"""Styles of a palette: roles and flags in rows become Rich styles here, and nowhere else."""

from __future__ import annotations

from rich.style import Style

from tui.theme import Palette
from tui.transcript.hyperlink import linked

STRONG, EMPHASIS, STRIKE, CODE, LINK = 1, 2, 4, 8, 16
"""Flags of a span; they add up."""

_SYNTAX = {
    "keyword": "accent",
    "name": "you",
    "builtin": "model",
    "string": "ok",
    "number": "warn",
    "comment": "muted",
    "deleted": "error",
    "inserted": "ok",
}


class Styles:
    """Made once a palette; each style once."""

    def __init__(self, palette: Palette, *, hyperlinks: bool = False) -> None:
        """`hyperlinks`: whether the terminal is told of links."""
        self.palette, self.hyperlinks = palette, hyperlinks
        self._made: dict[tuple[str, int, str], Style] = {}

    def link(self, role: str, flags: int, ground: str, href: str) -> Style:
        """The style of a link's words; not kept: there are as many as addresses."""
        style = self.of(role, flags, ground)
        return linked(style, href) if self.hyperlinks else style

    def of(self, role: str, flags: int = 0, ground: str = "ground") -> Style:
        """The style of `role` (a palette's role or a kind of syntax) on the role `ground`."""
        key = (role, flags, ground)
        style = self._made.get(key)
        if style is None:
            style = self._made[key] = self._make(role, flags, ground)
        return style

    def selected(self) -> Style:
        """Laid over what is selected."""
        if self.palette.few:
            return Style(reverse=True)
        return Style(bgcolor=self.palette.selected)

    def found(self) -> Style:
        """Laid over what was looked for."""
        if self.palette.few:
            return Style(color=self.palette.ground, bgcolor=self.palette.muted, underline=True)
        return Style(bgcolor=self.palette.selected, underline=True)

    def here(self) -> Style:
        """Laid over the hit where a person is."""
        if self.palette.few:
            return Style(color=self.palette.ground, bgcolor=self.palette.text, bold=True)
        return Style(color=self.palette.ground, bgcolor=self.palette.accent, bold=True)

    def _make(self, role: str, flags: int, ground: str) -> Style:
        if flags & CODE and ground == "ground":
            ground = "code"
        if flags & LINK or (flags & CODE and self.palette.few):
            role = "accent"
        colour = getattr(self.palette, _SYNTAX.get(role, role))
        return Style(
            color=colour,
            bgcolor=getattr(self.palette, ground),
            bold=bool(flags & STRONG) or self._stands_out(role, flags),
            italic=bool(flags & EMPHASIS) or role == "comment",
            strike=bool(flags & STRIKE),
            underline=bool(flags & LINK),
        )

    def _stands_out(self, role: str, flags: int) -> bool:
        """What only a colour, or only another ground, would tell."""
        if self.palette.few and flags & CODE:
            return True
        return role == "model" and not self.palette.hue
