"""Where formulas are, and where dollars are only dollars."""

from __future__ import annotations

import time

import pytest
from markdown_it import MarkdownIt

from tui.maths.syntax import maths


def found(text: str) -> list[str]:
    parser = MarkdownIt("commonmark", {"html": False}).use(maths)
    formulas: list[str] = []
    for token in parser.parse(text):
        inside = token.children or [token]
        formulas += [each.content for each in inside if each.type.startswith("math")]
    return formulas


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("a $x^2$ b", ["x^2"]),
        ("**$x$**, ($y$)", ["x", "y"]),
        (r"\(a\) and \[b\] c", ["a", "b"]),
        ("$$\na=b\n$$", ["a=b"]),
        ("$$a=b$$", ["a=b"]),
        ("text\n$$\na\n\nb\n$$\nmore", ["a\n\nb"]),
        ("\\[\nx\n\\]", ["x"]),
        ("- item\n  $$\n  a\n  $$\n- b", ["a"]),
        ("> $$\n> q\n> $$", ["q"]),
        ("\\begin{align}\na&=b\n\\end{align}", ["\\begin{align}\na&=b\n\\end{align}"]),
        ("$n$-th, $2x+3$", ["n", "2x+3"]),
        ("if $a < b$ then $c > d$.", ["a < b", "c > d"]),
        (r"\$5 and $x$", ["x"]),
        (r"$2 \text{ apples}$", [r"2 \text{ apples}"]),
        ("$$x$$ stands here", ["x"]),
    ],
)
def test_formulas(text: str, formulas: list[str]) -> None:
    assert found(text) == formulas


@pytest.mark.parametrize(
    "text",
    [
        *("costs $5 and $10", "$5-$10", "$HOME/$PATH", "$5/month or 10$ more", "`$x$`", "$1,000$"),
        *("US$5 and CA$6", "pay $5k$", "$$", "$ $", "x$y$z", r"\(unclosed", "$$ open\nno end"),
        *("$3$ apples", "a $20 bill, a 5$ coin", "```\n$x$\n```", "    $$\n    x\n    $$"),
        "it was $12.50 then\nand $13 now",
    ],
)
def test_dollars_stay_dollars(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    ["$" * 20_000, r"\(" * 20_000, "$a" * 20_000, "$$\n" * 5_000, "\\begin{align}\n" * 3_000],
)
def test_what_never_ends_costs_little(text: str) -> None:
    began = time.process_time()
    found(text)
    assert time.process_time() - began < 5  # quadratic: a minute
