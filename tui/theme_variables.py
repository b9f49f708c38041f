"""Style sheet variables of a palette: the roles by their names, Textual's own names from them."""

from __future__ import annotations

from tui.colour import mix
from tui.theme import ROLES, Palette


def variables(palette: Palette) -> dict[str, str]:
    """`name: colour`, for `textual.theme.Theme.variables`."""
    roles = {role: getattr(palette, role) for role in ROLES}
    return roles | {
        "cursor": palette.cursor,
        "selected": palette.selected,
        "text-muted": palette.muted,
        "text-disabled": palette.faint,
        "foreground-muted": palette.muted,
        "foreground-disabled": palette.faint,
        "border": palette.faint,
        "border-blurred": palette.panel,
        "block-cursor-foreground": palette.text,
        "block-cursor-background": palette.cursor,
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": palette.cursor,
        "input-cursor-background": palette.accent,
        "input-cursor-foreground": palette.ground,
        "input-selection-background": palette.selected,
        "input-selection-foreground": palette.text,
        "screen-selection-background": palette.selected,
        "screen-selection-foreground": palette.text,
        "scrollbar": mix(palette.ground, palette.faint, 0.45),
        "scrollbar-hover": palette.faint,
        "scrollbar-active": palette.muted,
        "scrollbar-background": palette.ground,
        "scrollbar-background-hover": palette.ground,
        "scrollbar-background-active": palette.ground,
        "scrollbar-corner-color": palette.ground,
        "link-color": palette.accent,
        "link-color-hover": palette.accent,
        "link-background-hover": palette.cursor,
    }
