"""The readers: lines, events, thoughts, waits, and the kinds of refusals."""

from __future__ import annotations

import email.utils
import itertools
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.chunks import Reasoning
from chat.errors import ProtocolError
from providers.failures import refused, told
from providers.lines import Lines
from providers.think import Thoughts
from providers.waits import duration, in_words, retry_after


def test_a_line_without_an_end_is_refused() -> None:
    lines = Lines(limit=10)
    lines.feed(b"12345")
    with pytest.raises(ProtocolError):
        lines.feed(b"678901")


def test_a_long_line_in_small_pieces_costs_no_more_than_its_length() -> None:
    lines = Lines()
    began = time.process_time()
    for _ in range(20_000):
        lines.feed(b"x" * 500)
    assert len(lines.feed(b"\n")[0]) == 10_000_000
    assert time.process_time() - began < 2


@given(st.text(alphabet="ab\r\n\u2028é🌍\x85", max_size=30), st.lists(st.integers(0, 60)))
def test_lines_are_the_same_however_they_come(text: str, cuts: list[int]) -> None:
    data = text.encode()
    whole = Lines()
    expected = [*whole.feed(data), *whole.flush()]
    pieces = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    lines = Lines()
    got = [line for a, b in itertools.pairwise(pieces) for line in lines.feed(data[a:b])]
    assert [*got, *lines.flush()] == expected
    assert "\n".join(expected) == text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


def thoughts(*pieces: str) -> tuple[str, str]:
    reader = Thoughts()
    got = [chunk for piece in pieces for chunk in reader.feed(piece)] + reader.flush()
    thought = "".join(chunk.text for chunk in got if isinstance(chunk, Reasoning))
    return thought, "".join(chunk for chunk in got if isinstance(chunk, str))


@pytest.mark.parametrize(
    ("text", "thought", "said"),
    [
        ("<think>a b</think>c", "a b", "c"),
        ("\n<think>\na</think>\n\nc", "a", "c"),
        ("<thinking>a</thinking> c", "a", "c"),
        ("<think>\n\n</think>\n\nc", "", "c"),
        ("plain <think>no</think>", "", "plain <think>no</think>"),
        ("<thin", "", "<thin"),
        ("<b>bold</b>", "", "<b>bold</b>"),
        ("<think>never closed", "never closed", ""),
        ("<think>a </thin b</think>c < d", "a </thin b", "c < d"),
        ("<think>a</think>b <think>c</think>", "a", "b <think>c</think>"),
        ("  indented", "", "  indented"),
    ],
)
def test_thoughts_in_the_text(text: str, thought: str, said: str) -> None:
    assert thoughts(text) == (thought, said)
    assert thoughts(*text) == (thought, said)
    for at in range(len(text)):
        assert thoughts(text[:at], text[at:]) == (thought, said)


@settings(max_examples=50)
@given(st.text(max_size=40))
def test_text_without_a_tag_goes_through_unchanged(text: str) -> None:
    if not text.lstrip().startswith("<"):
        assert thoughts(*text) == ("", text)


@pytest.mark.parametrize(
    ("headers", "text", "seconds"),
    [
        ({"retry-after": "20"}, "", 20),
        ({"retry-after-ms": "1500", "retry-after": "20"}, "", 1.5),
        ({"llm_provider-retry-after": "7"}, "", 7),
        ({"x-ratelimit-reset-requests": "6m0s"}, "", 360),
        (
            {
                "x-ratelimit-reset-requests": "1s",
                "x-ratelimit-reset-tokens": "6m0s",
                "x-ratelimit-remaining-tokens": "0",
                "x-ratelimit-remaining-requests": "5",
            },
            "",
            360,
        ),
        ({}, "Rate limit reached. Please try again in 1m3.5s. Visit …", 63.5),
        ({}, "Please try again in 20ms", 0.02),
        ({}, "Please retry after 30 seconds.", 30),
        ({}, 'details: [{"retryDelay": "34s"}]', 34),
        ({}, "No idea.", None),
        ({"retry-after": "soon"}, "", None),
        ({"retry-after": "-3"}, "", None),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], text: str, seconds: float | None) -> None:
    assert retry_after(headers, text) == (None if seconds is None else pytest.approx(seconds))


