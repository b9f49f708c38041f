"""The app in a pty beside the server that it asks, and what /proc knows of it."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.stream_server import END
from tests.pty.terminal import ENTER, PALAVER, ROOT, Terminal

SIZE = (120, 40)
_CONFIG = """model = "lab/bench"

[endpoints.lab]
provider = "openai"
base_url = "{url}"
models = [{{ id = "bench" }}]
"""


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The stream server; gives its base URL."""
    argv = [sys.executable, "-m", "tests.benchmarks.stream_server"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(argv, text=True, cwd=ROOT, **pipes) as server:
        try:
            assert server.stdout is not None
            yield f"http://127.0.0.1:{int(server.stdout.readline())}/v1"
        finally:
            server.kill()


@contextlib.contextmanager
def home(url: str = "http://127.0.0.1:9/v1") -> Iterator[Path]:
    """A PALAVER_HOME whose model is the stream server's."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "config", "config.toml")
        config.parent.mkdir()
        config.write_text(_CONFIG.format(url=url), encoding="utf-8")
        yield Path(folder)


@contextlib.contextmanager
def app(folder: Path, argv: Sequence[str] = PALAVER) -> Iterator[Terminal]:
    """Palaver at 120x40, awake and warm: all that is imported after the first paint is there."""
    with Terminal(argv, size=SIZE, env={"PALAVER_HOME": str(folder)}) as terminal:
        terminal.wait("Ask anything")
        quiet(terminal)
        yield terminal


def quiet(terminal: Terminal, seconds: float = 0.7) -> None:
    """Until the program neither writes nor works for a while."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        before, size = cpu(terminal.pid), len(terminal.raw)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            terminal.pump(0.05)
        if cpu(terminal.pid) - before <= 0.02 and len(terminal.raw) - size < 200:
            return
    raise AssertionError(f"it never came to rest\n{terminal.text}")


def pause(terminal: Terminal, seconds: float) -> None:
    """Let time go by, reading but not drawing."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        terminal.skim(left)


def ask(terminal: Terminal, tokens: int, rate: int, mark: int = 1, shape: str = "mixed") -> None:
    """Send the question that makes the server stream; its answer ends in `mark`."""
    write_question(terminal, tokens, rate, mark, shape)
    pause(terminal, 0.2)  # as a person: an Enter in a burst of keys is a line of a paste
    terminal.type(ENTER)


def write_question(
    terminal: Terminal, tokens: int, rate: int, mark: int, shape: str = "mixed"
) -> None:
    question = f"stream {tokens} {rate} {mark} {shape}"
    terminal.type(question)
    terminal.wait(question)


def until_end(terminal: Terminal, mark: int = 1, timeout: float = 120.0) -> float:
    """Read, without drawing, until the end of an answer was written to the terminal; the time
    (CLOCK_MONOTONIC) at which it was. (Drawing here would take the CPU that is being measured.)"""
    return skim(terminal, f"{END}{mark}".encode(), timeout)


def skim(terminal: Terminal, mark: bytes, timeout: float = 120.0) -> float:
    start = len(terminal.raw)
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        before = len(terminal.raw)
        if not terminal.skim(0.5):
            break
        if mark in terminal.raw[max(start, before - 64) :]:
            return time.monotonic()
    raise AssertionError(f"no {mark!r}\n{terminal.text}")


def last_byte(url: str) -> float:
    """When the server wrote the last byte of its last answer (CLOCK_MONOTONIC)."""
    with urllib.request.urlopen(f"{url}/last") as told:
        return float(json.load(told)["last"])


def streamed(
    terminal: Terminal, tokens: int, rate: int, shape: str = "mixed", idle: float = 0
) -> float:
    """CPU milliseconds per 1,000 tokens, from Enter to half a second after the end, without the
    `idle` CPU seconds a second of an app that does nothing. The first answer warms it up."""
    ask(terminal, 50, 0)
    until_end(terminal)
    quiet(terminal)
    write_question(terminal, tokens, rate, 2, shape)
    quiet(terminal)
    began, before = time.monotonic(), cpu(terminal.pid)
    terminal.type(ENTER)
    until_end(terminal, 2)
    pause(terminal, 0.5)
    spent = cpu(terminal.pid) - before - idle * (time.monotonic() - began)
    return spent / tokens * 1e6


def idle(terminal: Terminal, seconds: float = 4) -> float:
    """CPU seconds a second of the app as it stands."""
    before = cpu(terminal.pid)
    pause(terminal, seconds)
    return (cpu(terminal.pid) - before) / seconds


def cpu(pid: int) -> float:
    """CPU seconds of the process, all its threads, those that are gone too, to the nanosecond."""
    return time.clock_gettime((~pid << 3) | 2)


def rss(pid: int, field: str = "VmRSS") -> float:
    """Resident memory in MB; of `VmHWM` its peak."""
    found = re.search(rf"{field}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) / 1024
