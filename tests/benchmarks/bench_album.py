"""The library of 5,000 pictures, thumbnails on disk: open, page, search; how long the loop is held
when 60 thumbnails come into view; and the memory that paging through all of it takes.

Times are from the key to the frame that stays. Pictures are drawn in symbols, whose drawings cost
the most, and for the holds in kitty's placeholders and in sixel, too.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import album, stage
from tests.benchmarks.figure import Figure
from tests.pty.terminal import ENTER, ESC, PAGE_DOWN, PAGE_UP, Terminal, ctrl

_WIDE, _DENSE = (160, 50), (220, 66)
"""The second shows more than 60 in pixels."""
_ROWS = 12
"""Of the screen: the first row of tiles and what is above it."""
_RUNS = 3
_HELD = [sys.executable, "-m", "tests.benchmarks.held_app"]


def figures() -> Iterator[Figure]:
    with stage.home() as made:
        album.build(made)
        runs = [_times(made) for _ in range(_RUNS)]
        for doing, aim in _AIMS.items():
            yield Figure(f"library of 5,000: {doing}", min(run[doing] for run in runs), "ms", aim)
        for mode in ("quadrant", "kitty", "sixel"):
            yield from _holds(made, mode)
        yield Figure("memory while paging through 5,000", _memory(made, "quadrant"), "MB", 120)
        yield Figure("  with kitty's placeholders", _memory(made, "kitty"), "MB", 120)


_AIMS = {
    "open, first row of pictures": 150,
    "open, the whole view": 250,
    "open again, the whole view": 150,
    "a page": 50,
    "a page back": 50,
    "search, the slowest letter": 100,
    "search, all again": 100,
}


@contextlib.contextmanager
def _app(made: Path, mode: str, size: tuple[int, int] = _WIDE, **more: str) -> Iterator[Terminal]:
    argv = _HELD if more else [sys.executable, "-m", "tui"]
    with tempfile.TemporaryDirectory() as folder:
        home = shutil.copytree(made, Path(folder, "home"), copy_function=_linked)
        environment = {"PALAVER_HOME": str(home), "PALAVER_IMAGES": mode, **more}
        with Terminal(argv, size=size, env=environment) as terminal:
            terminal.wait("Ask anything")
            stage.quiet(terminal)
            yield terminal


def _linked(source: str, target: str) -> str:
    """Pictures are not copied, and keep the time that their thumbnails know them by."""
    if "/data/pictures/" in source:
        Path(target).hardlink_to(source)
        return target
    return shutil.copy2(source, target)


def _ready(terminal: Terminal) -> None:
    terminal.type("/pictures")
    stage.pause(terminal, 0.3)


def _times(made: Path) -> dict[str, float]:
    """Milliseconds of each thing that a person does."""
    taken: dict[str, float] = {}
    with _app(made, "quadrant") as terminal:
        _ready(terminal)
        first, whole = _settled(terminal, ENTER, 1.5)
        taken["open, first row of pictures"], taken["open, the whole view"] = first, whole
        _rest(terminal)
        assert "1 of 5,000" in terminal.text, terminal.text
        pages = [_stays(terminal, PAGE_DOWN) for _ in range(8)]
        taken["a page"] = max(pages)
        taken["a page back"] = max(_stays(terminal, PAGE_UP) for _ in range(4))
        terminal.type(ctrl("f"))
        stage.pause(terminal, 0.3)
        taken["search, the slowest letter"] = max(_found(terminal, c) for c in album.RARE)
        assert "of 50 · 5,000 in all" in terminal.text, terminal.text
        taken["search, all again"] = _found(terminal, ESC)
        terminal.type(ESC)
        terminal.wait("Ask anything")
        _ready(terminal)
        taken["open again, the whole view"] = _stays(terminal, ENTER)
    return taken


def _stays(terminal: Terminal, key: str) -> float:
    """Milliseconds; then a moment for what is made ready ahead, as a person leaves it."""
    taken = _settled(terminal, key, 0.6)[1]
    _rest(terminal)
    return taken


def _found(terminal: Terminal, key: str) -> float:
    """Milliseconds until it says how many there are; their pictures follow."""
    taken = _settled(terminal, key, 0.6, rows=1)[0]
    _rest(terminal)
    return taken


def _rest(terminal: Terminal) -> None:
    """Until the program writes no more and does no more; megabytes of pixels are not drawn."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        before, size = stage.cpu(terminal.pid), len(terminal.raw)
        stage.pause(terminal, 0.4)
        if stage.cpu(terminal.pid) - before < 0.02 and len(terminal.raw) == size:
            return
    raise AssertionError("it never came to rest")


def _settled(terminal: Terminal, key: str, window: float, rows: int = _ROWS) -> tuple[float, float]:
    """Milliseconds from `key` to the frame from which on the first `rows` rows (those of the first
    tiles), and to that from which on nothing on the screen changes any more."""
    terminal.pump(0)
    written: list[tuple[float, int]] = []
    began = time.monotonic()
    terminal.type(key)
    while (left := began + window - time.monotonic()) > 0:
        before = len(terminal.raw)
        terminal.skim(min(0.02, left))
        if len(terminal.raw) > before:
            written.append((time.monotonic(), len(terminal.raw) - before))
    shown = []
    for at, size in written:
        terminal.draw(size)
        shown.append((at, terminal.cells()))
    first, whole = shown[-1][1][:rows], shown[-1][1]
    return (
        (next(at for at, cells in shown if cells[:rows] == first) - began) * 1000,
        (next(at for at, cells in shown if cells == whole) - began) * 1000,
    )


def _holds(made: Path, mode: str) -> Iterator[Figure]:
    runs = [_held(made, mode) for _ in range(2)]
    for doing in runs[0]:
        took, name = min(run[doing] for run in runs)
        aim = 100 if doing == "it opens" else 30
        yield Figure(f"longest hold, {doing}, {mode} ({name[:20]})", took, "ms", aim)


def _held(made: Path, mode: str) -> dict[str, tuple[float, str]]:
    """Milliseconds by the clock, and what held the loop."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "holds")
        with _app(made, mode, _DENSE, PALAVER_HOLDS=str(told)) as terminal:
            _ready(terminal)
            began = time.monotonic()
            terminal.type(ENTER)
            _rest(terminal)
            opened = time.monotonic()
            for _ in range(6):
                terminal.type(PAGE_DOWN)
                _rest(terminal)
            ended = time.monotonic()
            terminal.type(ctrl("q"))
            while terminal.alive:
                terminal.skim(0.05)
        rows = [line.split(" ", 3) for line in told.read_text(encoding="utf-8").splitlines()]
    held = [(float(at), float(took) * 1000, name) for at, took, _, name in rows]
    spans = {"it opens": (began, opened), "60 come into view": (opened, ended)}
    return {
        doing: max((took, name) for at, took, name in held if start <= at <= end)
        for doing, (start, end) in spans.items()
    }


def _memory(made: Path, mode: str) -> float:
    """Megabytes that all of it takes more than the app before."""
    with _app(made, mode) as terminal:
        before = stage.rss(terminal.pid)
        _ready(terminal)
        terminal.type(ENTER)
        _rest(terminal)
        for _ in range(album.COUNT // 24):
            terminal.type(PAGE_DOWN)
            stage.pause(terminal, 0.12)
        _rest(terminal)
        return stage.rss(terminal.pid, "VmHWM") - before
