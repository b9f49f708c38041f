"""All that the doctor knows of a machine, as frozen values: what is made of them needs neither a
terminal nor a tmux, so tests make them up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tui.terminal.value import Setting, Terminal

VARIABLES = (
    "COLORTERM",
    "DISPLAY",
    "ESCDELAY",
    "NO_COLOR",
    "SSH_CONNECTION",
    "STY",
    "TERM",
    "TERM_PROGRAM",
    "TMUX",
    "WAYLAND_DISPLAY",
    "XTERM_VERSION",
)
"""Of the environment no more is looked at: a key may be in it."""


@dataclass(frozen=True, slots=True)
class Tmux:
    """What tmux tells of itself; empty where it did not answer."""

    version: str = ""
    outer: str = ""
    """The terminal around it, as that tells its version: `kitty(0.41.1)`."""
    term: str = ""
    """TERM of the terminal around it."""
    features: tuple[str, ...] = ()
    colours: bool | None = None
    """Whether it gives all colours to the terminal around it; None where it does not tell."""
    utf8: bool = True
    options: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Clipboard:
    """The road that a copied text takes."""

    road: str = ""
    """Empty: only the terminal itself (OSC 52)."""
    back: bool | None = None
    """Whether it came back; None where it was not read again."""
    why: str = ""
    """Why it was not."""
    pictures: bool = False
    """Whether pictures can be copied, too."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder or file of ours."""

    name: str
    path: str
    """With `~` for the home folder."""
    problem: str = ""
    """Why it cannot be used."""
    line: str = ""
    """What to say to a shell then."""


@dataclass(frozen=True, slots=True)
class Facts:
    """`terminal` is None where there is none."""

    terminal: Terminal | None = None
    size: tuple[int, int] = (0, 0)
    """Columns and rows."""
    environ: Mapping[str, str] = field(default_factory=dict[str, str])
    """Only `VARIABLES`."""
    encoding: str = "utf-8"
    setting: Setting = "auto"
    """How pictures are to be drawn."""
    tmux: Tmux | None = None
    clipboard: Clipboard = Clipboard()
    versions: tuple[tuple[str, str], ...] = ()
    places: tuple[Place, ...] = ()
    config: str = "~/.config/palaver/config.toml"
    problems: tuple[str, ...] = ()
    """What is wrong in it."""
