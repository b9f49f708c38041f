"""Giants: what a flush of a long open block costs at its end against its beginning, and the longest
that a key holds the loop among long messages.

In this process, without a terminal: CPU of the loop's own thread, so that other programs count for
little.
"""

from __future__ import annotations

import asyncio
import asyncio.events
import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from tests.benchmarks import corpus, long_talk
from tests.benchmarks.figure import Figure
from tests.transcript.support import STYLES, Board, answer, question
from tui.transcript import collecting
from tui.transcript.growing import GrowingText
from tui.transcript.highlight import prepare

_SIZE = 600_000
_FLUSH = 200
"""Characters a flush: 1,000 tokens a second."""
_PAGES = 20


def figures() -> Iterator[Figure]:
    prepare(["python"])
    for name, head, made in _KINDS:
        first, last, longest = _flushes(head, made)
        yield Figure(f"a flush at the end of {name} (floor: its start)", last, "ms", 1.5, first)
        yield Figure(f"longest flush in {name}", longest, "ms", 16)
    for name, messages in (
        ("10,000 messages", [_message(n, long_talk.text(n, 900)) for n in range(1, 10_001)]),
        ("100 of 100 kB", [_message(n, corpus.message(n, 100_000)) for n in range(1, 101)]),
    ):
        for doing, longest in asyncio.run(_moves(messages)).items():
            yield Figure(f"longest hold: {doing}, {name}", longest, "ms", 16)


_KINDS: tuple[tuple[str, str, Callable[[int], str]], ...] = (
    ("20,000 lines of code", "```python\n", lambda n: f"x_{n} = compute(a, {n})  # note\n"),
    ("a table", "| a | b |\n|---|---|\n", lambda n: f"| name {n} | `value_{n}` and more words |\n"),
    ("a list", "", lambda n: f"- item {n} with some **words** and `code`\n"),
    ("a line", "", lambda n: "abcdefghijklmnopqrstuvwxyz"),
)


def _flushes(head: str, made: Callable[[int], str]) -> tuple[float, float, float]:
    """Milliseconds a flush takes in the first hundredth and in the last, and at most."""
    growing, spent, size, number, text = GrowingText(117, STYLES, 0), [], 0, 0, head
    while size < _SIZE:
        while len(text) < _FLUSH:
            text, number = text + made(number), number + 1
        growing.add(text)
        size, text = size + len(text), ""
        began = time.thread_time()
        changed = growing.update(4096)
        collecting.grew(len(growing.rows) - changed)
        spent.append((time.thread_time() - began) * 1000)
    few = len(spent) // 100
    # The first of all begin the block; a hiccup of the machine is one of many.
    longest = statistics.quantiles(spent, n=200)[-1]
    return statistics.mean(spent[few : 2 * few]), statistics.mean(spent[-few:]), longest


def _message(number: int, text: str) -> Any:
    return (question if number % 2 else answer)(number, text)


async def _moves(messages: list[Any]) -> dict[str, float]:
    """For each thing a person does the longest CPU time of one callback, in milliseconds."""
    board, found = Board(messages), {}
    async with board.run_test(size=(120, 40)) as pilot:
        view = board.transcript
        chosen = random.Random(3)
        places = [chosen.random() for _ in range(_PAGES)]
        ids = chosen.sample([message.id for message in messages], _PAGES)
        doings: dict[str, list[Callable[[], object]]] = {
            "page up": [lambda: view.page(-1)] * _PAGES,
            "top": [view.go_top],
            "page down": [lambda: view.page(1)] * _PAGES,
            "end": [view.go_end],
            "scrollbar": [lambda p=p: view.scroll_to(  # type: ignore[misc]
                y=int(view.max_scroll_y * p), animate=False, immediate=True) for p in places],
            "question up": [lambda: view.scroll_question(-1)] * _PAGES,
            "jump": [lambda n=n: view.focus_message(n) for n in ids],  # type: ignore[misc]
        }  # fmt: skip
        gc.collect()
        gc.freeze()
        for doing, steps in doings.items():
            with _Watch() as held:
                for step in steps:
                    asyncio.get_running_loop().call_soon(step)
                    await pilot.pause()
                    await asyncio.sleep(0.03)
            found[doing] = max(held.spent) * 1000
    return found


class _Watch:
    """Notes the CPU time of each callback of the loop."""

    def __enter__(self) -> _Watch:
        self.spent = [0.0]
        self._plain = plain = asyncio.events.Handle._run
        spent = self.spent

        def timed(handle: Any) -> None:
            began = time.thread_time()
            plain(handle)
            spent.append(time.thread_time() - began)

        asyncio.events.Handle._run = timed  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.events.Handle._run = self._plain  # type: ignore[method-assign]
