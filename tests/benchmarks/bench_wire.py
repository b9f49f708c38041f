"""What a wire costs beside raw httpx, and how soon a stop reaches the server."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

from tests.benchmarks import stage
from tests.benchmarks.figure import Figure, interleaved
from tests.benchmarks.spoken import SPOKEN
from tests.pty.terminal import ENTER, ESC, ROOT, Terminal

_TOKENS = 4000
_HELD = 0.025
"""Seconds after which the byte of Esc is the key Esc, and not the beginning of another."""


def figures() -> Iterator[Figure]:
    with stage.serving() as url:
        for wire in SPOKEN:
            for rate, told in ((0, "at once"), (1000, "1,000/s")):
                floor, ours = interleaved(
                    3, _cpu("floor_sse", url, rate, wire), _cpu("generator_sse", url, rate, wire)
                )
                yield Figure(f"the generator of {wire}, CPU, {told}", ours, "ms", 1.5, floor)
    yield Figure("Esc to the socket closed at the server", _stopped() * 1000, "ms", 50)


def _cpu(module: str, url: str, rate: int, wire: str) -> Callable[[], float]:
    """Milliseconds of the processor for one answer."""
    argv = [sys.executable, "-m", f"tests.benchmarks.{module}", url, str(_TOKENS), str(rate), wire]

    def measure() -> float:
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
        return float(done.stdout.partition("cpu=")[2]) * 1000

    return measure


class _Endless:
    """Answers for ever, and notes when whoever asked has gone."""

    def __init__(self) -> None:
        self.closed: float | None = None
        self.number = 0
        """Of the last token, over all answers: each stands on the screen once."""
        self.url = ""
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()

    def __enter__(self) -> _Endless:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        self._ready.set()
        self._loop.run_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            writer.close()  # it was only asked whether anything listens
            return
        if not head.startswith(b"POST"):
            writer.write(b"HTTP/1.1 404 X\r\ncontent-length: 0\r\n\r\n")
            return
        writer.write(b"HTTP/1.1 200 X\r\ncontent-type: text/event-stream\r\n\r\n")
        talking = asyncio.create_task(self._talk(writer))
        with contextlib.suppress(ConnectionError):
            while await reader.read(1 << 16):
                pass
        self.closed = time.monotonic()
        talking.cancel()
        writer.close()

    async def _talk(self, writer: asyncio.StreamWriter) -> None:
        while True:
            self.number += 1
            writer.write(b'data: {"choices":[{"delta":{"content":"token%d "}}]}\n\n' % self.number)
            await asyncio.sleep(0.01)


def _stopped() -> float:
    """Seconds from the key to the closed socket: the middle of several."""
    taken: list[float] = []
    with _Endless() as server, stage.home(server.url) as folder, stage.app(folder) as terminal:
        for _ in range(7):
            taken.append(_stop_once(server, terminal))
    return statistics.median(taken)


def _stop_once(server: _Endless, terminal: Terminal) -> float:
    server.closed = None
    terminal.type("go on")
    stage.pause(terminal, 0.3)
    terminal.type(ENTER)
    stage.skim(terminal, f"token{server.number + 50} ".encode())
    began = time.monotonic()
    terminal.type(ESC)
    while server.closed is None and time.monotonic() < began + 10:
        terminal.skim(0.002)
    terminal.draw()
    assert server.closed is not None, f"the server was not told\n{terminal.text}"
    terminal.wait("stopped", gone=["Esc stop"])
    stage.pause(terminal, 0.5)
    return server.closed - began - _HELD
