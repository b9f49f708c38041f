"""The source of formulas, one key away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.chunks import Chunk
from tests.tui.stage import Asked, Stage, staged

FORMULAS = "The sum $\\frac{a}{b}$ is\n\n$$\n\\sum_{i=1}^n i = \\frac{n(n+1)}{2}\n$$\n\nas said."


async def maths(asked: Asked) -> AsyncIterator[Chunk]:
    yield FORMULAS


async def half(asked: Asked) -> AsyncIterator[Chunk]:
    yield FORMULAS
    await asked.go.wait()
    yield " The end."


async def much(asked: Asked) -> AsyncIterator[Chunk]:
    """So much that a thread lays it out, the formula far above the end."""
    words = "\n\n".join(f"Paragraph {number} has some words. " * 8 for number in range(40))
    yield f"{FORMULAS}\n\n{words}"


async def read(stage: Stage) -> None:
    await stage.press("tab")
    await stage.until(lambda: stage.place == "reading", "reading")
    await stage.until(lambda: "∑" in stage.seen, "the readable formula")


async def test_a_key_shows_the_source_in_place_and_back(tmp_path: Path) -> None:
    async with staged(tmp_path, maths) as stage:
        await stage.answered("sum?")
        await read(stage)
        assert "frac" not in stage.seen
        await stage.press("t")
        await stage.until(lambda: "$\\frac{a}{b}$" in stage.seen, "the source")
        assert "\\sum_{i=1}^n i" in stage.seen
        assert "∑" not in stage.seen
        assert stage.place == "reading"
        await stage.press("t")
        await stage.until(lambda: "∑" in stage.seen, "the readable formula")
        assert "frac" not in stage.seen


async def test_the_selected_source_is_whole_while_it_is_shown(tmp_path: Path) -> None:
    async with staged(tmp_path, maths) as stage:
        await stage.answered("sum?")
        await read(stage)
        await stage.press("t")
        await stage.until(lambda: "\\sum" in stage.seen, "the source")
        await stage.drag("as said.")
        reader = stage.chat.reader
        assert reader.text_selection is not None
        assert await reader.taken_source(reader.text_selection, lambda *_: None) == "as said."


async def test_a_message_without_formulas_says_so(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.answered("it costs $5")
        await stage.press("tab")
        await stage.press("t")
        await stage.until(lambda: "no formulas" in stage.notice, "the notice")


async def test_the_palette_turns_those_of_the_last_answer(tmp_path: Path) -> None:
    async with staged(tmp_path, maths) as stage:
        await stage.answered("sum?")
        await stage.until(lambda: "∑" in stage.seen, "the readable formula")
        await stage.chat.action_do("formulas")
        await stage.until(lambda: "\\sum" in stage.seen, "the source")
        assert stage.place == "prompt"


async def test_one_that_is_being_given_turns_when_it_has_ended(tmp_path: Path) -> None:
    async with staged(tmp_path, half) as stage:
        await stage.ask("sum?")
        await read(stage)
        await stage.press("t")
        await stage.until(lambda: "has ended" in stage.notice, "the notice")
        stage.asked[-1].go.set()
        await stage.quiet()
        await stage.until(lambda: "$\\frac{a}{b}$" in stage.seen, "the source")


@pytest.mark.parametrize("paragraph", [3, 20])
async def test_what_is_looked_at_stays_where_it_is(tmp_path: Path, paragraph: int) -> None:
    async with staged(tmp_path, much) as stage:
        await stage.answered("sum?")
        reader = stage.chat.reader
        await stage.press("tab", "g", "j")
        await stage.until(lambda: "∑" in stage.seen, "the readable formula")
        reader.scrolled(4 * paragraph - 8)
        await stage.until(lambda: f"Paragraph {paragraph} " in stage.seen, "to be scrolled")
        middle = stage.seen.splitlines()[reader.view_height // 2]
        await stage.press("t")
        laid = reader.book.index(reader.focused_id)
        assert laid is not None
        await stage.until(lambda: getattr(reader.book.known(laid), "tex", False), "the source")
        await stage.pilot.pause()
        assert stage.seen.splitlines()[reader.view_height // 2] == middle
