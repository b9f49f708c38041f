"""The real program in a pty, a scripted server beside it, and what a person does with both."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.pty.terminal import ENTER, PALAVER, ROOT, Terminal
from tests.support import wait_for
from tests.support_server import Answer, Script, Server

KEY = "sk-lab-0123456789abcdefghij"
CONFIG = """
[endpoints.lab]
provider = "openai"
base_url = "{url}"
models = ["lab-small", "lab-large", "flux-lab"]
"""


@contextlib.contextmanager
def lab(answer: Answer | None = None, **script: object) -> Iterator[Server]:
    """A server in a thread of its own: by a `Script` with these fields, or by `answer`."""
    loop = asyncio.new_event_loop()
    server = Server(answer or Script(**script).answer)  # type: ignore[arg-type]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def run(work: object) -> None:
        asyncio.run_coroutine_threadsafe(work, loop).result(10)  # type: ignore[arg-type]

    run(server.__aenter__())
    try:
        yield server
    finally:
        run(server.__aexit__())
        run(loop.shutdown_asyncgens())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def questions(server: Server) -> list[str]:
    """What the server was asked, in order."""
    asked = [r for r in server.requests if r.path.endswith(("/completions", "/generations"))]
    return [_question(request.json) for request in asked]


def _question(body: dict) -> str:
    return str(body["messages"][-1]["content"] if "messages" in body else body["prompt"])


def home() -> Path:
    """The home that the fixture of this name gave the test."""
    return Path(os.environ["PALAVER_HOME"])


def configure(text: str) -> Path:
    """Write config.toml; gives its path."""
    path = home() / "config" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def palaver(
    *words: str,
    size: tuple[int, int] = (80, 24),
    ready: str = "^L model",
    cwd: Path = ROOT,
    **env: str | None,
) -> Terminal:
    """The program, started with `words`; back when it takes keys and its services are there."""
    terminal = Terminal([*PALAVER, *words], size=size, env=env, cwd=cwd)
    try:
        terminal.wait(ready, timeout=40)
    except BaseException:
        terminal.__exit__()
        raise
    return terminal


def beside(server: Server, *words: str, **more: object) -> Terminal:
    """The program with the scripted server as its endpoint `lab`, and lab-small as its model."""
    configure(CONFIG.format(url=server.url))
    return palaver("-m", "lab/lab-small", *words, **more)  # type: ignore[arg-type]


def write(terminal: Terminal, text: str) -> None:
    """Type `text` and see it stand there."""
    terminal.type(text)
    terminal.wait(text[-30:])


def ask(terminal: Terminal, text: str) -> None:
    """Type a question and send it. Enter comes when the text is there, as from a person: in one
    burst with it, it would be a pasted newline."""
    write(terminal, text)
    terminal.settle(0.03)
    terminal.type(ENTER)


def status(terminal: Terminal, text: str) -> None:
    """Until `text` stands in the status line."""
    wait_for(
        lambda: terminal.pump() and text in terminal.lines[-1],
        timeout=20,
        what=f"{text!r} in the status line",
    )


def reopened(*words: str, **more: object) -> Terminal:
    """The program again, on the conversation it was left in."""
    return palaver("-c", *words, **more)  # type: ignore[arg-type]
