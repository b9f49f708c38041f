"""The EventSource rules of the HTML standard as a table, and our two departures from them.

Each case is read whole, byte by byte, and split in two at every byte.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from providers.body import Whole, read
from providers.sse import Event, Events

Told = tuple[str, str]
"""Name and data of an event."""


def m(*data: str) -> list[Told]:
    return [("message", text) for text in data]


FIELDS: dict[str, tuple[bytes, list[Told]]] = {
    "data": (b"data: a\n\n", m("a")),
    "without a space": (b"data:a\n\n", m("a")),
    "only one space is taken away": (b"data:  a\n\n", m(" a")),
    "a tab is no space": (b"data:\ta\n\n", m("\ta")),
    "a space at the end stays": (b"data: a \n\n", m("a ")),
    "a space before the colon is of the name": (b"data : a\n\n", []),
    "a space before the name too": (b" data: a\n\n", []),
    "names have their case": (b"Data: a\nDATA: b\n\n", []),
    "an unknown name": (b"datum: a\n\n", []),
    "further colons are of the value": (b"data: a: b:c\n\n", m("a: b:c")),
    "a colon and nothing": (b"data:\n\n", m("")),
    "a space and nothing": (b"data: \n\n", m("")),
    "no colon": (b"data\n\n", m("")),
    "several are lines": (b"data: a\ndata: b\n\n", m("a\nb")),
    "several empty ones": (b"data\ndata\n\n", m("\n")),
    "the last is empty": (b"data: a\ndata:\n\n", m("a\n")),
    "others may stand between": (b"data: a\nfoo: x\n:\ndata: b\n\n", m("a\nb")),
    "NUL is text": (b"data: a\0b\n\n", m("a\0b")),
}
LINES: dict[str, tuple[bytes, list[Told]]] = {
    "LF": (b"data: a\ndata: b\n\n", m("a\nb")),
    "CR": (b"data: a\rdata: b\r\r", m("a\nb")),
    "CRLF": (b"data: a\r\ndata: b\r\n\r\n", m("a\nb")),
    "mixed": (b"data: a\r\ndata: b\rdata: c\n\r\n", m("a\nb\nc")),
    "LF and CR are two": (b"data: a\n\rdata: b\n\n", m("a", "b")),
    "CR, CRLF are two": (b"data: a\r\r\ndata: b\r\n\r\n", m("a", "b")),
    "blank lines before": (b"\n\r\n\rdata: a\n\n", m("a")),
    "blank lines behind": (b"data: a\n\n\n\n\ndata: b\n\n", m("a", "b")),
    "a line of spaces is none": (b"data: a\n  \ndata: b\n\n", m("a\nb")),
    "U+2028, U+2029, U+0085, VT, FF, FS end none": (
        "data: a\u2028b\u2029c\x85d\x0be\x0cf\x1cg\n\n".encode(),
        m("a\u2028b\u2029c\x85d\x0be\x0cf\x1cg"),
    ),
}
CODING: dict[str, tuple[bytes, list[Told]]] = {
    "a BOM at the very beginning": (b"\xef\xbb\xbfdata: a\n\n", m("a")),
    "only one": (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\ndata: b\n\n", m("b")),
    "later it is text": ("data: \ufeffa\n\n\ufeffdata: b\n\n".encode(), m("\ufeffa")),
    "what is no UTF-8": (b"data: a\xff\xe2\x82b\n\n", m("a\ufffd\ufffdb")),
    "half a character at the end": (b"data: a\xe2\x82\n\n", m("a\ufffd")),
    "characters of four bytes": ("data: 🌍é世\n\n".encode(), m("🌍é世")),
}
COMMENTS: dict[str, tuple[bytes, list[Told]]] = {
    "between events": (b": x\n\ndata: a\n\n: y\n\n", m("a")),
    "inside one": (b"data: a\n: x\ndata: b\n\n", m("a\nb")),
    "empty": (b":\n\n:\r\n\r\ndata: a\n\n", m("a")),
    "that looks like data": (b":data: a\n\n", []),
}
NAMES: dict[str, tuple[bytes, list[Told]]] = {
    "a name": (b"event: x\ndata: a\n\n", [("x", "a")]),
    "behind its data": (b"data: a\nevent: x\n\n", [("x", "a")]),
    "the last one counts": (b"event: x\nevent: y\ndata: a\n\n", [("y", "a")]),
    "an empty one is none": (b"event: x\nevent:\ndata: a\n\n", m("a")),
    "of one event only": (b"event: x\ndata: a\n\ndata: b\n\n", [("x", "a"), ("message", "b")]),
    "without data there is no event": (b"event: x\n\ndata: a\n\n", m("a")),
    "id is passed over": (b"id: 1\ndata: a\nid\n\nid: 2\0\n\n", m("a")),
    "retry is passed over": (b"retry: 10\ndata: a\nretry: soon\n\n", m("a")),
    "nothing": (b"", []),
}
DEPARTURES: dict[str, tuple[bytes, list[Told]]] = {
    # The standard drops an event without its blank line: servers forget it at the end.
    "a last event without its blank line": (b"data: a\n\ndata: b\n", m("a", "b")),
    "nor any line end": (b"event: x\ndata: a", [("x", "a")]),
    "half a character": (b"data: a\xe2\x82", m("a\ufffd")),
    # The standard passes over a line of JSON: servers put their failures there.
    "a bare line of JSON": (
        b'data: a\n\n{"error": "x"}\n\ndata: b\n\n',
        m("a", '{"error": "x"}', "b"),
    ),
    "without a line end": (b'{"error": "x"}', m('{"error": "x"}')),
}
TABLE = {
    f"{group}: {name}": case
    for group, cases in {
        "fields": FIELDS,
        "lines": LINES,
        "coding": CODING,
        "comments": COMMENTS,
        "names": NAMES,
        "departures": DEPARTURES,
    }.items()
    for name, case in cases.items()
}


def told(*pieces: bytes) -> list[Told]:
    reader = Events()
    events: list[Event] = [event for piece in pieces for event in reader.feed(piece)]
    return [(event.name, event.data) for event in (*events, *reader.flush())]


@pytest.mark.parametrize("case", TABLE)
def test_the_rules(case: str) -> None:
    body, expected = TABLE[case]
    assert told(body) == expected
    assert told(*(bytes([byte]) for byte in body)) == expected
    for at in range(len(body) + 1):
        assert told(body[:at], body[at:]) == expected, at


def test_only_a_bare_line_is_marked_so() -> None:
    reader = Events()
    assert [event.bare for event in reader.feed(b'data: {}\n\n{"a": 1}\n')] == [False, True]


def test_an_event_is_there_with_its_blank_line_and_no_later() -> None:
    reader = Events()
    assert reader.feed(b"data: a\r\n") == []
    # A CR ends the line: the LF that may follow is not waited for.
    assert [event.data for event in reader.feed(b"\r")] == ["a"]
    assert reader.feed(b"\ndata: b\n") == []
    assert [event.data for event in reader.feed(b"\n")] == ["b"]


async def _body(*pieces: bytes, plain: bool = False) -> list[str]:
    async def source() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    got: list[str] = []
    async for batch in read(source(), "http://127.0.0.1/", plain=plain):
        got += [str(batch.payload)] if isinstance(batch, Whole) else [e.data for e in batch]
    return got


@pytest.mark.parametrize(
    ("body", "plain", "expected"),
    [
        (b"\xef\xbb\xbfdata: a\n\n", False, ["a"]),
        (b'\xef\xbb\xbf {"a": 1}', False, ["{'a': 1}"]),
        (b"\r\n\r\n[1]", False, ["[1]"]),
        ("！ａ\n".encode(), True, ["！ａ"]),
        ("\ufeffﻼ\n".encode(), True, ["ﻼ"]),
    ],
)
async def test_the_beginning_of_a_body_in_any_pieces(
    body: bytes, plain: bool, expected: list[str]
) -> None:
    assert await _body(body, plain=plain) == expected
    assert await _body(*(bytes([byte]) for byte in body), plain=plain) == expected
