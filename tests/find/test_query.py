"""What is looked for: as it stands or as an expression, with or without case."""

from __future__ import annotations

import json
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


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("rain", "ra"),  # an i may be told from others that are no case of it
        ("zqneedle42", "zqneedle42"),
        ("rain over the", "n over the"),
        ('say "no" to', "ay "),
        ("a\\b", "a"),
        ("100%", "100"),
        ("雨", ""),
        ("skis", ""),
    ],
)
def test_texts_with_a_hit_hold_the_longest_run_that_is_safe_to_look_for(
    text: str, held: str
) -> None:
    assert Query(text).holding == held
    assert Query(text, expression=True).holding == ""


@pytest.mark.parametrize("letter", [chr(code) for code in range(32, 127)])
def test_a_letter_that_is_looked_for_as_it_stands_is_like_no_other_but_its_other_case(
    letter: str,
) -> None:
    if Query(letter).holding:
        others = "\u0130\u0131\u017f\u212a\u0345\u1e9e\u03c2\uff21\u00df\u00b5"
        assert Query(letter).spans(others) == []
        assert json.dumps(letter, ensure_ascii=False) == f'"{letter}"'
