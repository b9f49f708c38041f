"""Links that the terminal itself knows (OSC 8): for whom, and what of an address goes into one.

A model writes the address, so nothing of it may end the sequence: printable ASCII only, the rest
percent-encoded or, where it is a control character, no hyperlink at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote
from zlib import crc32

from rich.style import Style

if TYPE_CHECKING:
    from tui.terminal.value import Terminal

_LONGEST = 2083
"""Bytes: VTE takes no more."""
_SAFE = re.compile(r"(?:https?://|mailto:)[!-~]+", re.IGNORECASE)
_NEVER = re.compile(r"[\x00-\x20\x7f-\x9f]")
_KNOWN = ("contour", "foot", "ghostty", "iterm2", "kitty", "konsole", "vte", "wezterm")
"""By XTVERSION."""
_TELLING = ("WT_SESSION", "VTE_VERSION", "KONSOLE_VERSION", "ALACRITTY_WINDOW_ID")
_TMUX_SINCE = (3, 4)


def has_hyperlinks(terminal: Terminal, environ: Mapping[str, str]) -> bool:
    """Whether the terminal is known to have them; one that has not may print what it is sent."""
    if environ.get("STY"):
        return False
    if environ.get("TMUX"):
        told = re.match(r"(\d+)\.(\d+)", environ.get("TERM_PROGRAM_VERSION", ""))
        return told is not None and (int(told[1]), int(told[2])) >= _TMUX_SINCE
    return terminal.name in _KNOWN or any(environ.get(name) for name in _TELLING)


def target(href: str) -> str:
    """The address as it goes into the sequence; empty: it goes into none."""
    if _NEVER.search(href):
        return ""
    address = quote(href, safe="".join(map(chr, range(0x21, 0x7F))), errors="replace")
    return address if _SAFE.fullmatch(address) and len(address) <= _LONGEST else ""


def linked(style: Style, href: str) -> Style:
    """`style` with the link. Its id is the address's: the rows of a wrapped link are one."""
    address = target(href)
    if not address:
        return style
    made = style.update_link(address)
    made._link_id = f"{crc32(address.encode()):08x}"
    return made
