"""Formulas as a person reads them; what is none, or unknown, stays source."""

from __future__ import annotations

import logging
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.maths.readable import readable

_MORE = [
    r"\frac",
    r"\sqrt",
    r"\begin{cases}",
    r"\end{cases}",
    r"\\",
    r"\text",
    r"\left",
    r"\not",
    r"\hat",
    r"\mathbb",
    r"\tag",
]
CASES = {
    r"x^2 + y_{i+1}^{n-1}": "x² + yᵢ₊₁ⁿ⁻¹",
    r"\sum_{i=1}^{n} i = \frac{n(n+1)}{2}": "∑ᵢ₌₁ⁿ i = n(n+1)/2",
    r"\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}": "∫₀^∞ e^(−x²) dx = (√π)/2",
    r"x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}": "x = (−b ± √(b²−4ac))/2a",
    r"\lim_{x\to 0}\frac{\sin x}{x}=1": "lim_(x→0) (sin x)/x = 1",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}": "(a, b; c, d)",
    r"\begin{cases} x & x>0 \\ -x & \text{otherwise} \end{cases}": "{ x, x > 0; −x, otherwise }",
    r"\left(\frac{1}{2}\right)^{2}": "(½)²",
    r"\mathbb{R}^n \to \mathbb{C}": "ℝⁿ → ℂ",
    r"\vec{v}\cdot\hat{n}": "v⃗·n̂",
    r"\hat{y}_i \notin S": "ŷᵢ ∉ S",
    r"a \not= b": "a ≠ b",
    r"\log_2 n": "log₂ n",
    r"2\sin x\cos x": "2 sin x cos x",
    r"\binom{n}{k}": "C(n, k)",
    r"90^\circ": "90°",
    r"3\times 10^{8}\,\text{m/s}": "3 × 10⁸ m/s",
    r"p(x\,|\,y)": "p(x | y)",
    r"\lfloor x \rfloor": "⌊x⌋",
    r"f'(x)": "f′(x)",
    r"\sqrt[3]{x+1}": "∛(x+1)",
    r"x_1, \dots, x_n": "x₁, …, xₙ",
    r"E = mc^2 \tag{1}": "E = mc²  (1)",
    r"\det(A) \neq 0": "det(A) ≠ 0",
}


@pytest.mark.parametrize("source", CASES)
def test_one_line(source: str) -> None:
    assert readable(source) == (CASES[source],)


def test_rows_are_lines() -> None:
    assert readable(r"\begin{aligned} a &= b \\ &= c\end{aligned}") == ("a = b", "  = c")
    assert readable(r"a = 1 \\ b = 2") == ("a = 1", "b = 2")


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (
            r"\begin{align*} f(x) &= (x+1)^2 \\ &= x^2 + 2x \\ \hat g &\le 3 \end{align*}",
            ("f(x) = (x+1)²", "     = x² + 2x", "   ĝ ≤ 3"),
        ),
        (r"\begin{align} a &= 1 & bc &= 2 \\ aa &= 10 & d &= 3 \end{align}",
         (" a = 1     bc = 2", "aa = 10     d = 3")),
        (r"\begin{eqnarray} ab &=& c \\ &=& d \end{eqnarray}", ("ab = c", "   = d")),
        (r"\begin{split} &= a \\ &+ b \end{split}", ("= a", "+ b")),
        (r"a &= b \\ \text{so, as it is, all of this} \\ c &= d",
         ("a = b", "so, as it is, all of this", "c = d")),
        (rf"{'x' * 40} &= a \\ &= b", (f"{'x' * 40} = a", "   = b")),
    ],
)  # fmt: skip
def test_rows_that_are_parted_stand_below_each_other(source: str, lines: tuple[str, ...]) -> None:
    assert readable(source) == lines


@pytest.mark.parametrize(
    "source",
    [r"\unknown{x}", r"x^", r"\frac", r"\frac{1}", "{" * 500, "100%", "", " ", r"\;", "a$b"],
)
def test_what_has_no_readable_form_stays_source(source: str) -> None:
    assert readable(source) is None


def test_deep_and_long_ones_stay_source_at_once() -> None:
    began = time.process_time()
    assert readable(r"\frac{1}{" * 100 + "1" + "}" * 100) is None
    assert readable("x" * 100_000) is None
    assert time.process_time() - began < 5


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*r"\{}^_&%$#~ ()[]ab12+-=", *_MORE]),
        max_size=30,
    ).map("".join)
)
def test_nothing_is_raised_and_nothing_logged(source: str) -> None:
    seen: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = seen.append  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    try:
        lines = readable(source)
    finally:
        logging.getLogger().removeHandler(handler)
    assert lines is None or all(line.strip() and "\n" not in line for line in lines)
    assert not seen, source
