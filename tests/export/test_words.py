"""Quoting and escaping: whatever stands in a text, it stays where it was put."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from chat.export.words import escaped, iso, quoted

MARKDOWN = MarkdownIt("commonmark")


@given(st.text())
def test_what_is_quoted_is_one_line_and_comes_back(text: str) -> None:
    line = quoted(text)
    assert json.loads(line) == text
    assert len(line.splitlines()) == 1
    assert all(char.isprintable() for char in quoted("\x1b[31m\x9b\u2028\u202e\ufeff"))


@given(st.text(alphabet="ab_*`[]<>&!#\\~$| :", max_size=40))
def test_what_is_escaped_is_shown_as_it_stands(text: str) -> None:
    shown = MARKDOWN.render(f"## x {escaped(text)}")
    wanted = " ".join(f"x {text}".split())
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        wanted = wanted.replace(char, entity)
    assert shown == f"<h2>{wanted}</h2>\n"


def test_a_time_has_its_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert iso(0) == "1970-01-01T09:00:00+09:00"
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
