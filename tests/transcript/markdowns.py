"""Random Markdown of the constructs that models write, and the words of it that have to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import strategies as st


class Piece(NamedTuple):
    """Markdown, and the words it shows, in order."""

    source: str
    said: tuple[str, ...] = ()


_WORDS = (
    *("a", "word", "Größe", "snake_case", "3.14", "don't", "日本語", "한국어", "שלום", "مرحبا"),
    *("e\u0301\u0302", "क्षि", "🙂", "👍🏽", "👩\u200d👩\u200d👧", "🇩🇪", "❤\ufe0f", "1\ufe0f\u20e3"),
    *("ﬁ", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", "x" * 90, "語" * 50),
)
JOINERS = str.maketrans("", "", "\u200d\ufe0f")


def _said(word: str) -> tuple[str, ...]:
    """What is seen of a word: joined emoji are unjoined."""
    return tuple(part for part in word.translate(JOINERS).split() if any(map(str.isalnum, part)))


def _plain(word: str) -> Piece:
    return Piece(word, _said(word))


words = st.builds("{}{}".format, st.sampled_from(_WORDS), st.integers(0, 99))
short = st.builds("{}{}".format, st.sampled_from("abcxyz"), st.integers(0, 99))
"""Never broken, whatever the width of a column."""
_around = st.sampled_from(
    ["*{}*", "**{}**", "***{}***", "_{}_", "~~{}~~", "`{}`", "``{}` ``", "[{}](https://a.example)",
     "[**{}**](http://b.example/x_y_z 'title')", "![{}](https://a.example/b.png)", "\\*{}\\*",
     "<b>{}</b>", "[{}][m]", "[{}](javascript:alert(1))", "&lt;{}&gt;", "**{}*", "[{}", "({})",
     "<!-- {} -->", '"{}"', "[{}](mailto:me@a.example)", "**`{}`**",
     "[{}](<https://a.example/b c>)"]
)  # fmt: skip
_bare = st.sampled_from(
    ["https://example.org/a/very/long/path?with=query&more=of-it#and-so-on-and-on-and-on",
     "<https://a.example/b>", "www.example.org.", "you@example.org", "$x^2$", r"\(\frac{a}{b}\)",
     "$5", "$$y_1$$", r"\[z\]", "[^1]", "[^note]", "&copy;", "&#10;", "&#8238;", "&#27;", "*", "**",
     "_", "~~", "<br>", "http://a.example/%1b%5b31m", "\\", "&nbsp;", "!", "|", "-", "#", ":"]
).map(Piece)  # fmt: skip
_unseen = st.sampled_from(
    ["\x1b[31m", "\x1b]8;;http://x.example\x07", "\x1b]0;t\x07", "\x9b1m", "\x00", "\x07", "\x7f",
     "\u202e", "\u2066", "\ufeff", "\x1bP1$r\x9c", "\u2028", "\x85", "\x0c", "\xad", "\u200b"]
).map(Piece)  # fmt: skip
_lone = st.sampled_from(["\ud83d", "\ude00", "\ud83d\ude00", "\udc00\ud800"]).map(Piece)
_inline = st.one_of(
    words.map(_plain),
    words.map(_plain),
    st.builds(lambda mark, word: Piece(mark.format(word), _said(word)), _around, words),
    _bare,
    _unseen,
    _lone,
)
_gaps = st.sampled_from([" ", " ", " ", " ", "", "\xa0", "  \n", "\\\n", "\n", "\t", "  "])


def _joined(pieces: Sequence[Piece], between: str = "") -> Piece:
    said = tuple(word for piece in pieces for word in piece.said)
    return Piece(between.join(piece.source for piece in pieces), said)


def _line(parts: Sequence[tuple[Piece, str]]) -> Piece:
    """Words with gaps; no gap is taken where it would make one word of two."""
    pieces: list[Piece] = []
    for piece, gap in parts:
        pieces += [piece, Piece(gap if gap or not piece.said else " ")]
    return _joined(pieces[:-1])


def _one(piece: Piece) -> Piece:
    return Piece(" ".join(piece.source.replace("\\\n", " ").split("\n")), piece.said)


inlines = st.lists(st.tuples(_inline, _gaps), min_size=1, max_size=6).map(_line)
one_line = inlines.map(_one)
paragraphs = inlines.map(lambda piece: Piece(piece.source.strip(), piece.said))
headings = st.builds(
    lambda mark, piece: Piece(mark.format(piece.source.strip()), piece.said),
    st.sampled_from(["# {}", "## {} ##", "###### {}", "{}\n===", "{}\n---"]),
    one_line,
)
_code_line = st.one_of(
    st.lists(words, max_size=4).map(" ".join),
    st.sampled_from(
        ["\tx = 1", "", "  ", "    y", "# no heading", "* none", "| a |", "  ```", "\\"]
    ),
)
code = st.lists(_code_line, max_size=5).map(
    lambda lines: Piece("\n".join(lines), tuple(w for line in lines for w in _said(line)))
)
fences = st.builds(
    lambda mark, language, piece: Piece(f"{mark}{language}\n{piece.source}\n{mark}", piece.said),
    st.sampled_from(["````", "~~~"]),
    st.sampled_from(["", "py", "diff", "klingon", " sh title=x", "a" * 40]),
    code,
)
open_fences = st.builds(
    lambda mark, piece: Piece(f"{mark}\n{piece.source}", piece.said),
    st.sampled_from(["````", "~~~py"]),
    code,
)
indented = code.map(
    lambda piece: Piece("\n".join(f"    {line}" for line in piece.source.split("\n")), piece.said)
)


@st.composite
def tables(draw: st.DrawFn) -> Piece:
    columns = draw(st.integers(1, 6))
    sides = draw(
        st.lists(st.sampled_from(["---", ":-:", "-:", ":-"]), min_size=columns, max_size=columns)
    )
    marks = st.sampled_from(["{}", "**{}**", "`{}`", "[{}](https://a.example)", r"\|{}", "~~{}~~"])
    cell = st.builds(lambda mark, word: Piece(mark.format(word), (word,)), marks, short)
    row = st.lists(cell, min_size=columns, max_size=columns)
    rows = [_joined(cells, " | ") for cells in draw(st.lists(row, min_size=1, max_size=3))]
    head = f"| {rows[0].source} |\n| {' | '.join(sides)} |"
    body = [f"| {one.source} |" for one in rows[1:]]
    # A line of another table right below would lose the cells that are too many for this one.
    return Piece("\n".join([head, *body, ""]), _joined(rows).said)


_other = st.sampled_from(
    ["---", "***", "<details><summary>", "$$\n\\frac{a}{b}\n$$", "\\[\nx^2\n\\]", "[^1]: a note",
     "\\begin{align}\na &= b \\\\ c\n\\end{align}", "<div>\n\n</div>", "<!--\nx\n-->", "&#10;", "",
     "[m]: https://example.org/manual", "$$", "|", "[^1]:", "- ", "1.", ">", "#", "    ", "\x1b[2J"]
).map(Piece)  # fmt: skip
_notes = one_line.map(lambda piece: Piece(f"[^note]: {piece.source}", piece.said))
_leaves = st.one_of(
    paragraphs, paragraphs, headings, fences, tables(), indented, _notes, _other, open_fences
)


def _behind(first: str, rest: str, piece: Piece) -> Piece:
    """`first` before the first line, `rest` before the others."""
    top, *more = piece.source.split("\n")
    return Piece(
        "\n".join([first + top, *(rest + line if line else line for line in more)]), piece.said
    )


def _stacked(pieces: Sequence[Piece], gaps: Sequence[str]) -> Piece:
    made: list[Piece] = []
    for number, piece in enumerate(pieces):
        if number:
            made.append(Piece(gaps[number % len(gaps)]))
        made.append(piece)
    return _joined(made)


def _nested(inner: st.SearchStrategy[Piece]) -> st.SearchStrategy[Piece]:
    blocks = st.builds(
        _stacked,
        st.lists(inner, min_size=1, max_size=2),
        st.lists(st.sampled_from(["\n\n", "\n\n", "\n"]), min_size=1, max_size=2),
    )
    quotes = st.builds(
        lambda alert, piece: _behind("> ", "> ", Piece(alert + piece.source, piece.said)),
        st.sampled_from(["", "", "[!NOTE]\n", "[!WARNING]\n"]),
        blocks,
    )
    marks = st.sampled_from(["- ", "* ", "1. ", "7) ", "100. ", "- [ ] ", "- [x] ", "2. [ ] "])
    lists = st.builds(
        lambda mark, items, gap: _joined(
            [_behind(mark, " " * len(mark.partition("[")[0]), item) for item in items], gap
        ),
        marks,
        st.lists(blocks, min_size=1, max_size=3),
        st.sampled_from(["\n", "\n\n"]),
    )
    return st.one_of(quotes, lists)


blocks = st.recursive(_leaves, _nested, max_leaves=4)
documents = st.builds(
    _stacked,
    st.lists(blocks, min_size=1, max_size=3),
    st.lists(st.sampled_from(["\n\n", "\n\n", "\n\n\n", "\n"]), min_size=1, max_size=3),
)
"""Well made but for what is broken on purpose; its words are seen."""
noise = st.lists(
    st.sampled_from(
        ["the", " words", " ", "  ", ", ", ".", "\n", "\n\n", "\r\n", "\r", "**", "*", "`", "_",
         "[", "](", ")", "http://", "www", ".de", "@", ":", "- ", "1. ", "| ", "a | b\n---|---\n",
         "# ",
         "> ", "    ", "=", "\n===\n", '"', "]: /x", "~~", "\\", "&amp;", "<b>", "!", "日本", "語",
         "e\u0301", "🙂", "```\n", "```", "~~~", "\t", "$", "$$", "\\[", "\\]", "[^", "]", "[x] ",
         "\x1b[", "\x1b]8;;", "\x07", "\x9b", "31m", "\x1b", "\x90", "\x9c", "\ud83d", "\ude00",
         "\u200d", "\ufe0f", "\u202e", "[!NOTE]\n", "<br>", "&#", "8238;", "\\begin{align}", "\xa0"]
    ),
    max_size=40,
).map(lambda tokens: Piece("".join(tokens)))  # fmt: skip
"""What nobody writes; nothing is promised of its words."""
anything = st.one_of(documents, documents, noise)


@st.composite
def chunked(draw: st.DrawFn, source: str) -> list[str]:
    """`source` in pieces: a few, or the last characters one by one."""
    places = sorted(draw(st.lists(st.integers(0, len(source)), max_size=25)))
    if draw(st.booleans()):
        places = list(range(max(0, len(source) - 60), len(source)))
    return [source[a:b] for a, b in zip([0, *places], [*places, len(source)], strict=True)]


widths = st.one_of(st.integers(10, 40), st.integers(10, 200))
newlines = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])
