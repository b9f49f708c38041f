"""Every key of reading: the letters that act on one message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.chunks import Chunk
from tests.tui.scripts import CODE, coded, drawing, failing, long, once_failing, refused, thinking
from tests.tui.stage import Asked, Stage, staged, waiting
from tui import clicks, clipboard
from tui.wish import Wish


async def read(stage: Stage, *keys: str) -> None:
    """Go to reading and press `keys`."""
    await stage.press("tab")
    await stage.until(lambda: stage.place == "reading", "reading")
    await stage.press(*keys)


def focused(stage: Stage) -> str:
    number = stage.chat.reader.focused_id
    found = stage.chat.asking.message(number) if number is not None else None
    return found.text if found else ""


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ((), "You said: two"),
        (("k",), "two"),
        (("up",), "two"),
        (("k", "j"), "You said: two"),
        (("up", "down"), "You said: two"),
        (("g",), "one"),
        (("g", "G"), "You said: two"),
        (("K",), "two"),
        (("K", "K"), "one"),
        (("K", "K", "J"), "two"),
        (("alt+up", "alt+up"), "one"),
        (("alt+up", "alt+up", "alt+down"), "two"),
        (("g", "k"), "one"),
        (("j",), "You said: two"),
    ],
)
async def test_the_focus_moves(home: Path, keys: tuple[str, ...], text: str) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        await stage.answered("two")
        await read(stage, *keys)
        await stage.until(lambda: focused(stage) == text, f"{text!r} focused")
        await stage.until(lambda: "▌" in stage.seen, "the bar")


@pytest.mark.parametrize("key", ["pageup", "ctrl+home", "ctrl+u", "ctrl+up"])
async def test_pages_scroll_as_in_the_prompt(home: Path, key: str) -> None:
    async with staged(home, long) as stage:
        await stage.answered("begin")
        await read(stage, "ctrl+end", key)
        await stage.until(lambda: not stage.chat.reader.following, "scrolled up")
        await stage.press("ctrl+end")
        await stage.until(lambda: stage.chat.reader.following, "the end")
        assert stage.place == "reading"


async def test_half_a_page_is_half_of_what_is_seen(home: Path) -> None:
    async with staged(home, long) as stage:
        await stage.answered("begin")
        await read(stage, "ctrl+end")
        reader = stage.chat.reader
        bottom = reader.position.row
        await stage.press("ctrl+u")
        await stage.until(lambda: reader.position.row == bottom - reader.view_height // 2, "up")
        await stage.press("ctrl+d")
        await stage.until(lambda: reader.position.row == bottom, "down")
        assert stage.place == "reading"


@pytest.mark.parametrize("keys", [("pageup",) * 5, ("ctrl+u",) * 10, ("ctrl+home",)])
async def test_the_focus_stays_in_sight(home: Path, keys: tuple[str, ...]) -> None:
    async with staged(home, long) as stage:
        await stage.answered("one")
        await stage.answered("two")
        await read(stage)
        await stage.press(*keys)
        await stage.until(lambda: focused(stage) in ("one", stage.texts()[1]), "another message")
        await stage.until(lambda: "▌" in stage.seen, "the bar")
        await stage.press("ctrl+end")
        await stage.until(lambda: stage.chat.reader.focused_id == stage.chat.reader.last_id, "last")


async def test_enter_unfolds_the_reasoning_of_this_message(home: Path) -> None:
    async with staged(home, thinking) as stage:
        await stage.answered("why")
        await stage.answered("and why")
        await read(stage, "enter")
        await stage.until(lambda: "▾ thought" in stage.seen)
        assert "▸ thought" in stage.seen, "only this one"
        await stage.press("enter")
        await stage.until(lambda: "▾ thought" not in stage.seen)


async def test_enter_on_a_failure_asks_again(home: Path) -> None:
    async with staged(home, once_failing) as stage:
        await stage.answered("enter on a failure")
        await stage.until(lambda: "Try me again." in stage.seen)
        await read(stage, "enter")
        await stage.until(lambda: "Now it works." in stage.seen, "the second answer")
        await stage.until(lambda: "‹2/2›" in stage.seen)


async def test_enter_opens_a_picture(home: Path) -> None:
    async with staged(home, drawing) as stage:
        await stage.answered("a cat")
        await read(stage, "enter")
        await stage.until(lambda: stage.place == "FullScreen", "the picture")
        await stage.escape()
        await stage.until(lambda: stage.place == "prompt")


async def test_enter_opens_a_link(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(clicks.Clicks, "open_link", lambda self, url: opened.append(url))
    async with staged(home, coded) as stage:
        await stage.answered("how")
        await read(stage, "enter")
        await stage.until(lambda: "Enter again opens https://example.org/man" in stage.notice)
        assert not opened, "it is shown first"
        await stage.press("enter")
        await stage.until(lambda: opened == ["https://example.org/man"], "the link")


async def test_y_copies_the_source_and_c_the_code(home: Path, copied: list[str]) -> None:
    async with staged(home, coded) as stage:
        await stage.answered("how")
        await read(stage, "y")
        await stage.until(lambda: copied == [CODE], "the Markdown")
        await stage.until(lambda: "Copied the message" in stage.notice)
        await stage.press("c")
        await stage.until(lambda: copied[-1].strip() == "print('hello')", "the code")
        assert stage.place == "reading"


async def test_a_digit_picks_one_of_several_blocks(home: Path, copied: list[str]) -> None:
    async def several(asked: Asked) -> AsyncIterator[Chunk]:
        yield "```python\none = 1\n```\n\nand\n\n```sh\nls\n```\n"

    async with staged(home, several) as stage:
        await stage.answered("how")
        await read(stage, "c")
        await stage.until(lambda: "1 python one = 1 · 2 sh ls" in stage.notice, "both")
        assert not copied
        await stage.press("1")
        await stage.until(lambda: copied == ["one = 1"], "the first")
        await stage.press("c", "2")
        await stage.until(lambda: copied[1:] == ["ls"], "the second")
        await stage.press("c", "y", "2")
        await stage.until(lambda: len(copied) == 3, "another key takes the offer away")
        await stage.until(lambda: "i to type" in stage.notice)
        assert copied[2].startswith("```python")
        await stage.press("c", "3")
        await stage.until(lambda: "i to type" in stage.notice, "there is no third")


async def test_c_without_code_says_so(home: Path, copied: list[str]) -> None:
    async with staged(home) as stage:
        await stage.answered("how")
        await read(stage, "c")
        await stage.until(lambda: "no code" in stage.notice)
        assert not copied


async def test_r_on_an_answer_makes_a_sibling_and_arrows_turn(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        first = stage.chat.current.path[-1].id
        await read(stage, "r")
        await stage.until(lambda: len(stage.asked) == 2)
        await stage.quiet()
        second = stage.chat.current.path[-1].id
        assert stage.store.siblings(first) == [first, second]
        await stage.until(lambda: stage.chat.reader.focused_id == second, "the new one focused")
        await stage.press("left")
        await stage.until(lambda: stage.chat.reader.focused_id == first, "the first")
        await stage.until(lambda: "y copy" in stage.status, "the keys of reading")
        await stage.press("left")
        await stage.press("right")
        await stage.until(lambda: stage.chat.reader.focused_id == second, "the second")
        assert stage.place == "reading"


async def test_r_while_an_answer_comes_says_why_not(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("one")
        await read(stage, "r")
        await stage.until(lambda: "still coming" in stage.notice)
        assert len(stage.asked) == 1
        stage.asked[0].go.set()


async def test_m_asks_again_with_the_model_that_is_picked(home: Path) -> None:
    async with staged(home, failing) as stage:
        await stage.answered("one")
        await read(stage, "m")
        await stage.until(lambda: stage.place == "Picker", "the picker")
        await stage.press(*"canvas")
        await stage.press("enter")
        await stage.until(lambda: len(stage.asked) == 2)
        assert str(stage.asked[1].model) == "guide/canvas"
        await stage.quiet()
        assert str(stage.chat.current.model) == "guide/guide", "only this answer"


async def test_d_shows_what_the_server_said(home: Path) -> None:
    async with staged(home, failing) as stage:
        await stage.answered("one")
        await read(stage, "d")
        await stage.until(lambda: '{"error": "too hot"}' in stage.seen, "the excerpt")
        await stage.escape()
        await stage.until(lambda: stage.place == "reading", "where its keys work")


async def test_d_without_a_failure_says_so(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        await read(stage, "d")
        await stage.until(lambda: "did not fail" in stage.notice)
        assert stage.place == "reading"


async def test_e_takes_the_question_into_the_prompt(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        await read(stage, "e")
        await stage.until(lambda: stage.chat.prompt.draft.text == "one")
        assert stage.place == "prompt"
        await stage.until(lambda: "Editing" in stage.notice)


async def test_f_forks_up_to_this_message(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        await stage.answered("two")
        old = stage.chat.current.id
        await read(stage, "K", "k", "f")
        await stage.until(lambda: stage.chat.current.id not in (None, old), "the fork")
        assert stage.texts() == ["one", "You said: one"]
        assert stage.place == "prompt"


@pytest.mark.parametrize("key", ["i", "escape"])
async def test_back_to_the_prompt(home: Path, key: str) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        await read(stage, key)
        await stage.until(lambda: stage.place == "prompt")
        assert stage.chat.prompt.empty
        assert not stage.chat.reader.reading


async def test_ctrl_v_pastes_into_the_prompt(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def paste(app: object, environ: object = None) -> str:
        return "from outside"

    monkeypatch.setattr(clipboard, "paste", paste)
    async with staged(home) as stage:
        await stage.answered("one")
        await read(stage, "ctrl+v")
        await stage.until(lambda: stage.chat.prompt.draft.text == "from outside")
        assert stage.place == "prompt"


async def test_ctrl_c_stops_here_too(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("one")
        await read(stage, "ctrl+c")
        await stage.quiet()
        assert stage.place == "reading"


@pytest.mark.parametrize("key", ["question_mark", "f1"])
async def test_help(home: Path, key: str) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        await read(stage, key)
        await stage.until(lambda: stage.place == "Help", "help")


async def test_a_live_answer_can_be_read_and_folded(home: Path) -> None:
    async def slow(asked: Asked) -> AsyncIterator[Chunk]:
        from chat.chunks import Reasoning

        yield Reasoning("A thought in the making.")
        await asked.go.wait()
        yield "Done."

    async with staged(home, slow) as stage:
        await stage.ask("one")
        await stage.until(lambda: "▾ thinking" in stage.seen, "the open thought")
        await read(stage, "enter")
        await stage.until(lambda: "▸ thinking" in stage.seen, "the folded thought")
        stage.asked[0].go.set()
        await stage.quiet()


@pytest.mark.parametrize("road", ["a", "palette", "click"])
async def test_a_refused_key_is_asked_for_and_the_question_goes_out_by_itself(
    home: Path, road: str
) -> None:
    wish = Wish(model="openai/gpt-5")
    async with staged(home, refused, environ={"OPENAI_API_KEY": "bad"}, wish=wish) as stage:
        await stage.answered("one")
        await stage.until(lambda: "a enter key" in stage.seen, "the way out")
        asked: list[str] = []

        async def entered(endpoint: str, problem: str = "") -> bool:
            asked.append(endpoint)
            return True

        stage.chat.choosing.enter_key = entered  # type: ignore[method-assign]
        match road:
            case "a":
                await read(stage, "a")
            case "palette":
                await stage.press("ctrl+p", *"add key")
                await stage.press("enter")
            case _:
                await stage.click("a enter key", right=3)
        await stage.until(lambda: len(stage.asked) == 2, "the question again")
        assert asked == ["openai"]
        assert stage.asked[1].last == "one"
