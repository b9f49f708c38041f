"""What holds of any Markdown, in any chunks, at any width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.geometry import Offset
from textual.selection import Selection

from chat.text import Joiner, clean, repaired
from tests.support import campaign
from tests.transcript.markdowns import (
    JOINERS,
    Piece,
    anything,
    chunked,
    documents,
    newlines,
    widths,
)
from tests.transcript.support import STYLES, answer, rows, sheet, shown
from tui.transcript import highlight, selection
from tui.transcript.blocks import parse
from tui.transcript.growing import GrowingText
from tui.transcript.renderer import write_blocks
from tui.transcript.rows import Row
from tui.transcript.sources import source_of
from tui.transcript.window import WindowRow

LONG = campaign("fuzz") or campaign("soak")
ANY = settings(
    max_examples=5_000 if LONG else 30,
    derandomize=not LONG,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
_HARMFUL = {"Cc", "Cs", "Zl", "Zp"}
_REORDERING = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


@pytest.fixture(autouse=True, scope="module")
def _ready() -> None:
    highlight.prepare([highlight.FORMULAS, "py", "diff", "sh"])


def drawn(source: str, width: int) -> list[Row]:
    """The rows of an answer below its label."""
    return list(rows(answer(2, source), width=width)[1:])


def streamed(pieces: Sequence[str], width: int) -> GrowingText:
    growing, joiner = GrowingText(width, STYLES, 0), Joiner()
    for piece in pieces:
        growing.add(joiner.feed(piece))
        growing.update()
    growing.add(joiner.flush())
    growing.update()
    return growing


def full(made: Sequence[Row]) -> list[str]:
    return [row for row in shown(made) if row.strip()]


def in_order(words: Sequence[str], text: str) -> None:
    at = 0
    for word in words:
        found = text.find(word, at)
        assert found >= 0, (word, text[at:])
        at = found + len(word)


@ANY
@given(anything, newlines, widths)
def test_rows_are_as_wide_as_the_pane_and_of_nothing_harmful(
    piece: Piece, newline: str, width: int
) -> None:
    for row in drawn(piece.source.replace("\n", newline), width):
        assert row.strip.cell_length == width == cell_len(row.plain), row.plain
        assert row.x + cell_len(row.text) <= width, row.plain
        assert not {unicodedata.category(each) for each in row.plain} & _HARMFUL, row.plain
        assert not _REORDERING & set(row.plain), row.plain


@ANY
@given(st.data(), anything, newlines, widths)
def test_streamed_in_any_chunks_it_shows_what_it_shows_at_once(
    data: st.DataObject, piece: Piece, newline: str, width: int
) -> None:
    source = piece.source.replace("\n", newline)
    assume("]: " not in source.replace("[^1]: ", "").replace("[^note]: ", ""))
    assume(not re.search(r"\n[ >`~]+\Z", clean(source)))  # the marks may still end the code
    growing = streamed(data.draw(chunked(source)), width)
    begun = growing._incoming._begun  # a sequence that may still end is not shown
    fresh = sheet(width)
    write_blocks(fresh, parse(clean(repaired(source).removesuffix(begun))))
    assert full(growing.rows) == full(fresh.rows)


@ANY
@given(documents, newlines, widths)
def test_every_word_is_there_in_order(piece: Piece, newline: str, width: int) -> None:
    made = sheet(width)
    write_blocks(made, parse(clean(piece.source.replace("\n", newline))))
    in_order(piece.said, "\n".join(made.lines))
    panned = [row.written.text if isinstance(row, WindowRow) else row.text for row in made.rows]
    in_order(piece.said, "".join("".join(panned).split()))


@ANY
@given(anything, widths)
def test_what_can_be_clicked_is_under_the_mouse(piece: Piece, width: int) -> None:
    for row in drawn(piece.source, width):
        for hit in row.hits:
            assert 0 <= hit.start < hit.end <= width
            seen = row.strip.crop(hit.start, hit.end).text
            if hit.kind == "copy":
                assert seen == "❐ c "
            if hit.kind == "link":
                assert seen.strip()
                assert seen in row.text


@ANY
@given(st.data(), anything, widths)
def test_what_stands_above_the_last_two_blocks_never_moves(
    data: st.DataObject, piece: Piece, width: int
) -> None:
    """The last block may begin on an unfinished line, which may turn out to be of the other."""
    source = clean(piece.source)
    assume("]: " not in source.replace("[^1]: ", "").replace("[^note]: ", ""))
    growing, before, closed, said = GrowingText(width, STYLES, 0), [], 0, ""
    for chunk in data.draw(chunked(source)):
        growing.add(chunk)
        changed = growing.update()
        assert all(new is old for new, old in zip(growing.rows[:changed], before, strict=False))
        assert full(growing.rows)[:closed] == full(before)[:closed]
        before, said = list(growing.rows), said + chunk
        above = sheet(width)
        write_blocks(above, parse(said)[:-2])
        closed = len(full(above.rows))


def _characters(line: str) -> list[int]:
    """Where a click may be: at characters that have a cell."""
    return [at for at, each in enumerate(line) if not at or cell_len(each)] + [len(line)]


def _of_cells(texts: Sequence[str]) -> str:
    """No spaces, nor accents: at an edge of what is marked they are drawn with what follows."""
    return "".join(each for each in "".join(texts) if each.strip() and cell_len(each))


@ANY
@given(st.data(), anything, widths, widths)
def test_a_selection_is_of_the_text_at_any_width(
    data: st.DataObject, piece: Piece, width: int, other: int
) -> None:
    """Tables and rules are as wide as the pane, so they are other text at another width."""
    blocks, made, again = parse(clean(piece.source)), sheet(width), sheet(other)
    write_blocks(made, blocks)
    write_blocks(again, blocks)
    assume(made.lines and made.lines == again.lines)
    assume(not any(isinstance(row, WindowRow) for row in [*made.rows, *again.rows]))
    ends = st.integers(0, len(made.lines) - 1).flatmap(
        lambda line: st.tuples(st.just(line), st.sampled_from(_characters(made.lines[line])))
    )
    start, end = sorted([data.draw(ends), data.draw(ends)])
    wanted = _of_cells(selection.between(list(made.lines), start, end))
    chosen = Selection(
        Offset(start[1], selection.code(0, start[0])), Offset(end[1], selection.code(0, end[0]))
    )
    for own in (made.rows, again.rows):
        marked = [
            selection.painted(row.strip, row, 0, chosen, Style(meta={"own": 1})) for row in own
        ]
        seen = [s.text for strip in marked for s in strip if s.style and s.style.meta.get("own")]
        assert _of_cells(seen) == wanted


@ANY
@given(st.data(), documents, widths)
def test_the_source_of_a_selection_holds_its_words(
    data: st.DataObject, piece: Piece, width: int
) -> None:
    source, made = clean(piece.source), sheet(width)
    write_blocks(made, parse(source))
    assume(made.lines)
    lines = st.integers(0, len(made.lines) - 1)
    first, last = sorted([data.draw(lines), data.draw(lines)])
    found = source_of(source, made.lines, first, last, width, STYLES)
    assert found in source
    text = "\n".join(made.lines[first : last + 1])
    for word in {word for word in piece.said if f" {word} " in f" {text} "}:
        assert word in found.translate(JOINERS)


@ANY
@given(anything, widths)
def test_a_cell_knows_its_character(piece: Piece, width: int) -> None:
    for row in drawn(piece.source, width):
        assert selection.hit_strip(row, 0, width).cell_length == width
        place = row.x
        for at, each in enumerate(row.text, row.start):
            for cell in range(cell_len(each)):
                assert selection.character(row, place + cell) == at
            place += cell_len(each)
