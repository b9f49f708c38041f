"""Formulas as they were written."""

from __future__ import annotations

import pytest

from tui.transcript.blocks import Code, Formula, Paragraph, has_formulas, parse


@pytest.mark.parametrize(
    "text", [r"so $\frac{a}{b}$ it is", r"- a \(x^2\) b", "> $$x$$", "| $x^2$ |\n| --- |\n| a |"]
)
def test_a_text_with_a_formula_is_known(text: str) -> None:
    assert has_formulas(text)


@pytest.mark.parametrize("text", ["it costs $5 or $6", "`$x$`", "```\n$$x$$\n```", ""])
def test_money_and_code_are_no_formulas(text: str) -> None:
    assert not has_formulas(text)


@pytest.mark.parametrize("formula", [r"$\frac{a}{b}$", r"\(x_1 + x_2\)"])
def test_a_formula_in_a_line_stands_between_its_marks(formula: str) -> None:
    (paragraph,) = parse(f"so {formula} it is", tex=True)
    assert isinstance(paragraph, Paragraph)
    assert "".join(span.text for span in paragraph.lines[0]) == f"so {formula} it is"


def test_one_on_lines_of_its_own_is_code_that_can_be_copied() -> None:
    text = "$$\n\\sum_{i=1}^n i\n$$"
    assert parse(text) == [Formula(r"\sum_{i=1}^n i")]
    assert parse(text, tex=True) == [Code(r"\sum_{i=1}^n i", "tex")]
