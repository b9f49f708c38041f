from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transcript.support import STYLES, sheet, shown
from tui.transcript.blocks import parse
from tui.transcript.growing import GrowingText
from tui.transcript.renderer import write_blocks


def fresh(text: str, width: int = 60) -> list[str]:
    made = sheet(width)
    write_blocks(made, parse(text))
    return shown(made.rows)


def grown(pieces: list[str], width: int = 60) -> GrowingText:
    growing = GrowingText(width, STYLES, 0)
    for piece in pieces:
        growing.add(piece)
        growing.update()
    return growing


def full(rows: list[str]) -> list[str]:
    return [row for row in rows if row.strip()]


TEXT = """Intro with **bold** words.

1. one
2. two
   ```sh
   ls -l
   ```

```python
def f(x):
    return x

print(f(1))
```

| a | b |
|---|---|
| 1 | 2 |

> quote

End."""


def test_token_by_token_it_becomes_what_a_fresh_layout_is() -> None:
    pieces = [TEXT[i : i + 3] for i in range(0, len(TEXT), 3)]
    assert shown(grown(pieces).rows) == fresh(TEXT)


def test_lines_and_rows_agree() -> None:
    growing = grown([TEXT[i : i + 7] for i in range(0, len(TEXT), 7)])
    assert [row.line for row in growing.rows] == sorted(row.line for row in growing.rows)
    assert all(row.text in growing.lines[row.line] for row in growing.rows)


def test_rows_above_the_first_changed_stay_the_same() -> None:
    growing = GrowingText(60, STYLES, 0)
    before: list[object] = []
    for at in range(0, len(TEXT), 4):
        growing.add(TEXT[at : at + 4])
        changed = growing.update()
        assert growing.rows[:changed] == before[:changed]
        before = list(growing.rows)


def test_an_open_fence_reads_only_new_lines() -> None:
    growing = grown(["```python\n"])
    for number in range(50):
        growing.add(f"x = {number}\n")
        assert growing.update() >= number
    assert shown(growing.rows)[1:] == [f"    x = {n}" for n in range(50)]


def test_a_long_list_is_cut_at_its_items() -> None:
    text = "".join(f"- item {n} with some words\n" for n in range(200))
    growing = grown([text[i : i + 40] for i in range(0, len(text), 40)])
    assert shown(growing.rows) == fresh(text)


def test_a_numbered_long_list_goes_on_counting() -> None:
    text = "".join(f"{n}. item with some more words\n" for n in range(100, 200))
    growing = grown([text[i : i + 40] for i in range(0, len(text), 40)])
    assert shown(growing.rows) == fresh(text)


def test_an_escape_sequence_split_in_two_is_never_drawn() -> None:
    growing = grown(["red \x1b[3", "1m text\x1b[0m here"])
    assert shown(growing.rows) == ["  red  text here".replace("  text", "  text")]


blocks = st.sampled_from(
    [
        "a paragraph of some words\n\n",
        "# heading\n\n",
        "- one\n- two\n- three\n\n",
        "1. first\n2. second\n\n",
        "```python\nx = 1\n\ny = 2\n```\n\n",
        "~~~\nplain\n~~~\n\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n",
        "> quoted words\n\n",
        "---\n\n",
        "`code` and *more*\nsecond line\n\n",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(blocks, max_size=6), st.lists(st.integers(1, 30), min_size=1, max_size=20))
def test_any_cutting_gives_the_rows_of_a_fresh_layout(parts: list[str], cuts: list[int]) -> None:
    text, pieces, at, turn = "".join(parts), [], 0, 0
    while at < len(text):
        pieces.append(text[at : at + cuts[turn % len(cuts)]])
        at, turn = at + cuts[turn % len(cuts)], turn + 1
    assert full(shown(grown(pieces).rows)) == full(fresh(text))


tokens = st.lists(
    st.sampled_from(
        ["the", " words", " go", " on", "ward", " ", "  ", ", ", ". ", ".", "\n", "\n\n", "**", "*",
         "`", "_", "[", "](", ")", "http://", "www", ".de", "@", ":", "- ", "-", "1", ". ", "| ",
         "a | b\n---|---\n", "# ", "> ", "    ", "=", "\n===\n", '"', "]: /x", "~~", "\\", "&amp;",
         "<b>", "!", "日本", "語", "é", "e\u0301", "🙂", "```\n", "\t"]
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(tokens, st.sampled_from([12, 30, 60]))
def test_words_behind_words_are_what_the_parser_would_make_of_them(
    pieces: list[str], width: int
) -> None:
    growing = GrowingText(width, STYLES, 0)
    parsed = GrowingText(width, STYLES, 0)
    for piece in pieces:
        growing.add(piece)
        growing.update()
        parsed.add(piece)
        parsed._prose = False
        parsed.update()
        assert shown(growing.rows) == shown(parsed.rows)
        assert growing.lines == parsed.lines
        spans = [[tuple(s) for s in row.written.spans] for row in growing.rows]
        assert spans == [[tuple(s) for s in row.written.spans] for row in parsed.rows]
