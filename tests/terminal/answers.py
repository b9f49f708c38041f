"""What terminals answered to the query, with the mode it means."""

from __future__ import annotations

_COLOURS = "\x1b]10;rgb:e6e6/e6e6/e6e6\x1b\\\x1b]11;rgb:1414/1616/1b1b\x1b\\"
_KITTY = "\x1b_Gi=31;OK\x1b\\"

TERMINALS = {
    "xterm": (
        "\x1bP>|XTerm(379)\x1b\\\x1b[6;18;9t" + _COLOURS + "\x1b[?1;3;0S\x1b[?62;1;2;6;9;15;22c",
        "quadrant",
    ),
    "xterm as vt340": (
        "\x1bP>|XTerm(379)\x1b\\\x1b[6;18;9t" + _COLOURS + "\x1b[?1;0;256S\x1b[?63;1;2;4;6;9;22c",
        "sixel",
    ),
    "kitty 0.26": (_KITTY + "\x1bP>|kitty(0.26.5)\x1b\\" + _COLOURS + "\x1b[?62;c", "quadrant"),
    "kitty 0.41": (_KITTY + "\x1bP>|kitty(0.41.1)\x1b\\" + _COLOURS + "\x1b[?62;c", "kitty"),
    "ghostty": (_KITTY + "\x1bP>|ghostty 1.1.0\x1b\\\x1b[?62;22c", "kitty"),
    "mlterm": ("\x1b[?63;1;2;3;4;6;7;15;18;22;29c", "sixel"),
    "konsole": (_KITTY + "\x1bP>|Konsole 22.12.3\x1b\\\x1b[?62;1;4c", "sixel"),
    "foot": ("\x1bP>|foot(1.13.1)\x1b\\" + _COLOURS + "\x1b[?62;4;22c", "sixel"),
    "tmux": ("\x1bP>|tmux 3.3a\x1b\\\x1b[?1;2;c", "quadrant"),
    "a VT132, whose class is 4": ("\x1b[?4;6c", "quadrant"),
    "a terminal with sixel refused": ("\x1b_Gi=31;EINVAL:no\x1b\\\x1b[?62c", "quadrant"),
    "silence": ("", "quadrant"),
}
