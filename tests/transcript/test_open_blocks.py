"""Blocks that are long and still open: what they cost, and what they look like meanwhile."""

from __future__ import annotations

import pytest

from chat.text import clean
from tests.transcript.support import STYLES, sheet, shown
from tests.transcript.test_growing import fresh, full, grown
from tui.transcript import growing as growing_module
from tui.transcript import open_table
from tui.transcript.blocks import parse
from tui.transcript.growing import GrowingText
from tui.transcript.highlight import prepare
from tui.transcript.incoming import Incoming
from tui.transcript.renderer import write_blocks


def in_pieces(text: str, size: int = 37) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


TABLE = "| name | value |\n|---|---|\n" + "".join(
    f"| the {n}th of them | `value_{n}` and **more** |\n" for n in range(1000, 1900)
)


def test_a_long_table_looks_like_one_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[int] = []
    for module in (growing_module, open_table):
        parse_placed = module.parse_placed
        monkeypatch.setattr(
            module, "parse_placed", lambda text, f=parse_placed: parsed.append(len(text)) or f(text)
        )
    growing = GrowingText(80, STYLES, 0)
    for piece in in_pieces(TABLE + "\nafter it", 400):
        growing.add(piece)
        growing.update()
        assert not any("|" in row.text for row in growing.rows[2:-1])
    assert max(parsed) < 3000
    assert shown(growing.rows) == fresh(TABLE + "\nafter it", 80)


def test_columns_of_a_long_table_stay_where_they_are() -> None:
    growing = grown(in_pieces(TABLE, 400), 100)
    before = shown(growing.rows)
    growing.add(f"| {'wider ' * 9}| x |\n")
    assert growing.update() >= len(before) - 1
    assert shown(growing.rows)[: len(before) - 1] == before[:-1]


def test_they_stay_while_much_wider_rows_come() -> None:
    begun = TABLE[: TABLE.index("\n", 2000) + 1]
    growing = grown(in_pieces(begun, 400), 100)
    before = shown(growing.rows)
    for number in range(120):
        growing.add(f"| {'wider ' * 9}| {number} |\n")
        growing.update()
        assert shown(growing.rows)[: len(before)] == before


@pytest.mark.parametrize("after", ["\nwords", "- an item\n- another", "```sh\nls\n```\n", "# head"])
def test_what_follows_a_long_table_is_what_it_is(after: str) -> None:
    assert shown(grown(in_pieces(TABLE + after), 80).rows)[-3:] == fresh(TABLE + after, 80)[-3:]


def test_a_row_that_never_ends_ends_the_table() -> None:
    growing = grown(in_pieces(TABLE + "| " + "x" * 9000, 400), 80)
    assert "".join(growing.lines).count("x") == 9000


CODE = "".join(f"def f_{n}(a):\n    return '''a\n    b {n}'''\n\n" for n in range(300))


def test_a_long_fence_keeps_its_rows_and_takes_its_colours_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepare(["python"])
    parsed: list[int] = []
    parse_placed = growing_module.parse_placed
    monkeypatch.setattr(
        growing_module, "parse_placed", lambda text: parsed.append(len(text)) or parse_placed(text)
    )
    text = f"```python\n{CODE}```\n\nThe end."
    growing = grown(in_pieces(text, 200))
    assert max(parsed) < 400
    assert shown(growing.rows)[-2:] == ["", "  The end."]
    (unlit,) = growing.unlit
    before = shown(growing.rows)
    unlit.light(unlit.lines())
    assert shown(growing.rows) == before
    whole = sheet(60)
    write_blocks(whole, parse(text))
    code = [row for row in whole.rows if row.written.ground == "code"]
    for old, new in zip(growing.rows, code, strict=False):
        assert list(old.written.spans) == list(new.written.spans)


def test_the_caret_stays_behind_what_was_said() -> None:
    growing = grown(["```python\nx = 1\n"])
    for piece in ("\n", "\n", "    "):
        growing.add(piece)
        growing.update()
        assert shown(growing.rows)[-1] == "    x = 1"
    growing.add("y")
    growing.update()
    assert shown(growing.rows)[-4:] == ["    x = 1", "", "", "        y"]


