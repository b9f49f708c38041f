from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text import Joiner, clean, clean_line, folded, repaired, sentences

_ANY = st.text(st.characters(codec=None))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[H\x1b[?1049lx", "x"),
        ("\x1b]0;title\x07x", "x"),
        ("\x1b]8;;http://h\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]52;c;aGk=\x07x", "x"),
        ("\x1bP1;2|q\x1b\\x", "x"),
        ("\x1b_Gi=1;AAAA\x1b\\x", "x"),
        ("\x9b31mred", "red"),
        ("\x9d0;title\x9cx", "x"),
        ("\x1b]0;never ended", "]0;never ended"),
        ("a\0b\x07c\x7f\x85", "abc"),
        ("\u202eevil\u2066x\u2069", "evilx"),
        ("a\u2028b\ufeff", "ab"),
        ("[red]markup[/] [unclosed", "[red]markup[/] [unclosed"),
        ("\U0001f468\u200d\U0001f469 e\u0301 שלום", "\U0001f468\u200d\U0001f469 e\u0301 שלום"),
        ("\ud83d\udc69 \ud83d", "\U0001f469 \ufffd"),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(_ANY)
def test_nothing_cleaned_moves_a_cursor(text: str) -> None:
    shown = clean(text)
    assert not any((ord(c) < 32 and c not in "\t\n") or 127 <= ord(c) < 160 for c in shown)
    shown.encode("utf-8")
    assert clean(shown) == shown


@given(_ANY)
def test_a_line_is_one_line(text: str) -> None:
    line = clean_line(text, 20)
    assert len(line) <= 20
    assert len(line.splitlines()) <= 1


def test_a_long_line_is_cut() -> None:
    assert clean_line("x" * 300) == "x" * 199 + "…"
    assert clean_line("  a \n\t b ") == "a b"


@pytest.mark.parametrize(
    "piece", ["\x90", "\x1b]", "\x1b[", "\x1bP", "\x9b0", "\x98a", "\r", "\ud83d"]
)
def test_hostile_text_is_cleaned_in_no_time(piece: str) -> None:
    text = piece * 200_000
    started = time.process_time()
    clean(text)
    assert time.process_time() - started < 1


@given(_ANY, st.lists(st.integers(0, 50)))
def test_the_joiner_gives_what_the_whole_would(text: str, cuts: list[int]) -> None:
    places = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    joiner = Joiner()
    pieces = [joiner.feed(text[a:b]) for a, b in pairwise(places)]
    assert "".join(pieces) + joiner.flush() == repaired(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Crème BRÛLÉE", "creme brulee"),
        ("Straße", "strasse"),
        ("ﬁn ①", "fin 1"),
        ("한국", "한국"),
        ("ＡＢＣ", "abc"),
        ("ЁЛКА", "елка"),
    ],
)
def test_folded(text: str, plain: str) -> None:
    assert folded(text) == plain


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (("Overloaded", "Try again."), "Overloaded. Try again."),
        (("Slow down.", "Try again."), "Slow down. Try again."),
        (("Really?", "", " Wait! "), "Really? Wait!"),
        (("No model called “m.”", "Go on"), "No model called “m.” Go on."),
        (("過負荷です。", "Try again."), "過負荷です。 Try again."),
        (("cut off…", "Try again."), "cut off… Try again."),
        ((), ""),
    ],
)
def test_sentences_are_divided_by_stops(parts: tuple[str, ...], told: str) -> None:
    assert sentences(*parts) == told
