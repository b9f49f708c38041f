from __future__ import annotations

import pytest

from chat.chunks import Usage
from chat.errors import Failure
from chat.messages import (
    Failed,
    FilePart,
    Finished,
    Picture,
    PicturePart,
    ReasoningPart,
    TextPart,
)
from tests.transcript.support import STYLES, answer, question, rows, sheet, shown
from tui.transcript.message_rows import Lead, Look
from tui.transcript.rows import Span

WIDE = Look(120, STYLES, times=True)


def test_what_the_person_said_has_a_bar() -> None:
    assert shown(rows(question(1, "one\n\n**two**"))) == ["┃ one", "┃", "┃ **two**"]


def test_an_answer_stands_under_its_model() -> None:
    assert shown(rows(answer(2, "text"), lead=Lead())) == ["", "  small", "  text"]


def test_the_guide_says_what_it_is() -> None:
    found = shown(rows(answer(2, "x", endpoint="guide", model="guide")))
    assert found[0] == "  guide (help, not a model)"


def test_a_switch_of_models_is_a_dotted_line() -> None:
    found = shown(rows(question(3, "x", model="large"), lead=Lead(switch=True)))
    assert found[1].startswith("  ╌╌ large · lab ╌╌╌")
    assert (found[0], found[2], found[3]) == ("", "", "┃ x")


def test_time_and_pace_at_the_right_end_of_a_finished_answer() -> None:
    message = answer(2, "x", usage=Usage(10, 134), created=100.0, first=100.2, ended=101.8)
    assert shown(rows(message, look=WIDE))[0].endswith("1.8 s · 84 tok/s")
    assert shown(rows(message))[0] == "  small"


def test_siblings_are_counted_and_turned_by_a_click() -> None:
    label = rows(answer(2, "x"), sibling=2, siblings=3)[0]
    assert label.plain.rstrip() == "  small  ‹2/3›"
    assert [hit.value for hit in label.hits if hit.kind == "sibling"] == [(2, -1), (2, 1)]


def test_reasoning_is_one_row_until_it_is_unfolded() -> None:
    message = answer(2, ReasoningPart("First **this**\nthen that.", 3.04), "x")
    folded = shown(rows(message))
    assert folded[1] == "  ▸ thought 3.0 s   First this then that."
    assert folded[2] == "  x"
    unfolded = shown(rows(message, flipped=True))
    assert unfolded[1:4] == ["  ▾ thought 3.0 s", "    First **this**", "    then that."]


def test_long_reasoning_is_cut_with_a_mark() -> None:
    found = shown(rows(answer(2, ReasoningPart("word " * 50, 1.0))))[1]
    assert found.endswith("…")
    assert len(found) <= 78


def test_a_failure_with_text_kept() -> None:
    failure = Failure("cut_off", "Cut off: the connection closed.")
    found = rows(answer(2, "two words", end=Failed(failure)))
    assert shown(found)[-2:] == [
        "  ⚠ Cut off: the connection closed. 2 words kept.",
        "    r try again   m another model   d details",
    ]
    hits = {hit.value[1]: found[-1].plain[hit.start : hit.end] for hit in found[-1].hits}
    assert hits == {
        "retry": "r try again",
        "retry_other": "m another model",
        "details": "d details",
    }


def test_a_failure_with_nothing_said() -> None:
    failure = Failure("authentication", "The key was refused.")
    found = shown(rows(answer(2, end=Failed(failure))))
    assert found[1:] == [
        "  ✕ The key was refused.",
        "    a enter key   r try again   m another model   d details",
    ]


def test_its_sentence_has_a_stop_though_the_servers_has_none() -> None:
    found = shown(rows(answer(2, end=Failed(Failure("quota", "Insufficient balance")))))
    assert found[1:] == [
        "  ✕ Insufficient balance.",
        "    m another model   r try again   d details",
    ]


