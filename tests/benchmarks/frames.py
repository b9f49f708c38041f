"""From what a person does to the frame that shows it, and stays: read as it comes, drawn after."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.pty.terminal import Terminal


def stays(
    terminal: Terminal, do: Callable[[], object], *, window: float = 0.3, rows: int | None = None
) -> float:
    """Seconds from `do` to the write from which on the screen, or its first `rows` rows, does not
    change any more; looked at for `window` seconds."""
    terminal.pump(0)
    frames: list[tuple[float, int]] = []
    began = time.monotonic()
    do()
    while (left := began + window - time.monotonic()) > 0:
        before = len(terminal.raw)
        terminal.skim(min(0.02, left))
        if len(terminal.raw) > before:
            frames.append((time.monotonic(), len(terminal.raw) - before))
    shown = []
    for at, size in frames:
        terminal.draw(size)
        shown.append((at, terminal.cells()[:rows]))
    assert shown, f"nothing was drawn\n{terminal.text}"
    return next(at for at, cells in shown if cells == shown[-1][1]) - began