def test_a_date_and_a_time_are_waited_for() -> None:
    date = email.utils.formatdate(time.time() + 30, usegmt=True)
    assert retry_after({"retry-after": date}) == pytest.approx(30, abs=2)
    soon = str(int((time.time() + 30) * 1000))
    assert retry_after({"x-ratelimit-reset": soon}) == pytest.approx(30, abs=2)
    assert retry_after({"retry-after": "Mon, 01 Jan 2001 00:00:00 GMT"}) == 0


@given(st.text(max_size=60))
def test_any_words_can_be_read(text: str) -> None:
    retry_after({"retry-after": text, "x-ratelimit-reset-x": text}, text)
    assert (in_words(text) or 0) >= 0
    assert (duration(text) or 0) >= 0


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"error": {"message": "nope"}}, "authentication"),
        (400, {"error": {"message": "Incorrect API key provided: sk-x"}}, "authentication"),
        (
            500,
            {"error": {"message": "litellm.AuthenticationError: bad", "code": None}},
            "authentication",
        ),
        (429, {"error": {"message": "Slow down", "code": "rate_limit_exceeded"}}, "rate_limit"),
        (429, {"error": {"message": "x", "code": "insufficient_quota"}}, "quota"),
        (402, {"error": {"message": "Insufficient credits", "code": 402}}, "quota"),
        (404, {"error": {"message": "The model `x` does not exist"}}, "model_not_found"),
        (404, {"error": "model 'x' not found"}, "model_not_found"),
        (404, {"detail": "Not Found"}, "protocol"),
        (400, {"error": {"message": "x", "code": "context_length_exceeded"}}, "context_too_long"),
        (
            400,
            {"error": {"type": "exceed_context_size_error", "n_prompt_tokens": 9, "n_ctx": 4}},
            "context_too_long",
        ),
        (
            400,
            {"message": "This model's maximum context length is 4096 tokens"},
            "context_too_long",
        ),
        (400, {"error": {"message": "x", "code": "content_filter"}}, "content_filter"),
        (
            404,
            {"error": {"message": "No endpoints found that support image input"}},
            "not_supported",
        ),
        (503, {"error": {"message": "Loading model"}}, "server"),
        (422, {"detail": [{"loc": ["body", "x"], "msg": "extra fields not permitted"}]}, "request"),
        (413, "too big", "request"),
        (400, None, "request"),
    ],
)
def test_what_a_refusal_means(status: int, body: object, kind: str) -> None:
    error = refused(status, {}, json.dumps(body).encode(), "http://127.0.0.1/v1/x")
    assert (error.kind, error.status) == (kind, status)
    assert error.sentence
    assert "{" not in error.sentence


def test_a_web_page_is_told_and_never_shown() -> None:
    page = b"<!DOCTYPE html><html><head><title>Log <b>in</title></head><body>\x1b[31mhi"
    error = refused(502, {}, page, "http://127.0.0.1/v1/x")
    assert error.kind == "server"
    assert "web page" in error.sentence
    assert "http://127.0.0.1/v1/x" in error.sentence
    assert "hi" not in error.sentence + error.excerpt
    assert refused(404, {}, page, "u").kind == "protocol"


def test_a_missing_address_is_named() -> None:
    error = refused(404, {}, b"", "http://127.0.0.1/v2/chat/completions")
    assert "http://127.0.0.1/v2/chat/completions" in error.sentence


def test_the_words_of_a_server_are_harmless() -> None:
    error = told({"message": "\x1b[31mred\x00 [bold]\ud800 " + "x" * 1000, "code": None})
    assert "\x1b" not in error.sentence + error.excerpt
    assert len(error.sentence) <= 300
    assert len(error.excerpt) <= 500
    error.sentence.encode()
    error.excerpt.encode()


def test_what_the_server_behind_a_gateway_said_is_told() -> None:
    raw = json.dumps({"error": {"message": "quite broken"}})
    error = told({"message": "Provider returned error", "code": 502, "metadata": {"raw": raw}})
    assert error.sentence == "Provider returned error: quite broken"
    assert error.status == 502


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["error", "message", "code", "detail", "metadata", "raw"]), inner
            )
        ),
        max_leaves=8,
    )
)
def test_any_error_value_becomes_a_sentence(payload: object) -> None:
    assert told(payload).sentence
