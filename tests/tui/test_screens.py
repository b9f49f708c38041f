"""Each screen in two themes and two sizes, as text with the roles of its colours."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from chat.chunks import Chunk, Reasoning, Usage
from chat.errors import CutOffError
from chat.settings import Settings
from tests.tui.scripts import drawing
from tests.tui.snapshot import Clock, compare, settle
from tests.tui.stage import Asked, Stage, staged
from tui.pictures.grid import Grid
from tui.pictures.view import PictureView
from tui.wish import Wish

SIZES = [(80, 24), (160, 50)]
THEMES = ["dark", "light"]
WISH = Wish(model="openai/gpt-5-mini")
ENVIRON = {"OPENAI_API_KEY": "k"}

HAIKU = """\
Soft rain on old slate
the gutter keeps **its own** time
a cat counts the drops

1. *Rain* is the season word.
2. The turn comes with the [gutter](https://example.org/gutter).

```python
print("\\n".join(["Soft rain", "on old slate"]))
```

| line | beats |
|------|------:|
| 1    | 5     |
| 2    | 7     |
"""

BLOCKS = f"""\
The limits, then the script:

| {" | ".join(f"limit {number}" for number in range(24))} |
|{" ---: |" * 24}
| {" | ".join(str(number * number) for number in range(24))} |

```sh
#!/bin/sh
{"echo of a line that goes on " * 8}
{chr(10).join(f"echo {number}" for number in range(70))}
```

It says how far it got.
"""


async def answers(asked: Asked) -> AsyncIterator[Chunk]:
    """Good ones, a slow one, a broken one: by the question."""
    match asked.last:
        case "Now draw it":
            async for chunk in drawing(asked):
                yield chunk
        case "why does it drop?":
            yield "Most likely an idle timeout in the proxy. Three places to look:\n\n1. nginx"
            raise CutOffError("Cut off: the connection closed before the answer ended.")
        case "show the script":
            yield BLOCKS
        case "go on slowly":
            yield Reasoning("The user has ruled out nginx, so compare the defaults.")
            yield "Then raise the timeout; the default is 60"
            await asked.go.wait()
        case _:
            yield Reasoning("The season word should come first, then the turn.")
            yield HAIKU
            yield Usage(input=2100, output=84)


async def empty(stage: Stage, clock: Clock) -> None:
    pass


async def conversation(stage: Stage, clock: Clock) -> None:
    await stage.answered("Write a haiku about rain, then say why it works.")
    clock.pass_(60)
    resolve = stage.chat.choosing.catalog.resolve
    stage.chat.choosing.choose(resolve("openai/gpt-4o"))
    await stage.answered("And once more?")


async def streaming(stage: Stage, clock: Clock) -> None:
    await stage.ask("go on slowly")
    await stage.until(lambda: "the default is 60▍" in stage.seen, "the caret")


async def failure(stage: Stage, clock: Clock) -> None:
    await stage.answered("why does it drop?")
    await stage.until(lambda: "words kept" in stage.seen, "what is kept")


async def stopped(stage: Stage, clock: Clock) -> None:
    await streaming(stage, clock)
    await stage.press("escape")
    await stage.quiet()
    await stage.until(lambda: "■ stopped" in stage.seen, "the mark")


async def queue(stage: Stage, clock: Clock) -> None:
    await streaming(stage, clock)
    for number, text in enumerate(("show the code for it", "and the tests"), 1):
        await stage.write(text)
        await stage.press("enter")
        await stage.until(lambda n=number: len(stage.chat.asking.queued()) == n)
    await stage.until(lambda: "and the tests" in stage.seen and "↑ edit" in stage.seen)


async def reading(stage: Stage, clock: Clock) -> None:
    await conversation(stage, clock)
    await stage.press("tab", "enter")
    await stage.until(lambda: "▾ thought" in stage.seen, "the thought")


async def blocks(stage: Stage, clock: Clock) -> None:
    await stage.answered("show the script")
    stage.chat.shelf.open(stage.chat.current.id)
    await stage.until(lambda: "▸ show all 72 lines" in stage.seen, "the fold")
    await stage.press("tab", *"bbb", "right", "right")  # the code, none, the table
    await stage.until(lambda: "‹" in stage.seen, "the table is panned")


async def picker(stage: Stage, clock: Clock) -> None:
    await conversation(stage, clock)
    await stage.press("ctrl+l")
    await stage.until(lambda: "is not running" in stage.seen or "Recent" in stage.seen)


async def conversations(stage: Stage, clock: Clock) -> None:
    for text in ("Rust lifetimes", "Tax letter", "Names for a boat"):
        await stage.answered(text)
        clock.pass_(3600)
        await stage.press("ctrl+n")
        await stage.until(lambda: stage.chat.current.id is None)
    await stage.press("ctrl+s")
    await stage.until(lambda: "Tax letter" in stage.seen and "› " in stage.seen)


async def palette(stage: Stage, clock: Clock) -> None:
    await stage.press("ctrl+p", *"con")
    await stage.until(lambda: "› con" in stage.seen)


async def help_(stage: Stage, clock: Clock) -> None:
    await stage.press("f1")
    await stage.until(lambda: stage.place == "Help")


async def key(stage: Stage, clock: Clock) -> None:
    stage.chat.choosing.choose(stage.chat.choosing.catalog.resolve("openrouter/auto"))
    await stage.write("hello")
    await stage.press("enter")
    await stage.until(lambda: stage.place == "KeyScreen")


async def ask_line(stage: Stage, clock: Clock) -> None:
    await stage.write("/system")
    await stage.press("enter")
    await stage.until(lambda: stage.place == "AskLine")


async def details(stage: Stage, clock: Clock) -> None:
    await failure(stage, clock)
    await stage.press("tab", "d")
    await stage.until(lambda: stage.place == "Details")


async def drawn(stage: Stage) -> None:
    def done() -> bool:
        views = list(stage.app.screen.query(PictureView))
        return bool(views) and views[0].encoded is not None

    await stage.until(done, "the picture")


async def full_screen(stage: Stage, clock: Clock) -> None:
    await stage.answered("Now draw it")
    await stage.until(lambda: stage.chat.gallery._shown)
    stage.chat.gallery.full(stage.chat.gallery._shown[0])
    await stage.until(lambda: stage.place == "FullScreen")
    await drawn(stage)


async def pictures(stage: Stage, clock: Clock) -> None:
    await stage.answered("Now draw it")
    await stage.until(lambda: "▣ Now draw it" in stage.seen, "its row")
    if stage.app.size.width >= 140:
        await stage.until(lambda: stage.chat.gallery.places, "the panel")
        await drawn(stage)


async def library(stage: Stage, clock: Clock) -> None:
    """Three pictures, of which one has lost its file."""
    for _ in range(3):
        await stage.answered("Now draw it")
        clock.pass_(3600)
    lost = stage.store.library()[1].hash
    stage.app.services.session.pictures.path(lost).unlink()  # type: ignore[union-attr]
    await stage.write("/pictures")
    await stage.press("enter")
    await stage.until(lambda: "1 of 3" in stage.seen and "missing." in stage.seen)
    supply = stage.app.screen.query_one(Grid)._supply
    rows = stage.app.screen.query_one(Grid).rows
    await stage.until(lambda: supply.drawing(rows[0].hash) and supply.drawing(rows[2].hash))


async def completion(stage: Stage, clock: Clock) -> None:
    await stage.press("/", "s")
    await stage.until(lambda: stage.chat.prompt.completing)


Scene = Callable[[Stage, Clock], Awaitable[None]]
SCENES: dict[str, Scene] = {
    "empty": empty,
    "conversation": conversation,
    "streaming": streaming,
    "failure": failure,
    "stopped": stopped,
    "queue": queue,
    "reading": reading,
    "blocks": blocks,
    "picker": picker,
    "conversations": conversations,
    "palette": palette,
    "help": help_,
    "key": key,
    "ask-line": ask_line,
    "details": details,
    "full-screen": full_screen,
    "library": library,
    "pictures": pictures,
    "completion": completion,
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scene", SCENES)
async def test_it_looks_as_it_did(
    home: Path, monkeypatch: pytest.MonkeyPatch, scene: str, theme: str, size: tuple[int, int]
) -> None:
    clock = Clock(monkeypatch)
    settings = Settings(theme=theme)  # type: ignore[arg-type]
    async with staged(
        home, answers, size=size, settings=settings, wish=WISH, environ=ENVIRON
    ) as stage:
        await SCENES[scene](stage, clock)
        stage.chat.notice("")
        await settle(stage)
        compare(stage, f"{scene}-{size[0]}x{size[1]}")
        for asked in stage.asked:
            asked.go.set()
