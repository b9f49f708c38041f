"""One picture of 1024 by 1024 pixels in 80x40 cells, in each mode, beside textual-image in the same
pane of the same pty; zooming into 4096 by 4096; and how true it is.

By the clock, so the least of a few runs is the figure: other programs only lengthen it.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

from tests.benchmarks.figure import Figure
from tests.benchmarks.picture_app import CELL, END, PANE, START
from tests.pictures import samples
from tests.pictures.drawing import from_sixel, painted, psnr, ssim
from tests.pty.terminal import Terminal
from tui.pictures.encode.encode import encode
from tui.pictures.encode.value import Request

_MODES = ("kitty", "sixel", "quadrant", "half")
_RUNS = 3
_SCREEN = (PANE[0], PANE[1] + 1)
_LEAST = {"photo": 31.4, "chart": 19.6}
"""dB of quarters of a cell, of a photograph and a chart that were measured once."""


def figures() -> Iterator[Figure]:
    there = importlib.util.find_spec("textual_image") is not None
    if not there:
        print("textual-image is not installed (pip install textual-image): nothing stands beside")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        files = _files(home)
        for mode in _MODES:
            ours = _best("ours", mode, files, home)
            # It has half blocks for both modes of symbols.
            theirs = _best("theirs", mode, files, home) if there else None
            yield Figure(
                f"longest hold: a picture into 80x40, {mode}", ours["held"] * 1000, "ms", 16,
                beside=theirs and theirs["held"] * 1000,
            )  # fmt: skip
            yield Figure(
                f"  sent for it, {mode}", ours["bytes"] / 1000, "kB",
                90 if mode in ("quadrant", "half") else 2000,
                beside=theirs and theirs["bytes"] / 1000,
            )  # fmt: skip
        for mode in _MODES:
            runs = [_run("zoom", mode, files, home) for _ in range(_RUNS)]
            steps = min(max(run["steps"]) for run in runs)
            yield Figure(f"slowest step of a zoom into 4096x4096, {mode}", steps * 1000, "ms", 100)
            spent = min(max(run["cpu"]) for run in runs)
            yield Figure(f"  its CPU, all threads, {mode}", spent * 1000, "ms", 100)
            held = min(run["held"] for run in runs)
            yield Figure(f"  longest hold meanwhile, {mode}", held * 1000, "ms", 16)
        yield from _fidelity(there)


def _files(home: Path) -> tuple[Path, Path, Path]:
    """A chart to warm up with, the photograph, and one of 4096 by 4096."""
    small, large, huge = (home / f"{name}.png" for name in ("small", "large", "huge"))
    samples.chart().save(small)
    samples.photo().save(large)
    samples.photo().resize((4096, 4096), Image.Resampling.BICUBIC).save(huge, compress_level=1)
    return small, large, huge


def _best(who: str, mode: str, files: Sequence[Path], home: Path) -> dict[str, float]:
    runs = [_run(who, mode, files, home) for _ in range(_RUNS)]
    return {name: min(run[name] for run in runs) for name in runs[0]}


def _run(who: str, mode: str, files: Sequence[Path], home: Path) -> dict[str, float]:
    small, large, huge = map(str, files)
    result = home / "result.json"
    result.unlink(missing_ok=True)
    argv = [
        sys.executable, "-m", "tests.benchmarks.picture_app",
        who, mode, small, huge if who == "zoom" else large, str(result),
    ]  # fmt: skip
    with Terminal(argv, size=_SCREEN, env={"PALAVER_HOME": str(home)}) as terminal:
        while not result.exists() and terminal.skim(10.0):
            pass
        while terminal.skim(0.3):
            pass
        raw = bytes(terminal.raw)
    found = json.loads(result.read_text(encoding="utf-8"))
    if who != "zoom":
        start, end = raw.index(START.encode()), raw.index(END.encode())
        found["bytes"] = end - start - len(START)
    return found


def _fidelity(there: bool) -> Iterator[Figure]:
    """As the error of a pixel, which is better the smaller it is."""
    size = (PANE[0] * CELL[0], PANE[1] * CELL[1])
    for name, picture in (("photo", samples.photo()), ("chart", samples.chart())):
        wanted = picture.resize(size, Image.Resampling.LANCZOS)
        for mode in ("quadrant", "sixel"):
            drawn = encode(picture, Request(PANE, mode, cell=CELL))  # type: ignore[arg-type]
            seen = painted(drawn.strips) if mode == "quadrant" else from_sixel(drawn.payload)
            near, alike = psnr(seen, wanted), ssim(seen, wanted)
            beside = _theirs(picture, wanted) if there and mode == "quadrant" else None
            yield Figure(
                f"error of 255, {name}, {mode} ({near:.1f} dB, SSIM {alike:.3f})",
                _error(near), "lvl", _error(_LEAST[name]), beside=beside,
            )  # fmt: skip


def _error(decibels: float) -> float:
    return 255 / 10 ** (decibels / 20)


def _theirs(picture: Image.Image, wanted: Image.Image) -> float:
    from rich.console import Console
    from rich.segment import Segment
    from textual.strip import Strip
    from textual_image.renderable import halfcell

    console = Console(width=PANE[0], height=PANE[1], force_terminal=True)
    drawn = halfcell.Image(picture, *PANE)
    lines = Segment.split_lines(drawn.__rich_console__(console, console.options))
    return _error(psnr(painted([Strip(line) for line in lines if line]), wanted))
