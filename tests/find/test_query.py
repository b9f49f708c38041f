"""What is looked for: as it stands or as an expression, with or without case."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.find.query import Query, QueryError


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        (Query("rain"), "Rain, rain: the rainy day", ["Rain", "rain", "rain"]),
        (Query("Rain", case=True), "Rain, rain", ["Rain"]),
        (Query("a.b"), "a.b axb", ["a.b"]),
        (Query("a.b", expression=True), "a.b axb", ["a.b", "axb"]),
        (Query("^x", expression=True), "x\nyx\nx", ["x", "x"]),
        (Query("straße"), "STRASSE Straße", ["Straße"]),
        (Query("日本"), "日本語の日本", ["日本", "日本"]),
        (Query("x*", expression=True), "axxb", ["xx"]),
        (Query("(["), "a ([ b", ["(["]),
        (Query(" "), "a b", [" "]),
        (Query(""), "abc", []),
    ],
)
def test_spans(query: Query, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in query.spans(text)] == found


@pytest.mark.parametrize("source", ["(", "[a", "*", "a{2,1}", "(?P<x", "\\"])
def test_what_is_no_expression_is_said(source: str) -> None:
    with pytest.raises(QueryError, match="No expression: "):
        Query(source, expression=True).spans("text")


def test_an_expression_that_never_ends_is_given_up() -> None:
    began = time.monotonic()
    with pytest.raises(QueryError, match="too long"):
        Query("(a+)+b", expression=True).spans("a" * 5000, patience=0.05)
    assert time.monotonic() - began < 10  # without the limit: years


@given(st.text(min_size=1, max_size=8), st.text(max_size=60))
def test_words_as_they_stand(words: str, text: str) -> None:
    spans = Query(words, case=True).spans(text)
    assert [text[start:end] for start, end in spans] == [words] * text.count(words)
