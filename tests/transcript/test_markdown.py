"""What models write beyond the plain: formulas, tasks, alerts, footnotes, breaks, false links."""

from __future__ import annotations

import pytest

from tests.transcript.support import STYLES, answer, rows, shown
from tui.transcript import highlight
from tui.transcript.rows import Row
from tui.transcript.styles import STRIKE


def told(text: str, width: int = 60) -> list[str]:
    """The rows of an answer below its label, without the gutter."""
    return [row.removeprefix("  ") for row in shown(rows(answer(2, text), width=width)[1:])]


@pytest.fixture
def reader() -> None:
    highlight.prepare([highlight.FORMULAS])


@pytest.mark.usefixtures("reader")
class TestFormulas:
    def test_in_a_line(self) -> None:
        assert told(r"So $x^2 \le 4$, for $5 or \(y_1\).") == ["So x² ≤ 4, for $5 or y₁."]

    def test_on_lines_of_their_own(self) -> None:
        text = "Then\n$$\n\\begin{aligned} a &= b \\\\ &= c \\end{aligned}\n$$\nand so on."
        assert told(text) == ["Then", "", "  a = b", "    = c", "", "and so on."]
        assert told(f"so ${text[8:-14]}$") == ["so a = b; = c"]

    def test_what_has_no_readable_form_is_shown_as_it_was_written(self) -> None:
        assert told(r"So $\foo{x}$ and \(\foo\).") == [r"So $\foo{x}$ and \(\foo\)."]
        text = "\\[\n\\foo{x}\n\\]"
        assert [line.strip() for line in told(text)] == ["tex  ❐ c", r"\foo{x}"]

    def test_in_tables_lists_and_quotes(self) -> None:
        assert told("| a |\n|---|\n| $x^2$ |")[2] == "x²"
        assert told("- $x^2$\n\n> $y_1$") == ["• x²", "", "│ y₁"]
        assert told("- so\n  $$\n  x^2\n  $$") == ["• so", "", "    x²"]


def test_a_formula_is_its_source_until_its_reader_is_ready() -> None:
    highlight._ready.discard(highlight.FORMULAS)
    highlight.wanted()
    assert told("So $x^2$.") == ["So $x^2$."]
    assert highlight.wanted() == {highlight.FORMULAS}
    highlight.prepare([highlight.FORMULAS])
    assert told("So $x^2$.") == ["So x²."]


def test_tasks() -> None:
    text = "- [ ] to do\n- [x] done\n- none\n\n1. [X] first\n2. second\n\n- [y] no box"
    assert told(text) == [
        *("☐ to do", "☑ done", "• none", "", "1. ☑ first", "2. second", "", "• [y] no box"),
    ]


@pytest.mark.parametrize("kind", ["NOTE", "tip", "Important", "WARNING", "CAUTION"])
def test_alerts(kind: str) -> None:
    assert told(f"> [!{kind}]\n> Mind the *gap*.\n>\n> And more.") == [
        f"│ {kind.capitalize()}",
        "│ Mind the gap.",
        "│",
        "│ And more.",
    ]
    assert told(f"> [!{kind}]") == [f"│ {kind.capitalize()}"]


def test_quotes_that_only_look_like_alerts() -> None:
    assert told("> [!PANIC]\n> x") == ["│ [!PANIC]", "│ x"]
    assert told("> see [!NOTE]") == ["│ see [!NOTE]"]


def test_footnotes_stay_where_they_were_written() -> None:
    text = "It is so.[^1] And so[^why].\n\n[^1]: Because **x**\nof y.\n[^why]: https://example.org"
    assert told(text) == [
        *("It is so.¹ And so[why].", "", "¹ Because x", "  of y.", ""),
        "[why] https://example.org",
    ]
    assert told("[^a](https://example.org) [^b") == ["^a [^b"]


def test_a_break_in_html_is_one_and_all_other_html_is_text() -> None:
    assert told("one<br>two<br />three <kbd>x</kbd>") == ["one", "two", "three <kbd>x</kbd>"]
    table = told("| a | b |\n|---|---|\n| one<br>two, three | x |")
    assert table[2:] == ["one         x", "two, three"]


def _warned(row: Row) -> list[str]:
    return [segment.text for segment in row.strip if segment.style == STYLES.of("warn")]


