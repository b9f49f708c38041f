"""A huge answer in the whole app, read while it comes: nothing hangs, nothing jumps.

A megabyte of code and of one line; lists and tables, which take longer, in thousands of
rows: longer ones are in `make bench`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from chat.chunks import Chunk
from tests.tui.stage import Asked, Script, Stage, staged

_SIZE = {"fence": 1_000_000, "table": 300_000, "line": 1_000_000, "list": 300_000}


def fence(n: int) -> str:
    return f"value_{n} = compute(first, {n})  # the {n}th\n" + "\n" * (n % 9 == 0)


def table(n: int) -> str:
    return f"| name {n} | `value_{n}` | some words that say it |\n"


def one_line(n: int) -> str:
    return f"abcdefghijklmnopqrstuvwxyz{n:06}"


def items(n: int) -> str:
    return f"- item {n} with some **words** and `code`\n"


KINDS: dict[str, tuple[str, Callable[[int], str], str]] = {
    "fence": ("```python\n", fence, "\n```\n\n"),
    "table": ("| a | b | c |\n|---|---|---|\n", table, "\n"),
    "line": ("", one_line, "\n\n"),
    "list": ("", items, "\n"),
}


def giant(kind: str) -> tuple[Script, list[str]]:
    """A model that says a half, waits to be told, says most of the rest, waits again; and what it
    says: where it ends it is laid out once more, and a table's columns may be others."""
    head, made, tail = KINDS[kind]
    parts, size = [head], 0
    while size < _SIZE[kind]:
        parts.append(made(len(parts)))
        size += len(parts[-1])
    text = "".join(parts) + tail + "The very end."

    stops = len(text) // 2000, len(text) // 1100

    async def script(asked: Asked) -> AsyncIterator[Chunk]:
        for at in range(0, len(text), 1000):
            yield text[at : at + 1000]
            if at % 20_000 == 0:
                await asyncio.sleep(0)
            if at // 1000 in stops:
                asked.go.clear()
                await asked.go.wait()

    return script, [text]


def middle_of(stage: Stage) -> list[str]:
    """Rows of the transcript that stand clear of its edges and its scrollbar."""
    return [row[:76].rstrip() for row in stage.seen.splitlines()[4:18]]


@pytest.mark.parametrize("kind", KINDS)
async def test_it_streams_in_and_is_read_meanwhile(home: Path, kind: str) -> None:
    script, said = giant(kind)
    async with staged(home, script) as stage:
        view = stage.chat.reader
        await stage.ask("go")
        await stage.until(lambda: view.book.heights.total > 100, "some rows")
        for _ in range(3):
            await stage.press("pageup")
        before = middle_of(stage)
        assert len([row for row in before if row.strip()]) > 10
        stage.asked[0].go.set()
        await stage.press("x")
        await stage.until(lambda: not stage.asked[0].go.is_set(), "most of the rest")
        assert middle_of(stage) == before
        stage.asked[0].go.set()
        await stage.quiet()
        await stage.until(lambda: not view.book.live, "the last layout")
        await stage.press("ctrl+end")
        await stage.until(lambda: "The very end." in stage.seen, "its end")
        assert stage.texts()[-1] == said[0]
        await stage.press("ctrl+home")
        await stage.until(lambda: "go" in stage.seen.splitlines()[0], "its top")
        await stage.press("pagedown", "ctrl+end", "pageup")
