"""What a terminal sends, as Textual's messages: replies are taken out, Esc is decided by us.

In front of Textual's parser, which types what it does not know: it sees only text and whole
sequences that are keys. A paste is one message however large it is and whatever is in it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from io import IncrementalNewlineDecoder

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import MODIFIER_FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.message import Message

from tui.terminal.replies import is_reply
from tui.terminal.sequences import ESC, PASTE_END, PASTE_START, Sequences

ESCAPE_DELAY = 0.025
"""Seconds after which Esc alone is the key."""
_BROKEN_DELAY = 0.5
"""Seconds for the rest of a longer sequence: a reply in two pieces over a slow line."""
_PASTE_DELAY = 5.0
"""Seconds of silence after which a paste without an end is taken as it stands."""
_MODIFIERS = MODIFIER_FUNCTIONAL_KEYS | {"caps_lock", "num_lock", "scroll_lock"}
_STATE = ("last_x", "last_y", "mouse_pixels", "terminal_size", "terminal_pixel_size")


_OTHER_KEY = re.compile(r"\x1b\[27;(\d{1,3});(\d{1,7})~")
"""xterm's modifyOtherKeys, which Textual gives names of its own."""

_KONSOLES = "\x1bOM"
"""Shift+Enter of Konsole. Elsewhere it is the keypad's Enter in a mode that we never ask for."""
_LUMP = 64
"""Characters of text in one read that nobody types: a paste without brackets."""
_TEXT = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*\Z")


class TypedPaste(events.Paste):
    """A piece of a paste that the terminal typed; Enter is `\\r` in it. Others may follow.

    One message instead of one a key: 500 lines are 24,000 keys and took five seconds.
    """


TypedPaste.handler_name = events.Paste.handler_name  # who knows nothing of it takes it as a paste


class Input:
    """`feed` text, `tick` when `wait` is over; both give messages."""

    def __init__(
        self,
        on_reply: Callable[[str], None],
        *,
        delay: float = ESCAPE_DELAY,
        tmux: bool = False,
    ) -> None:
        self._on_reply = on_reply
        self._delay = delay
        self._tmux = tmux
        self._sequences = Sequences()
        self._parser = XTermParser()
        self._paste: list[str] | None = None
        self._newlines = IncrementalNewlineDecoder(None, translate=True)
        self._due: float | None = None

    def feed(self, text: str) -> Iterator[Message]:
        """Messages of what has just been read."""
        for token in self._sequences.feed(text):
            yield from self._token(token)
        self._due = self._next_due(time.monotonic())

    def wait(self) -> float | None:
        """Seconds until `tick` has something to decide; None when nothing is open."""
        return None if self._due is None else max(0.0, self._due - time.monotonic())

    def tick(self) -> Iterator[Message]:
        """Decide what has been held for long enough."""
        if self._due is None or time.monotonic() < self._due:
            return
        self._due = None
        held = self._sequences.flush()
        if self._paste is not None:
            yield self._pasted(held)
        elif len(held) <= 2 or held in ANSI_SEQUENCES_KEYS:
            yield from self._token(held)

    def _next_due(self, now: float) -> float | None:
        if self._paste is not None:
            return now + _PASTE_DELAY
        held = self._sequences.held
        if not held:
            return None
        return now + (self._delay if len(held) <= 2 else _BROKEN_DELAY)

    def _token(self, token: str) -> Iterator[Message]:
        if self._paste is not None:
            if token == PASTE_END:
                yield self._pasted()
            else:
                self._paste.append(self._piece(token))
        elif token == PASTE_START:
            self._paste = []
        elif not token.startswith(ESC):
            if len(token) >= _LUMP and _TEXT.match(token):
                yield TypedPaste(token)
            else:
                yield from self._parser.feed(token)
        elif len(token) <= 2:
            yield from self._escaped(token)
        elif is_reply(token):
            self._on_reply(token)
        elif token == _KONSOLES:
            yield events.Key("shift+enter", None)
        elif token != PASTE_END:
            yield from self._parsed(token)

    def _escaped(self, token: str) -> Iterator[Message]:
        """Esc, Alt and a character: tmux makes the second of an Esc and a key soon after it."""
        if token in (ESC + "\r", ESC + "\n"):
            yield events.Key("ctrl+j", "\n")
        elif len(token) == 2 and not self._tmux and token in ANSI_SEQUENCES_KEYS:
            yield from self._parsed(token)
        else:
            yield events.Key("escape", ESC)
            if len(token) == 2:
                yield from self._parser.feed(token[1])

    def _parsed(self, sequence: str) -> Iterator[Message]:
        """A whole sequence through Textual's parser, which would wait for more of what it
        does not know, and then type it."""
        sequence = _OTHER_KEY.sub("\x1b[\\2;\\1u", sequence)
        try:
            for message in self._parser.feed(sequence):
                # Kitty's protocol reports a lone Shift or Alt as a key; for us they are none.
                if not isinstance(message, events.Key) or message.key not in _MODIFIERS:
                    yield message
        except ValueError:  # the number of a character that there is not
            self._renew()
        if self._parser._timeout_time is not None:
            self._renew()

    def _renew(self) -> None:
        """A parser that waits for nothing."""
        fresh = XTermParser()
        for name in _STATE:
            setattr(fresh, name, getattr(self._parser, name))
        self._parser = fresh

    def _pasted(self, rest: str = "") -> Message:
        text = "".join((*(self._paste or ()), self._piece(rest, final=True)))
        self._paste = None
        return events.Paste(text)

    def _piece(self, token: str, *, final: bool = False) -> str:
        """A piece of a paste, with newlines as ours: all of it at once would hold up everybody."""
        return self._newlines.decode(token.replace("\x00", ""), final=final)
