from __future__ import annotations

import json
import string
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.chunks import Usage
from chat.errors import Failure, ProviderError
from chat.messages import Failed, FilePart, Finished, PicturePart, ReasoningPart, TextPart
from chat.store import parts
from chat.store.errors import StoreError
from chat.store.parts import (
    decode,
    decode_end,
    decode_usage,
    dump,
    encode,
    encode_end,
    encode_usage,
    size,
)
from chat.text import repaired
from tests.chat.support import picture

_TEXT = st.text()
_PARTS = st.lists(
    st.one_of(
        st.builds(TextPart, _TEXT),
        st.builds(ReasoningPart, _TEXT, st.none() | st.floats(0, 1e6)),
        st.builds(FilePart, _TEXT, _TEXT, _TEXT),
        st.builds(
            PicturePart,
            st.none() | st.builds(picture, st.sampled_from(string.hexdigits), prompt=_TEXT),
            st.none() | _TEXT,
            _TEXT,
            _TEXT,
        ),
    )
).map(tuple)


@given(_PARTS)
def test_parts_come_back(parts) -> None:
    assert decode(encode(parts)) == parts


@given(st.text(st.characters(codec=None)))
def test_any_text_can_be_stored(text: str) -> None:
    stored = encode([TextPart(text)])
    stored.encode("utf-8")
    assert decode(stored) == (TextPart(repaired(text)),)


@given(st.text(st.characters(codec=None), max_size=12), st.integers(0, 8))
def test_a_long_text_is_the_same_in_slices(text: str, at: int) -> None:
    with mock.patch.object(parts, "_SLICE", 64):
        _same_in_slices("x" * (64 - at) + text + '"\\\ud83e\udd8a\n' * 20)


def test_slices_as_long_as_they_are() -> None:
    _same_in_slices("x" * (parts._SLICE - 1) + '\ud83e\udd8a"\\\ud83e\udd8a\n' * 20_000)


def _same_in_slices(long: str) -> None:
    part = FilePart('a "name"', "text/plain", long)
    assert json.loads(encode([part, part])) == json.loads(
        dump([{"file": part.name, "type": part.type, "text": repaired(long)}] * 2)
    )


@pytest.mark.parametrize(
    "end",
    [
        Finished(),
        Finished("length"),
        Failed(Failure("rate_limit", "Too many.", "Wait.", "lab", "small", 429, 2.5, "{}")),
        Failed(ProviderError("x").failure()),
    ],
)
def test_ends_come_back(end) -> None:
    assert decode_end(encode_end(end)) == end
    assert decode_end(None) is None


def test_usage_comes_back() -> None:
    assert decode_usage(encode_usage(Usage(1, None, 3))) == Usage(1, None, 3)
    assert encode_usage(None) is None
    assert decode_usage(None) is None


def test_what_json_does_not_know_is_kept_as_its_words() -> None:
    assert json.loads(dump({"a": b"x"})) == {"a": "b'x'"}


@pytest.mark.parametrize("text", ["[{}]", '[{"video": 1}]', "[", '[{"picture": {"x": 1}}]'])
def test_an_unknown_part_is_an_error(text: str) -> None:
    with pytest.raises(StoreError, match="damaged"):
        decode(text)


def test_size_counts_what_is_unfolded() -> None:
    parts = (
        ReasoningPart("a\nb\nc"),
        TextPart("ab\ncd"),
        PicturePart(),
        FilePart("a", "b", "c\nd"),
    )
    assert size(parts) == (5, 4)
    assert size(()) == (0, 0)
