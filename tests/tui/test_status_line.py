"""The status line: at most four keys, only ones that work now, and a click does what they say."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat import errors
from chat.chunks import Chunk, Usage
from tests.tui.scripts import drawing, failing
from tests.tui.stage import Asked, Stage, echo, staged, waiting
from tui.situation import situation

WIDE = (160, 50)


@contextlib.asynccontextmanager
async def staged_as(home: Path, what: str) -> AsyncIterator[Stage]:
    """The app in one of its situations."""
    script = {"streaming": waiting, "held": waiting, "failed": failing, "pictures": drawing}
    size = WIDE if what == "pictures" else (100, 30)
    async with staged(home, script.get(what.split("+")[0], echo), size=size) as stage:
        match what.partition("+")[0]:
            case "streaming":
                await stage.ask("one")
            case "held":
                await stage.ask("one")
                await stage.write("two")
                await stage.press("enter")
                await stage.until(lambda: stage.chat.asking.queued())
                await stage.press("escape")
                await stage.quiet()
                await stage.until(lambda: "held" in stage.seen)
            case "failed" | "pictures" | "answered":
                await stage.answered("one")
        if what.endswith("+reading"):
            await stage.press("tab")
            await stage.until(lambda: stage.place == "reading")
        if what == "pictures":
            await stage.until(lambda: stage.chat.gallery.places)
            await stage.press("tab", "tab")
            await stage.until(lambda: stage.place == "pictures")
        yield stage
        for asked in stage.asked:
            asked.go.set()


SITUATIONS = {
    "empty": ["^L model", "^P actions"],
    "answered": ["^L model", "^P actions"],
    "streaming": ["Esc stop", "^L model", "^P actions"],
    "held": ["Enter send the queue", "^L model", "^P actions"],
    "failed": ["Tab then r try again", "^L model", "^P actions"],
    "answered+reading": ["y copy", "i type", "? keys", "^P actions"],
    "failed+reading": ["r try again", "i type", "? keys", "^P actions"],
    "streaming+reading": ["Esc stop", "i type", "? keys", "^P actions"],
    "pictures": ["n p browse", "s save", "Enter full", "^P actions"],
}


@pytest.mark.parametrize("what", SITUATIONS)
async def test_what_it_says(home: Path, what: str) -> None:
    async with staged_as(home, what) as stage:
        wanted = "   ".join(SITUATIONS[what])
        await stage.until(lambda: stage.status.rstrip().endswith(wanted), wanted)
        assert len(situation(stage.chat)["keys"]) <= 4


@pytest.mark.parametrize("what", SITUATIONS)
async def test_each_of_its_keys_names_an_action_that_runs(home: Path, what: str) -> None:
    async with staged_as(home, what) as stage:
        for _, words, action in situation(stage.chat)["keys"]:
            name, _, rest = action.partition("(")
            assert hasattr(stage.chat, f"action_{name}"), words
            if name == "do":
                inner = rest.strip("')")
                homes = (stage.chat, stage.chat.reader)
                assert any(hasattr(home, f"action_{inner}") for home in homes), words


@pytest.mark.parametrize(
    ("what", "words", "place"),
    [
        ("answered", "^L model", "Picker"),
        ("answered", "^P actions", "Palette"),
        ("answered", "guide (help", "Picker"),
        ("answered+reading", "i type", "prompt"),
        ("answered+reading", "? keys", "Help"),
        ("pictures", "Enter full", "FullScreen"),
    ],
)
async def test_a_click_leads_where_the_key_does(
    home: Path, what: str, words: str, place: str
) -> None:
    async with staged_as(home, what) as stage:
        await stage.until(lambda: words in stage.status)
        await stage.click(words, right=1)
        await stage.until(lambda: stage.place == place, place)


@pytest.mark.parametrize(
    ("what", "words"),
    [("held", "Enter send"), ("failed", "Tab then r"), ("failed+reading", "r try again   i")],
)
async def test_a_click_asks_again(home: Path, what: str, words: str) -> None:
    async with staged_as(home, what) as stage:
        await stage.until(lambda: words in stage.status)
        await stage.click(words)
        await stage.until(lambda: len(stage.asked) == 2, "the question")
        stage.asked[1].go.set()
        await stage.quiet()


async def test_a_click_stops(home: Path) -> None:
    async with staged_as(home, "streaming") as stage:
        await stage.until(lambda: "Esc stop" in stage.status)
        await stage.click("Esc stop")
        await stage.quiet()
        await stage.until(lambda: "Esc stop" not in stage.status)


async def test_a_click_on_the_others_opens_the_list(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("one")
        await stage.press("ctrl+n")
        await stage.click("● 1 other")
        await stage.until(lambda: stage.place == "ConversationOverlay")
        stage.asked[0].go.set()


async def test_tokens_of_the_last_answer(home: Path) -> None:
    async def counted(asked: Asked) -> AsyncIterator[Chunk]:
        yield "ok"
        yield Usage(input=1200, output=340)

    async with staged(home, counted, environ={"OPENAI_API_KEY": "k"}) as stage:
        stage.chat.choosing.choose(stage.chat.choosing.catalog.resolve("openai/gpt-4o"))
        await stage.answered("one")
        await stage.until(lambda: "1.5k of 128k" in stage.status, "how full the context is")


@pytest.mark.parametrize(
    ("error", "key", "words"),
    [
        (errors.AuthenticationError, "a", "enter key"),
        (errors.ContextTooLongError, "o", "send less"),
        (errors.QuotaError, "m", "another model"),
        (errors.ModelNotSupportedError, "m", "another model"),
        (errors.ContentFilterError, "e", "edit"),
        (errors.ServerError, "r", "try again"),
    ],
)
async def test_a_failure_names_the_key_that_helps(
    home: Path, error: type[errors.ProviderError], key: str, words: str
) -> None:
    async def fails(asked: Asked) -> AsyncIterator[Chunk]:
        raise error("No.")
        yield ""

    async with staged(home, fails, size=(100, 30)) as stage:
        await stage.answered("one")
        await stage.until(lambda: f"Tab then {key} {words}" in stage.status, "from the prompt")
        await stage.press("tab")
        await stage.until(lambda: f"{key} {words}   i type" in stage.status, "while reading")


async def test_it_stays_one_row_on_a_narrow_screen(home: Path) -> None:
    async with staged(home, waiting, size=(40, 12)) as stage:
        await stage.ask("one")
        await stage.until(lambda: stage.status.rstrip().endswith("^P actions"))
        assert len(stage.status) <= 40
        stage.asked[0].go.set()
