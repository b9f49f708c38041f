from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.transcript.wrap import breaks


def broken(text: str, width: int, hang: int = 0) -> list[str]:
    return [text[start:end] for start, end in breaks(text, width, hang)]


def test_breaks_at_spaces() -> None:
    assert broken("one two three", 7) == ["one two", "three"]


def test_what_fits_is_one_row() -> None:
    assert broken("one two", 7) == ["one two"]
    assert broken("", 7) == [""]


def test_a_long_word_is_cut() -> None:
    assert broken("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


def test_a_long_word_breaks_at_its_joints() -> None:
    address = "https://example.org/a/path?with=query"
    assert broken(address, 22) == ["https://example.org/a/", "path?with=query"]
    assert broken("see " + address, 16) == ["see", "https://example.", "org/a/path?with=", "query"]
    assert broken("proxy_read_timeout_größe", 12) == ["proxy_read_", "timeout_", "größe"]
    assert broken("a/" + "b" * 20, 10) == ["a/" + "b" * 8, "b" * 10, "b" * 2]


def test_rows_after_the_first_are_narrower_by_the_hang() -> None:
    assert broken("aaaa bbbb cccc", 9, 5) == ["aaaa bbbb", "cccc"]
    assert broken("aaaa bbbb cccc dd", 9, 4) == ["aaaa bbbb", "cccc", "dd"]


def test_indentation_is_not_a_place_to_break() -> None:
    assert broken("    return x", 8)[0].strip() != ""


def test_wide_characters_break_anywhere() -> None:
    assert broken("日本語日本語", 4) == ["日本", "語日", "本語"]
    assert broken("日本語 words here", 8) == ["日本語", "words", "here"]


def test_a_grapheme_stays_whole() -> None:
    family = "👩‍👩‍👧"
    assert broken(family * 3, 4) == [family * 2, family]
    assert broken("e\u0301" * 6, 3) == ["e\u0301" * 3] * 2


words = st.text(alphabet=st.sampled_from("ab  日é👍́-"), max_size=60)


@given(words, st.integers(2, 30), st.integers(0, 6))
def test_every_row_fits_and_only_spaces_are_lost(text: str, width: int, hang: int) -> None:
    ranges = breaks(text, width, hang)
    place = 0
    for number, (start, end) in enumerate(ranges):
        assert text[place:start].strip(" ") == ""
        room = max(2, width - hang) if number else max(2, width)
        assert cell_len(text[start:end].rstrip(" ")) <= room
        place = end
    assert text[place:].strip(" ") == ""
