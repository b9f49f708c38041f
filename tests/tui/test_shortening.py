"""A model without room for the conversation: the oldest messages are left out, and that is said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.chunks import Chunk
from chat.errors import ContextTooLongError, Failure
from chat.messages import PathRow
from tests.tui.stage import Asked, staged
from tui.shortening import left_out


def _path(*sizes: int) -> list[PathRow]:
    roles = ("user", "assistant")
    return [PathRow(n + 1, roles[n % 2], size, 0) for n, size in enumerate(sizes)]


def _failure(words: str) -> Failure:
    return Failure("context_too_long", words, status=400)


@pytest.mark.parametrize(
    ("words", "context", "count"),
    [
        ("It is too long.", None, 4),
        ("maximum context length is 4096 tokens, yours are 8192", None, 6),
        ("n_prompt_tokens 40960, n_ctx 4096", None, 8),
        ("It is too long.", 1000, 6),
        ("It is too long.", 10, 8),
    ],
)
def test_how_many_go(words: str, context: int | None, count: int) -> None:
    path = _path(1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 100)
    assert left_out(path, _failure(words), context) == count


def test_the_next_time_more_go_and_the_question_never() -> None:
    path = _path(1000, 1000, 1000, 1000, 100)
    first = left_out(path, _failure("Too long."), None)
    assert first == 2
    assert left_out(path, _failure("Too long."), None, first) == 4
    assert left_out(path, _failure("Too long."), None, 4) is None


async def _narrow(asked: Asked) -> AsyncIterator[Chunk]:
    """Room for two messages and the question."""
    if len(asked.messages) > 3:
        raise ContextTooLongError("The conversation is too long for this model.", status=400)
    yield f"I saw {len(asked.messages)}."


async def test_o_leaves_out_the_oldest_and_those_after_it_stay_out(home: Path) -> None:
    async with staged(home, _narrow, size=(120, 40)) as stage:
        for text in ("first question", "second question"):
            await stage.answered(text)
        await stage.ask("third question")
        await stage.until(lambda: "o leave out the oldest and send" in stage.seen, "the offer")
        await stage.press("tab", "o")
        await stage.until(lambda: stage.texts()[-1] == "I saw 1.", "the answer")
        await stage.quiet()
        await stage.until(lambda: "The oldest 4 messages were left out from here on." in stage.seen)
        assert [row["content"] for row in stage.asked[-1].messages] == ["third question"]
        assert stage.texts()[0] == "first question", "nothing is lost of it"
        await stage.press("i")
        await stage.answered("fourth question")
        assert [row["content"] for row in stage.asked[-1].messages] == [
            "third question",
            "I saw 1.",
            "fourth question",
        ]
        await stage.ask("fifth question")
        await stage.until(lambda: "o leave out" in stage.seen)
        await stage.click("o leave out")
        await stage.until(lambda: stage.texts()[-1].startswith("I saw"), "the answer")
        assert stage.asked[-1].last == "fifth question"


async def test_a_question_alone_that_is_too_long_is_said(home: Path) -> None:
    async def never(asked: Asked) -> AsyncIterator[Chunk]:
        raise ContextTooLongError("Too long.", status=400)
        yield ""

    async with staged(home, never) as stage:
        await stage.ask("one")
        await stage.quiet()
        await stage.press("tab", "o")
        await stage.until(lambda: "question alone is too long" in stage.notice)
        assert len(stage.asked) == 1