@pytest.mark.parametrize(
    ("link", "warned"),
    [
        ("[https://good.example/a](https://evil.example)", [" ⚠ evil.example"]),
        ("[good.example](https://evil.example/good.example)", [" ⚠ evil.example"]),
        (
            "[**www.good.example**](http://good.example.evil.example)",
            [" ⚠ good.example.evil.example"],
        ),
        ("[www.good.example](https://good.example/path)", []),
        ("[https://good.example](https://www.good.example/path)", []),
        ("[a word](https://evil.example)", []),
        ("[good.example](javascript:alert(1))", []),
        ("https://good.example/path", []),
        ("[e.g. this](https://good.example)", []),
        ("[https://good.example.](https://evil.example)", [" ⚠ evil.example"]),
        ("[http://localhost:8000](https://evil.example)", [" ⚠ evil.example"]),
        ("[10.0.0.1](http://10.0.0.2)", [" ⚠ 10.0.0.2"]),
        ("[пример.рф](https://evil.example)", [" ⚠ evil.example"]),
        ("[www.пример.рф](https://пример.рф)", []),
        ("www.пример.рф", []),
        ("[me@good.example](https://evil.example)", [" ⚠ evil.example"]),
        ("[me@good.example](mailto:you@good.example)", [" ⚠ you@good.example"]),
        ("[me@good.example](mailto:Me@good.example?subject=x)", []),
        ("me@good.example", []),
        ("[Node.js](https://good.example)", []),
        ("[README.md](https://good.example/a/README.md)", []),
        ("[README.md](https://good.example/a)", [" ⚠ good.example"]),
        ("[good.example](https://evil.example/a/good.example)", [" ⚠ evil.example"]),
    ],
)
def test_a_link_whose_words_are_another_address_is_marked(link: str, warned: list[str]) -> None:
    assert _warned(rows(answer(2, link))[-1]) == warned


@pytest.mark.usefixtures("reader")
def test_a_tab_in_code_or_a_formula_is_a_space() -> None:
    """A terminal would jump to its next stop."""
    assert told("`a\tb` and $\\foo\tx$ and\t*so* on") == ["a b and $\\foo x$ and so on"]


def test_strikethrough_and_hard_breaks() -> None:
    row = rows(answer(2, "~~gone~~"))[-1]
    assert [span.flags & STRIKE for span in row.written.spans] == [STRIKE]
    assert told("one  \ntwo\\\nthree") == ["one", "two", "three"]


def test_the_last_line_of_a_diff_has_its_colour() -> None:
    highlight.prepare(["diff"])
    drawn = rows(answer(2, "```diff\n-old\n+new\n```"))
    assert [row.written.spans[0].role for row in drawn[-2:]] == ["deleted", "inserted"]


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("a&#10;b&#13;c&#9;d", "a b c d"),
        ("&#12;a&#8238;b&rlm;c&#x2028;d", "abcd"),
        ("&#x1b;[31m", "\ufffd[31m"),
        ("<http://a.example/%1b%5b31m>", "http://a.example/%1b%5b31m"),
        ("http://a.example/%E2%80%AE/%0a", "http://a.example/%E2%80%AE/%0a"),
        ("http://a.example/%C3%A9", "http://a.example/é"),
        ("![a&#10;b](http://a.example/c)", "▣ a b"),
    ],
)
def test_what_is_written_as_a_number_is_cleaned_too(source: str, seen: str) -> None:
    assert told(source) == [seen]
    assert told(f"- {source}") == [f"• {seen}"]
    assert told(f"| {source} |\n|---|")[0] == seen


def test_what_stands_deep_in_a_narrow_pane_is_not_indented_any_more() -> None:
    deep = "".join(f"{'  ' * level}- word{level}\n" for level in range(30))
    drawn = told(deep, width=30)
    assert drawn[:3] == ["• word0", "  • word1", "    • word2"]
    assert [row.split()[-1] for row in drawn] == [f"word{level}" for level in range(30)]
    assert told("- " * 1000 + "word", width=30)[-1].endswith("word")
    assert told("> " * 1000 + "word", width=30)[-1].endswith("word")
    assert told("> " * 40 + "word", width=30)[0].endswith("word")
    assert told("[^a-long-name]: words of a note", width=20) == ["[a-long-name]", "words of a note"]


def test_the_mark_that_copies_is_there_however_long_the_language_and_narrow_the_pane() -> None:
    assert told("```javascript\nx\n```", width=22)[0].endswith("  javascript  ❐ c")
    assert told("```javascript\nx\n```", width=16)[0].strip() == "❐ c"


def test_a_footnote_may_begin_below_its_mark_and_with_any_space() -> None:
    assert told("[^1]:\n    word") == ["¹ word"]
    assert told("[^1]: \xa0[word](https://a.example)") == ["¹ word"]
    assert told("[^1]:") == ["¹:"]


def test_a_fence_an_item_and_a_heading_are_no_heads_of_tables() -> None:
    assert told("```a | b\n---|---\n```")[1] == "  ---|---"
    assert told("- a | b\n---|---") == ["• a | b", "  ---|---"]
    assert told("# a | b\n---|---") == ["a | b", "---|---"]
    assert told("a | b\n---|---") == ["a  b", "─  ─"]
