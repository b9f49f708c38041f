"""Whole chunks taken at once: the same bytes, the same end and the same error as from h11."""

from __future__ import annotations

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.chunked import whole_chunks

_HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
_CHUNKS = st.lists(st.binary(max_size=40).filter(bool), max_size=12)


def _asked() -> h11.Connection:
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
    connection.send(h11.EndOfMessage())
    return connection


def _read(pieces: list[bytes], *, at_once: bool, most: int = 1 << 20) -> tuple[bytes, str]:
    """The body, and what came after it."""
    connection, body = _asked(), bytearray()
    for piece in pieces:
        connection.receive_data(piece)
        while True:
            if at_once:
                for chunk in whole_chunks(connection, most):
                    body += chunk
            try:
                event = connection.next_event()
            except h11.RemoteProtocolError as error:
                return bytes(body), str(error)
            if event is h11.NEED_DATA:
                break
            if isinstance(event, h11.EndOfMessage):
                return bytes(body), "end"
            if isinstance(event, h11.Data):
                body += event.data
    return bytes(body), "more"


@given(
    _CHUNKS, st.integers(1, 60), st.sampled_from([b"0\r\n\r\n", b"0\r\nX: y\r\n\r\n", b"zz\r\n"])
)
def test_the_same_as_h11_however_it_comes(chunks: list[bytes], cut: int, end: bytes) -> None:
    sent = _HEAD + b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in chunks) + end
    pieces = [sent[at : at + cut] for at in range(0, len(sent), cut)]
    assert _read(pieces, at_once=True) == _read(pieces, at_once=False)
    assert _read([sent], at_once=True)[0] == b"".join(chunks)


@pytest.mark.parametrize(
    "body",
    [
        b"3\r\nabcXX3\r\ndef\r\n0\r\n\r\n",
        b"3;ext=1\r\nabc\r\n3 \r\ndef\r\n0\r\n\r\n",
        b"3\nabc\r\n",
        b"-1\r\nabc\r\n",
        b"fffffffffffffffffffff\r\nabc",
        b"3\r\nabc\r\n0003\r\ndef\r\n00\r\n\r\n",
        b"A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n",
    ],
)
def test_what_is_not_plain_is_left_to_h11(body: bytes) -> None:
    sent = _HEAD + body
    for at in range(1, len(sent) + 1):
        pieces = [piece for piece in (sent[:at], sent[at:]) if piece]
        assert _read(pieces, at_once=True) == _read(pieces, at_once=False)


def test_no_more_is_taken_than_was_asked_for_and_a_chunk() -> None:
    connection = _asked()
    connection.receive_data(_HEAD + b"4\r\nabcd\r\n" * 100)
    assert isinstance(connection.next_event(), h11.Response)
    assert whole_chunks(connection, 10) == [b"abcd"] * 3
    assert len(whole_chunks(connection, 1 << 20)) == 97


def test_another_h11_is_left_alone() -> None:
    assert whole_chunks(object(), 1 << 20) == []


def test_a_body_of_a_told_length_is_left_to_h11() -> None:
    connection = _asked()
    connection.receive_data(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n4\r\nabcd\r\n")
    assert isinstance(connection.next_event(), h11.Response)
    assert whole_chunks(connection, 1 << 20) == []
