"""Addresses are those of the library that say what they are, whatever the length of the text."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from linkify_it import LinkifyIt

from tui.transcript.addresses import Addresses

_WORDS = st.sampled_from(
    [
        "words. More, ",
        "see https://example.com/a?b=c#d ",
        "www.example.org.\n",
        "me@example.de ",
        "mailto:me@example.de ",
        "//example.net/x ",
        "ftp://example.net ",
        "example.com:8080/y ",
        "WWW.example.com/main.py ",
        "main.py, README.md and ASP.NET ",
        "192.168.0.1 ",
        "(http://localhost:8080) ",
        "1.5 ",
        "日本.jp ",
        "a:b ",
        "x " * 400,
    ]
)


def _found(who: LinkifyIt, text: str) -> list[tuple[int, int, str, str]]:
    found = who.match(text) or []
    return [(match.index, match.last_index, match.url, match.raw) for match in found]


@given(st.lists(_WORDS, max_size=12), st.integers(0, 4000))
def test_addresses_are_found_in_texts_of_any_length(words: list[str], before: int) -> None:
    text = "a " * before + "".join(words)
    ours, theirs = Addresses(), LinkifyIt()
    wanted = [
        found for found in _found(theirs, text) if re.match(r"www\.|[a-z]*:|//|.*@", found[3], re.I)
    ]
    assert _found(ours, text) == wanted
    if wanted:
        assert ours.test(text)
        assert ours.pretest(text)


def test_words_of_a_megabyte_are_looked_through_in_pieces() -> None:
    text = "ab" * 500_000 + " see www.example.org and more"
    assert [text[start:end] for start, end, _, _ in _found(Addresses(), text)] == [
        "www.example.org"
    ]
