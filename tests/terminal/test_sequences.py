"""What a terminal sends is cut the same wherever a read happens to end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.terminal.sequences import Sequences

REAL = [
    "\x1b[?64;1;2;4c",
    "\x1bP>|kitty(0.41.1)\x1b\\",
    "\x1b]11;rgb:1414/1616/1b1b\x1b\\",
    "\x1b]10;rgb:ff/ff/ff\x07",
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b[6;20;10t",
    "\x1b[?2026;2$y",
    "\x1b[<0;10;20M",
    "\x1b[M abc"[:6],
    "\x1b[A",
    "\x1b[1;5C",
    "\x1bOP",
    "\x1b[[A",
    "\x1b[200~",
    "\x1b\r",
    "\x1bh",
]
PARTS = st.lists(
    st.sampled_from(
        [*REAL, "a", "é", "日本", "\r", "\x1b", "\x1b[", "\x1b]", "\x1bP", "?", ";", "c"]
    ),
    max_size=12,
)


def cut(*pieces: str) -> list[str]:
    sequences = Sequences()
    tokens = [token for piece in pieces for token in sequences.feed(piece)]
    held = sequences.flush()
    return [*tokens, held] if held else tokens


def joined(tokens: list[str]) -> list[str]:
    """Runs of plain text together: their ends depend on the reads."""
    out: list[str] = []
    for token in tokens:
        if out and "\x1b" not in token and "\x1b" not in out[-1]:
            out[-1] += token
        else:
            out.append(token)
    return out


@pytest.mark.parametrize("sequence", REAL)
def test_a_sequence_is_one_token_split_anywhere(sequence: str) -> None:
    for at in range(1, len(sequence)):
        assert cut("x" + sequence[:at], sequence[at:] + "y") == ["x", sequence, "y"]


@given(PARTS, st.integers(0, 200))
def test_nothing_is_lost_and_splits_do_not_matter(parts: list[str], at: int) -> None:
    text = "".join(parts)
    at = min(at, len(text))
    whole = cut(text)
    assert "".join(whole) == text
    assert joined(cut(text[:at], text[at:])) == joined(whole)


@given(st.text(max_size=60))
def test_any_text_comes_through(text: str) -> None:
    assert "".join(cut(*text)) == text


def test_escape_alone_is_held_and_given_up() -> None:
    sequences = Sequences()
    assert list(sequences.feed("\x1b")) == []
    assert sequences.held == "\x1b"
    assert sequences.flush() == "\x1b"
    assert sequences.held == ""


def test_escape_before_a_sequence_is_a_token_of_its_own() -> None:
    assert cut("\x1b\x1b[A") == ["\x1b", "\x1b[A"]


def test_a_string_without_an_end_is_given_up_at_the_next_escape() -> None:
    assert cut("\x1b]never\x1b[201~after") == ["\x1b]never", "\x1b[201~", "after"]


def test_a_string_without_an_end_does_not_grow_for_ever() -> None:
    sequences = Sequences()
    tokens = [token for _ in range(20) for token in sequences.feed("\x1bP" + "x" * 10_000)]
    assert sum(map(len, tokens)) > 100_000
    assert len(sequences.held) < 1 << 17


def test_an_old_mouse_report_does_not_swallow_the_end_of_a_paste() -> None:
    assert cut("\x1b[M\x1b[201~")[-1] == "\x1b[201~"
