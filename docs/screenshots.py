"""Makes the pictures of the README: `make screenshots` (Debian: xvfb xterm xdotool imagemagick).

The real program in a real terminal on a virtual display; the models are a scripted server, the
picture is drawn by the built-in canvas.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support_server import Reply, Request, Server, delta, finish, json_reply

HERE = Path(__file__).parent
HAIKU = """Soft rain on old slate
the gutter keeps its own time
a cat counts the drops

It works because the season is in the *rain* itself, and the turn comes with the cat."""
PYTHON = """One expression, three joined lines:

```python
print("\\n".join(["Soft rain on old slate", "the gutter keeps its own time", "a cat counts the drops"]))
```

| line | syllables |
| --- | ---: |
| Soft rain on old slate | 5 |
| the gutter keeps its own time | 7 |
| a cat counts the drops | 5 |"""  # noqa: E501
CONFIG = """
theme = "{theme}"
[endpoints.anthropic]
provider = "openai"
base_url = "{url}"
api_key = "any"
models = ["claude-sonnet"]
"""


def answer(request: Request) -> Reply:
    """Each model has one thing to say."""
    if not request.path.endswith("/chat/completions"):
        return json_reply({"data": [{"id": "gpt-5-mini"}, {"id": "claude-sonnet"}]})
    claude = request.json["model"] == "claude-sonnet"
    thought = [] if claude else [delta(reasoning_content="The season word should come first.")]
    pieces = [delta(word + " ") for word in (PYTHON if claude else HAIKU).split(" ")]
    usage = {"prompt_tokens": 2100, "completion_tokens": 84}
    return Reply([*thought, 0.4, *pieces, 0.6, finish(usage=usage)])


WALK = (
    "type:Write a haiku about rain, then say why it works.",
    "key:Return",
    "still",
    "model:anthropic/claude",
    "type:Now as a Python one-liner",
    "key:Return",
    "still",
    "model:guide/canvas",
    "type:rain over the roofs of an old town at night",
    "key:Return",
    "still",
    "model:anthropic/claude",
)


@asynccontextmanager
async def display() -> AsyncIterator[dict[str, str]]:
    """A virtual display and the environment that uses it."""
    read, write = os.pipe()
    argv = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1920x1200x24", "-nolisten", "tcp"]
    server = subprocess.Popen(argv, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        number = await asyncio.to_thread(pipe.readline)
    try:
        yield {**os.environ, "DISPLAY": f":{number.strip()}", "LANG": "C.UTF-8"}
    finally:
        server.terminate()
        server.wait()


async def shoot(
    out: Path, size: str, colours: tuple[str, str], theme: str, walk: Sequence[str]
) -> None:
    """Walk through palaver in xterm with sixel and save the last screen."""
    with tempfile.TemporaryDirectory() as home:
        async with display() as environ, Server(answer) as server:
            config = Path(home, "config", "config.toml")
            config.parent.mkdir()
            config.write_text(CONFIG.format(url=server.url, theme=theme))
            environ |= {"PALAVER_HOME": home, "OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "x"}
            foreground, background = colours
            environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
            command = f"exec {shlex.quote(sys.executable)} -m tui -m openai/gpt-5-mini"
            argv = ["xterm", "-ti", "vt340", "-fa", "DejaVu Sans Mono", "-fs", "11", "-bw", "0"]
            argv += ["-b", "0", "+sb", "-geometry", size, "-fg", foreground, "-bg", background]
            argv += ["-xrm", "*numColorRegisters: 256", "-xrm", "*maxGraphicSize: 4000x4000"]
            argv += [
                "-xrm",
                "*decGraphicsID: vt340",
                "-tn",
                "xterm-256color",
                "-e",
                "sh",
                "-c",
                command,
            ]
            terminal = subprocess.Popen(argv, env=environ, cwd=HERE.parent)
            try:
                await asyncio.sleep(6)  # an empty screen is still, too
                tool("mousemove", "300", "8", environ=environ)  # keys go where the pointer is
                await still(environ)
                for step in walk:
                    await play(step, environ)
                await still(environ)
                found = subprocess.run(
                    ["xdotool", "search", "--class", "xterm"],
                    env=environ,
                    capture_output=True,
                    check=True,
                    text=True,
                )
                window = found.stdout.split()[-1]
                run = ["import", "-silent", "-window", window, f"png24:{out}"]
                subprocess.run(run, env=environ, check=True)
            finally:
                terminal.terminate()
                terminal.wait()
    print(out)


async def still(environ: dict[str, str]) -> None:
    """Until nothing has moved for two seconds: how fast that is depends on the machine."""
    before, same = b"", 0
    while same < 4:
        await asyncio.sleep(0.5)
        run = ["import", "-silent", "-window", "root", "rgb:-"]
        now = subprocess.run(run, env=environ, check=True, capture_output=True).stdout
        same, before = (same + 1 if now == before else 0), now


async def play(step: str, environ: dict[str, str]) -> None:
    verb, _, value = step.partition(":")
    match verb:
        case "still":
            await still(environ)
        case "type":
            tool("type", "--delay", "40", value, environ=environ)
        case "key":
            tool("key", value, environ=environ)
        case _:
            tool("key", "ctrl+l", environ=environ)
            await still(environ)
            tool("type", "--delay", "40", value, environ=environ)
            await still(environ)
            tool("key", "Return", environ=environ)
            await still(environ)


def tool(*arguments: str, environ: dict[str, str]) -> None:
    subprocess.run(["xdotool", *arguments], env=environ, check=True)


async def main() -> None:
    dark, light = ("#dfe1e5", "#16181d"), ("#1f2328", "#fbfbfa")
    await shoot(HERE / "wide.png", "160x50+0+0", dark, "dark", WALK)
    await shoot(HERE / "narrow.png", "80x24+0+0", light, "light", WALK[:7])


if __name__ == "__main__":
    asyncio.run(main())
