"""Style sheet variables of a palette: the roles by their names, Textual's own names from them."""

from __future__ import annotations

from tui.colour import mix
from tui.theme import ROLES, Palette


def variables(palette: Palette) -> dict[str, str]:
    """`name: colour`, for `textual.theme.Theme.variables`."""
    roles = {role: getattr(palette, role) for role in ROLES}
    bar = palette.faint if palette.few else mix(palette.ground, palette.faint, 0.45)
    cursor_style = "reverse" if palette.few else "none"
    return roles | {
        "cursor": palette.cursor,
        "cursor-style": cursor_style,
        "selected": palette.selected,
        "selected-text": palette.selected_text,
        "mark-style": "none" if palette.hue else "bold",
        "text-muted": palette.muted,
        "text-disabled": palette.faint,
        "foreground-muted": palette.muted,
        "foreground-disabled": palette.faint,
        "border": palette.faint,
        "border-blurred": palette.panel,
        "block-cursor-foreground": palette.text,
        "block-cursor-background": palette.cursor,
        "block-cursor-text-style": cursor_style,
        "block-cursor-blurred-background": palette.cursor,
        "input-cursor-background": palette.accent,
        "input-cursor-foreground": palette.ground,
        "input-selection-background": palette.selected,
        "input-selection-foreground": palette.selected_text,
        "screen-selection-background": palette.selected,
        "screen-selection-foreground": palette.selected_text,
        "scrollbar": bar,
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
