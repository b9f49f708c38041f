"""Every slash command, in the whole app."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.scripts import drawing, png
from tests.tui.stage import Stage, staged
from tui import clipboard
from tui.commands import COMMANDS

WIDE = (160, 50)


async def give(stage: Stage, command: str) -> None:
    await stage.write(command)
    await stage.press("enter")


async def test_help(home: Path) -> None:
    async with staged(home, size=(100, 70)) as stage:
        await give(stage, "/help")
        await stage.until(lambda: stage.place == "Help")
        await stage.press("/")
        await stage.until(lambda: all(c.help in stage.seen for c in COMMANDS), "all of them")


async def test_model_opens_the_picker_or_takes_a_name(home: Path) -> None:
    async with staged(home) as stage:
        await give(stage, "/model")
        await stage.until(lambda: stage.place == "Picker")
        await stage.press("escape")
        await stage.until(lambda: stage.place == "prompt")
        await give(stage, "/model guide/canvas")
        await stage.until(lambda: str(stage.chat.current.model) == "guide/canvas")
        await stage.until(lambda: "canvas · draw" in stage.status)


async def test_model_with_a_name_that_is_none_says_so(home: Path) -> None:
    async with staged(home) as stage:
        await give(stage, "/model guide/gide")
        await stage.until(lambda: "guide has no model called 'gide'" in stage.notice)
        assert str(stage.chat.current.model) == "guide/guide"


async def test_new(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        await give(stage, "/new")
        await stage.until(lambda: stage.chat.current.id is None)
        assert stage.chat.prompt.empty


async def test_rename_takes_a_title_or_asks_for_one(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        await give(stage, "/rename")
        await stage.until(lambda: stage.place == "AskLine")
        await stage.until(lambda: "Enter takes it   Esc leaves it" in stage.seen, "its keys")
        await stage.press("escape")
        await stage.until(lambda: stage.place == "prompt")
        await give(stage, "/rename About boats")
        await stage.until(lambda: stage.store.conversations()[0].title == "About boats")
        assert not stage.asked[1:]


async def test_system_with_and_without_words(home: Path) -> None:
    async with staged(home) as stage:
        await give(stage, "/system")
        await stage.until(lambda: stage.place == "AskLine", "the field")
        await stage.press(*"Be brief.")
        await stage.press("enter")
        await stage.until(lambda: "System prompt set." in stage.notice)
        await stage.answered("hello")
        assert stage.asked[0].messages[0]["content"] == "Be brief."
        await give(stage, "/system none")
        await stage.until(lambda: "removed" in stage.notice)
        await stage.answered("again")
        assert stage.asked[1].messages[0]["role"] == "user"


async def test_set_shows_sets_and_takes_away(home: Path) -> None:
    async with staged(home) as stage:
        await give(stage, "/set")
        await stage.until(lambda: "No parameters are set" in stage.notice)
        await give(stage, "/set temperature=0.2")
        await stage.until(lambda: stage.chat.current.id is not None)
        number = stage.chat.current.id
        assert number is not None
        await stage.until(
            lambda: stage.store.conversation(number).parameters == {"temperature": 0.2}
        )
        await give(stage, "/set")
        await stage.until(lambda: "temperature=0.2" in stage.notice)
        await give(stage, "/set temperature")
        await stage.until(lambda: stage.store.conversation(number).parameters == {})


async def test_retry_and_edit_say_when_there_is_nothing(home: Path) -> None:
    async with staged(home) as stage:
        for command in ("/retry", "/edit"):
            await give(stage, command)
            await stage.until(lambda: "Nothing has been asked" in stage.notice)
            stage.chat.notice("")


async def test_retry(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        await give(stage, "/retry")
        await stage.until(lambda: len(stage.asked) == 2)
        await stage.quiet()
        await stage.until(lambda: "‹2/2›" in stage.seen)


async def test_edit(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        await give(stage, "/edit")
        await stage.until(lambda: stage.chat.prompt.draft.text == "hello")


async def test_attach(home: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("three\nlines\nof it\n")
    (tmp_path / "cat.png").write_bytes(png())
    async with staged(home) as stage:
        await give(stage, f"/attach {tmp_path / 'notes.txt'}")
        await stage.until(lambda: len(stage.chat.prompt.attachments) == 1, "the file")
        await give(stage, f"/attach {tmp_path / 'cat.png'}")
        await stage.until(lambda: len(stage.chat.prompt.attachments) == 2, "the picture")
        await give(stage, "/attach no/such/file")
        await stage.until(lambda: stage.notice.strip(), "why not")
        await stage.press("ctrl+u")
        await stage.answered("what is in these?")
        await stage.until(lambda: "notes.txt" in stage.seen and "▣ cat.png" in stage.seen)


async def test_pictures(home: Path) -> None:
    async with staged(home, drawing, size=WIDE) as stage:
        await give(stage, "/pictures")
        await stage.until(lambda: "No pictures yet" in stage.seen)
        await stage.press("escape")
        await stage.until(lambda: stage.place == "prompt")
        await stage.answered("a cat")
        await stage.until(lambda: stage.chat.gallery.places)
        await give(stage, "/pictures")
        await stage.until(lambda: "1 of 1" in stage.seen, "it is in the library")


async def test_copy(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    async def copy(text: str, app: object, environ: object = None) -> str:
        copied.append(text)
        return "test"

    monkeypatch.setattr(clipboard, "copy", copy)
    async with staged(home) as stage:
        await give(stage, "/copy")
        await stage.until(lambda: "no answer to copy" in stage.notice)
        await stage.answered("hello")
        await give(stage, "/copy")
        await stage.until(lambda: copied == ["You said: hello"])


async def test_theme_next_by_name_and_unknown(home: Path) -> None:
    async with staged(home) as stage:
        await give(stage, "/theme light")
        await stage.until(lambda: stage.app.palette.name == "light")
        await give(stage, "/theme")
        await stage.until(lambda: stage.app.palette.name != "light")
        before = stage.app.palette
        await give(stage, "/theme nosuch")
        await stage.until(lambda: "nosuch" in stage.notice)
        assert stage.app.palette == before
        await give(stage, "/theme light")
        await stage.until(lambda: stage.app.palette.name == "light")
    async with staged(home) as stage:
        assert stage.app.palette.name == "light", "it is remembered"


async def test_quit(home: Path) -> None:
    async with staged(home) as stage:
        await give(stage, "/quit")
        await stage.until(lambda: not stage.app.is_running, "the end")


async def test_what_is_no_command_is_stopped_once(home: Path) -> None:
    async with staged(home) as stage:
        await give(stage, "/nosuch thing")
        await stage.until(lambda: "There is no command /nosuch" in stage.notice)
        assert not stage.asked
        await stage.press("enter")
        await stage.until(lambda: stage.asked and stage.asked[0].last == "/nosuch thing")