def test_a_fence_in_a_fence_is_code() -> None:
    text = "````markdown\n# head\n```bash\nls\n```\n````\n\nend"
    assert full(shown(grown(list(text)).rows)) == full(fresh(text))


def test_long_code_in_a_list_is_read_by_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[int] = []
    parse_placed = growing_module.parse_placed
    monkeypatch.setattr(
        growing_module, "parse_placed", lambda text: parsed.append(len(text)) or parse_placed(text)
    )
    code = "".join(f"   x = {n}\n" + "\n" * (n % 7 == 0) for n in range(600))
    text = f"1. do this\n\n   ```text\n{code}   ```\n\n2. and that\n"
    growing = grown(in_pieces(text, 60))
    assert max(parsed) < 1200
    assert full(shown(growing.rows)) == full(fresh(text))


def test_a_long_loose_list_is_cut_at_its_items(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[int] = []
    parse_placed = growing_module.parse_placed
    monkeypatch.setattr(
        growing_module, "parse_placed", lambda text: parsed.append(len(text)) or parse_placed(text)
    )
    text = "".join(f"- item {n}\n\n  more of {n}\n\n" for n in range(300))
    growing = grown(in_pieces(text))
    assert max(parsed) < 1500
    assert shown(growing.rows) == fresh(text)


def test_an_update_takes_no_more_than_it_may() -> None:
    growing = GrowingText(60, STYLES, 0)
    growing.add("word " * 700)
    growing.update(1000)
    assert growing.behind
    assert sum(map(len, growing.lines)) <= 1000
    while growing.behind:
        growing.update(1000)
    assert shown(growing.rows) == fresh("word " * 700)


@pytest.mark.parametrize(
    "whole", ["a\r\nb", "a\x1b]0;title\x07b", "a\x1b[31mb", "a\x9b1;2mb", "a\x1b(Bb"]
)
def test_what_is_begun_waits_for_its_end(whole: str) -> None:
    for cut in range(len(whole)):
        incoming = Incoming()
        incoming.add(whole[:cut])
        first = incoming.take()
        incoming.add(whole[cut:])
        assert first + incoming.take() == clean(whole)


def test_long_text_of_all_kinds_forgets_what_it_has_read() -> None:
    prose = "".join(f"Some **words** of paragraph {n}.\n\n" for n in range(900))
    parts = [
        *(prose, TABLE, "\n", prose, f"```text\n{CODE}```\n\n", "```py\ny\n```\n\n", prose),
        *[f"- item {n}\n" for n in range(1500)], "\n", "end",
    ]  # fmt: skip
    text = "".join(parts)
    growing = grown(in_pieces(text, 700), 80)
    assert len(growing._source) < 60_000 < len(text)
    assert full(shown(growing.rows)) == full(fresh(text, 80))


@pytest.mark.parametrize("mark", ["- ", "10. ", "- 1) "])
def test_code_right_behind_the_mark_of_an_item_ends_in_a_long_list(mark: str) -> None:
    inside = " " * len(mark)
    text = f"- {'words ' * 150}\n{mark}```sh\n{inside}ls\n{inside}```\n{inside}more\n- last\n"
    assert full(shown(grown(in_pieces(text, 9)).rows)) == full(fresh(text))


@pytest.mark.parametrize("block", [TABLE, f"```python\n{CODE}```\n"], ids=["table", "code"])
def test_what_is_long_behind_a_giant_is_read_by_its_lines(
    block: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[int] = []
    parse_placed = growing_module.parse_placed
    text = f"{'words and words ' * 300}\n\n\n{block}"
    begun = grown(in_pieces(text[:6000], 700), 80)
    monkeypatch.setattr(
        growing_module, "parse_placed", lambda text: parsed.append(len(text)) or parse_placed(text)
    )
    for piece in in_pieces(text[6000:] + "\nafter it", 700):
        begun.add(piece)
        begun.update()
    assert max(parsed) < 2000
    assert shown(begun.rows)[-900:] == fresh(f"{block}\nafter it", 80)[-900:]
