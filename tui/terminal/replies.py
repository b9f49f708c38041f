"""The query that a terminal is asked, and the fold of what it answers, early or late."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tui.terminal.value import Terminal

_KITTY_ID = 31
_KITTY = f"\x1b_Gi={_KITTY_ID},s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
_VERSION = "\x1b[>0q"
CELL_SIZE = "\x1b[16t"
COLOURS = "\x1b]10;?\x1b\\\x1b]11;?\x1b\\"
_SIXEL = "\x1b[?1;1;0S\x1b[?2;4;0S"
"""XTSMGRAPHICS: the number of colour registers, the largest picture."""
_KEYS = "\x1b[?u"
"""Kitty's keyboard protocol: who has it answers with its flags."""
_XTERM_KEYS = "\x1b[?4m"
"""modifyOtherKeys; asked of xterm alone, others take it for an underline."""
_DA = "\x1b[c"

_PLACEHOLDERS_SINCE = {"kitty": (0, 28), "ghostty": (1, 0)}
"""Konsole and older kittys answer the graphics query too, and show empty boxes."""

_ALL_COLOURS = ("alacritty", "contour", "foot", "ghostty", "iterm2", "kitty", "konsole", "mintty",
                "mlterm", "rio", "vte", "wezterm")  # fmt: skip
"""Who has all colours whether COLORTERM says so or not: ssh does not pass it on."""

_REPLY = re.compile(
    r"\x1b(?:\[[?>=][0-9;:]*[ -/]*[@-~]"  # DA, DECRPM, XTSMGRAPHICS, 997, keyboard flags
    r"|\[[0-9;]*\$y|\[[0-9]*n|\[(?!48;)[0-9]+;[0-9;]*t|[\]PX^_].*)",
    re.DOTALL,
)
_TEXTUALS = re.compile(r"\x1b\[\?20(?:26|48);\d\$y")
"""Replies that Textual asked for itself."""
_DA_REPLY = re.compile(r"\x1b\[\?([0-9;]*)c")
_VERSION_REPLY = re.compile(r"\x1bP>\|([^\x07\x1b]{1,80})")
_KITTY_REPLY = re.compile(rf"\x1b_Gi={_KITTY_ID};OK")
_CELL_REPLY = re.compile(r"\x1b\[6;(\d{1,4});(\d{1,4})t")
_COLOUR_REPLY = re.compile(
    r"\x1b\](1[01]);(?:rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})"
    r"|#([0-9a-fA-F]{6})\b)"
)
_REGISTERS_REPLY = re.compile(r"\x1b\[\?1;0;(\d{1,6})S")
_LARGEST_REPLY = re.compile(r"\x1b\[\?2;0;(\d{1,6});(\d{1,6})S")
_KEYS_REPLY = re.compile(r"\x1b\[(?:\?[0-9]+u|>4;[1-3]m)")
_SCHEME_REPLY = re.compile(r"\x1b\[\?997;([12])n")


def is_reply(sequence: str) -> bool:
    """Whether a whole sequence is a terminal's answer to us: never a key, never Textual's."""
    return _REPLY.fullmatch(sequence) is not None and _TEXTUALS.fullmatch(sequence) is None


def in_tmux(text: str) -> str:
    """`text` wrapped so that tmux passes it on to the terminal it runs in."""
    return "\x1bPtmux;" + text.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def query(environ: Mapping[str, str]) -> str:
    """The batch; DA comes last, because every terminal answers it."""
    if environ.get("TERM_PROGRAM") == "Apple_Terminal" or environ.get("STY"):
        return COLOURS + _DA  # these print, or run, what they do not know
    # tmux would take the bare graphics query as its pane's title.
    graphics = in_tmux(_KITTY) if environ.get("TMUX") else _KITTY
    inside = environ.get("TMUX") or not environ.get("XTERM_VERSION")
    keys = _KEYS if inside else _KEYS + _XTERM_KEYS
    return graphics + _VERSION + CELL_SIZE + COLOURS + _SIXEL + keys + _DA


