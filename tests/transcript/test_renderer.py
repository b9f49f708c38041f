from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.transcript.support import STYLES, sheet, shown
from tui.transcript import highlight
from tui.transcript.blocks import Code, Heading, Listing, Paragraph, Table, all_code, parse
from tui.transcript.renderer import write_blocks
from tui.transcript.rows import Row
from tui.transcript.styles import CODE, LINK, STRONG


def rendered(text: str, width: int = 60) -> list[Row]:
    made = sheet(width)
    write_blocks(made, parse(text))
    return made.rows


def lines(text: str, width: int = 60) -> list[str]:
    return shown(rendered(text, width))


def test_kinds_of_blocks() -> None:
    blocks = parse("# a\n\nb\n\n- c\n\n```py\nd\n```\n\n|x|\n|-|\n|y|\n")
    assert [type(block) for block in blocks] == [Heading, Paragraph, Listing, Code, Table]
    assert blocks[3] == Code("d", "py")


def test_a_line_break_of_the_source_is_one() -> None:
    assert lines("one\ntwo") == ["  one", "  two"]


def test_one_blank_row_between_blocks_none_after_a_heading() -> None:
    assert lines("a\n\nb\n\n## h\n\nc") == ["  a", "", "  b", "", "  h", "  c"]


@pytest.mark.parametrize(
    ("before", "blank"),
    [("words", 0), ("- item", 0), ("# heading", 0), ("| a |\n|---|\n| b |", 1), ("> said", 1),
     ("---", 1), ("```\nx\n```", 1)],
)  # fmt: skip
def test_code_stands_under_the_words_it_belongs_to_and_apart_from_the_rest(
    before: str, blank: int
) -> None:
    found = lines(f"{before}\n\n```py\ny = 1\n```\n\nend")
    head = next(n for n, text in enumerate(found) if text.endswith("py  ❐ c"))
    assert found[:head].count("") == blank
    assert found[head + 1 :] == ["    y = 1", "", "  end"]


def test_lists_nest_and_number_from_their_start() -> None:
    assert lines("3. a\n   - b\n4. c") == ["  3. a", "     • b", "  4. c"]


def test_a_list_item_hangs() -> None:
    assert lines("- aaaa bbbb cccc", 16) == ["  • aaaa bbbb", "    cccc"]


def test_a_loose_list_keeps_its_space() -> None:
    assert lines("- a\n\n  b\n\n- c") == ["  • a", "", "    b", "", "  • c"]


def test_a_quote_has_a_bar_on_every_row() -> None:
    assert lines("> aaaa bbbb\n>\n> c", 12) == ["  │ aaaa", "  │ bbbb", "  │", "  │ c"]


def test_code_is_a_panel_with_its_language_and_a_mark_that_copies() -> None:
    rows = rendered("```python\nx = 1\n\n  y\n```")
    assert shown(rows)[0].endswith("python  ❐ c")
    assert shown(rows)[1:] == ["    x = 1", "", "      y"]
    assert [hit.value for hit in rows[0].hits] == [("x = 1\n\n  y",)]
    ground = STYLES.of("text", 0, "code").bgcolor
    assert all(row.strip._segments[1].style.bgcolor == ground for row in rows)


def test_code_wraps_and_loses_nothing() -> None:
    rows = rendered("```\n" + "x" * 100 + "\n```", 40)
    assert "".join(row.text for row in rows) == "x" * 100


def test_a_table_has_a_rule_under_its_header_only() -> None:
    table = "| a | bb |\n|---|---:|\n| xxx | 1 |\n| 日本 | 22 |"
    assert lines(table) == ["  a     bb", "  ────  ──", "  xxx    1", "  日本  22"]


def test_the_columns_of_a_table_are_as_wide_as_emoji_are_drawn() -> None:
    family, warning = "👩\u200d👩\u200d👧", "⚠\ufe0f"
    table = f"| a | b |\n|---|--:|\n| {family} | 1 |\n| {warning} | 2 |\n| words | 3 |"
    for width in (60, 12):
        rows = rendered(table, width)
        assert all(cell_len(row.text) == cell_len(rows[0].text) for row in rows), width
    assert shown(rendered(table))[2:4] == ["  👩👩👧  1", "  ⚠       2"]


def test_a_table_too_wide_wraps_its_widest_cells() -> None:
    table = f"| a | b |\n|---|---|\n| x | {'word ' * 20} |"
    rows = rendered(table, 40)
    assert all(cell_len(row.plain) == 40 for row in rows)
    assert " ".join(" ".join(line.split()) for line in shown(rows)).count("word") == 20


def test_prose_is_at_most_88_columns() -> None:
    assert max(len(line) for line in lines("word " * 100, 160)) <= 90


def test_html_and_markup_are_text() -> None:
    assert lines("<b>x</b> [red]y[/red] [") == ["  <b>x</b> [red]y[/red] ["]


def test_only_addresses_that_are_safe_become_links() -> None:
    (row,) = rendered("[a](https://a.example) [b](javascript:alert) [c](file:///etc/passwd)")
    assert [hit.value for hit in row.hits] == ["https://a.example"]


def test_a_bare_address_becomes_a_link() -> None:
    (row,) = rendered("see https://a.example/x now")
    (hit,) = row.hits
    assert row.plain[hit.start : hit.end] == "https://a.example/x"


def test_emphasis_is_a_flag() -> None:
    (block,) = parse("**a** `b` [c](http://d.example)")
    assert isinstance(block, Paragraph)
    flags = [span.flags for span in block.lines[0] if span.text.strip()]
    assert flags == [STRONG, CODE, LINK]


def test_all_code_finds_it_in_lists_and_quotes() -> None:
    found = all_code(parse("- ```\n  a\n  ```\n\n> ```\n> b\n> ```\n"))
    assert [code.text for code in found] == ["a", "b"]


def test_a_language_is_plain_until_it_is_ready() -> None:
    highlight._ready.discard("lua")
    plain = highlight.code_lines("local x = 1", "lua")
    assert plain == ((highlight.Span("local x = 1"),),)
    assert "lua" in highlight.wanted()
    highlight.prepare({"lua"})
    assert highlight.wanted() == set()
    coloured = highlight.code_lines("local x = 1", "lua")
    assert "".join(span.text for span in coloured[0]) == "local x = 1"
    assert {span.role for span in coloured[0]} > {"text", "number"}


def test_an_unknown_language_is_plain_for_good() -> None:
    highlight.prepare({"nosuchlanguage"})
    highlight.code_lines("x", "nosuchlanguage")
    assert highlight.wanted() == set()


def test_highlighting_keeps_every_line() -> None:
    highlight.prepare({"python"})
    text = '\n\ndef f():\n\t"""a\n\n  b"""\n\n'
    found = ["".join(span.text for span in line) for line in highlight.code_lines(text, "python")]
    assert found == text.expandtabs(4).split("\n")