@pytest.mark.parametrize("width", [80, 60, 40])
def test_no_key_of_a_failure_is_clipped(width: int) -> None:
    failure = Failure("context_too_long", "9000 tokens are too many.")
    found = rows(answer(2, end=Failed(failure)), look=Look(width, STYLES))[2:]
    told = " ".join(" ".join(row.plain.split()) for row in found)
    assert told == "o leave out the oldest and send f fork m another model d details"
    for row in found:
        pressed = "   ".join(row.plain[hit.start : hit.end] for hit in row.hits)
        assert pressed == row.plain.strip(), "each key is where it is clicked"
    assert len(found) == {80: 1, 60: 2, 40: 3}[width]


@pytest.mark.parametrize("reason", ["stopped", "length", "filter"])
def test_an_end_before_the_end_is_said(reason: str) -> None:
    assert shown(rows(answer(2, "x", end=Finished(reason))))[-1].startswith("  ■ ")


def test_a_usual_end_is_not() -> None:
    assert shown(rows(answer(2, "x", end=Finished("tool_calls"))))[-1] == "  x"


def test_a_picture_is_a_row_that_opens_it() -> None:
    picture = Picture("a" * 64, "image/png", 1024, 768, 5, "rain " * 40, "lab", "flux-dev")
    row = rows(answer(2, PicturePart(picture)))[1]
    assert row.plain.startswith("  ▣ rain rain")
    assert row.plain.rstrip().endswith("… · flux-dev · 1024×768")
    assert [hit.value for hit in row.hits] == [picture]


def test_a_picture_that_failed_says_why() -> None:
    found = shown(rows(answer(2, PicturePart(failed="404\nnot there"))))
    assert found[1] == "  ✕ 404 not there"


def test_an_attached_file_is_a_chip() -> None:
    message = question(1, "see")
    part = FilePart("a\x1b[31mb.txt", "text/plain", "x\n" * 1500)
    message = type(message)(1, 1, None, "user", (TextPart("see"), part), end=Finished())
    assert shown(rows(message))[1] == "┃ [ab.txt · 1500 lines · 3 kB]"


HOSTILE = "\x1b[2J\x1b]0;title\x07 [red]x[/red] [ \x00 \ud83d \u202e abc"


@pytest.mark.parametrize("width", [20, 80])
def test_hostile_text_reaches_no_cell(width: int) -> None:
    messages = [
        question(1, HOSTILE, model=HOSTILE),
        answer(2, HOSTILE, f"```{HOSTILE}\n{HOSTILE}\n```", model=HOSTILE),
        answer(2, ReasoningPart(HOSTILE, 1.0), PicturePart(failed=HOSTILE)),
        answer(2, end=Failed(Failure("server", HOSTILE))),
    ]
    for message in messages:
        for row in rows(message, width=width, lead=Lead(switch=True)):
            text = row.plain
            assert text.isprintable(), text
            assert not any("\ud800" <= char <= "\udfff" for char in text)
            assert row.strip.cell_length == width


def test_every_row_is_as_wide_as_the_view() -> None:
    text = "日本語 " * 30 + "\n\n```\n" + "日本" * 60 + "\n```\n\n| a |\n|-|\n| 👩‍👩‍👧 |"
    for width in (12, 41, 120):
        assert {row.strip.cell_length for row in rows(answer(2, text), width=width)} == {width}
        for row in rows(answer(2, text), width=width):
            assert sum(segment.cell_length for segment in row.strip) == width


def test_joined_emoji_are_drawn_apart_so_that_every_terminal_measures_the_same() -> None:
    row = rows(answer(2, "👩\u200d👩\u200d👧 ❤\ufe0f क्\u200dष"))[1]
    assert row.text == "👩👩👧 ❤ क्\u200dष"


def test_of_very_many_spans_a_row_shows_its_own() -> None:
    made = sheet(40)
    made.write([Span(f"{number} ", flags=number) for number in range(900)])
    assert len(made.rows) > 50
    for row in made.rows:
        shown = list(row.written._shown(row.start, row.end))
        assert "".join(text for _, text in shown) == row.text
        assert all(str(span.flags).endswith(text.strip()) for span, text in shown)