@dataclass(slots=True)
class Replies:
    """Replies as they come; `terminal()` is what is known so far."""

    known: Terminal
    done: bool = False
    """DA has come: outside tmux everything before it has, too."""
    graphics: bool = False
    """The kitty query was answered with OK."""
    outer: str = ""
    """In tmux the version string of the terminal around it, which tmux keeps to itself; and, after
    a bar, what tmux takes it to be able to."""

    def add(self, sequence: str) -> None:
        """Fold one whole reply; what is not known is dropped."""
        if match := _DA_REPLY.fullmatch(sequence):
            self.done = True
            # The first number is the terminal's class (4 there would be a VT132).
            self.known = replace(self.known, sixel="4" in match[1].split(";")[1:])
        elif match := _VERSION_REPLY.match(sequence):
            self._name(match[1])
        elif _KITTY_REPLY.match(sequence):
            self.graphics = True
        elif match := _CELL_REPLY.fullmatch(sequence):
            self._cell(int(match[2]), int(match[1]))
        elif match := _COLOUR_REPLY.match(sequence):
            self._colour(match)
        elif match := _REGISTERS_REPLY.fullmatch(sequence):
            if int(match[1]) >= 16:
                self.known = replace(self.known, registers=min(256, int(match[1])))
        elif match := _LARGEST_REPLY.fullmatch(sequence):
            if int(match[1]) >= 64 and int(match[2]) >= 64:
                self.known = replace(self.known, largest=(int(match[1]), int(match[2])))
        elif _KEYS_REPLY.fullmatch(sequence):
            self.known = replace(self.known, keys=True)
        elif match := _SCHEME_REPLY.fullmatch(sequence):
            self.known = replace(self.known, dark=match[1] == "1")

    def terminal(self) -> Terminal:
        """What is known so far, as a value."""
        name, version = self.known.name, self.known.version
        if self.known.tmux:
            name, version = split_version(self.outer)
        placeholders = self.graphics and has_placeholders(name, version)
        features = self.outer.partition("|")[2].split(",")
        all_colours = "RGB" in features if self.known.tmux else has_all_colours(name, version)
        ground = self.known.ground
        if name == "konsole" and ground is not None:
            # Cells of its very own ground let an old sixel show through: ours differs by a shade.
            ground = ground[:6] + f"{int(ground[6], 16) ^ 1:x}"
        return replace(
            self.known,
            ground=ground,
            kitty=self.known.kitty or placeholders,
            truecolor=self.known.truecolor or all_colours,
        )

    def _name(self, told: str) -> None:
        name, version = split_version(told)
        self.known = replace(self.known, name=name, version=version)

    def _cell(self, width: int, height: int) -> None:
        if 2 <= width <= 200 and 4 <= height <= 400:
            self.known = replace(self.known, cell=(width, height))

    def _colour(self, match: re.Match[str]) -> None:
        which, red, green, blue, whole = match.groups()
        colour = f"#{whole.lower()}" if whole else f"#{_eight(red)}{_eight(green)}{_eight(blue)}"
        if which == "10":
            self.known = replace(self.known, text=colour)
        else:
            self.known = replace(self.known, ground=colour, dark=_is_dark(colour))


def has_placeholders(name: str, version: tuple[int, ...]) -> bool:
    """Whether a terminal of that name and version draws kitty's Unicode placeholders."""
    since = _PLACEHOLDERS_SINCE.get(name)
    return since is not None and version >= since


def has_all_colours(name: str, version: tuple[int, ...]) -> bool:
    """Whether a terminal of that name and version is known to have all colours."""
    return name in _ALL_COLOURS or (name == "xterm" and version >= (331,))


def split_version(told: str) -> tuple[str, tuple[int, ...]]:
    """`kitty(0.41.1)`, `tmux 3.3a`, `Konsole 22.12` as a lower-case name and numbers."""
    match = re.match(r"\s*([A-Za-z][\w-]*)[\s(/]*v?([0-9.]*)", told)
    if match is None:
        return "", ()
    numbers = tuple(int(part[:6]) for part in match[2].split(".") if part)
    return match[1].lower(), numbers


def _eight(hexadecimal: str) -> str:
    """One to four hexadecimal digits of a colour channel as two."""
    value = int(hexadecimal, 16) * 255 / (16 ** len(hexadecimal) - 1)
    return f"{round(value):02x}"


def _is_dark(colour: str) -> bool:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 128
