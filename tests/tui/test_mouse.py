"""The mouse: every mark of the transcript, the list, the status line, the queue, the wheel."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from tests.tui.scripts import coded, drawing, failing, long, once_failing, thinking
from tests.tui.stage import Stage, staged, waiting
from tui import links
from tui.pictures import outside

WIDE = (160, 50)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the system was given to open."""
    targets: list[str] = []
    monkeypatch.setattr(links, "hand_over", targets.append)
    return targets


async def test_a_label_is_a_way_into_reading(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        await stage.answered("two")
        first = stage.chat.current.path[1].id
        y = next(y for y, line in enumerate(stage.seen.splitlines()) if "guide" in line)
        await stage.pilot.click(offset=(4, y))
        await stage.until(lambda: stage.place == "reading")
        await stage.until(lambda: stage.chat.reader.focused_id == first, "the first answer")


async def test_the_bar_of_a_question_is_its_label(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        await stage.click("┃ one")
        await stage.until(lambda: stage.chat.reader.focused_id == stage.chat.current.path[0].id)
        assert stage.place == "reading"


async def test_the_mark_of_a_code_block_copies_it(home: Path, copied: list[str]) -> None:
    async with staged(home, coded) as stage:
        await stage.answered("how")
        await stage.click("❐")
        await stage.until(lambda: copied, "the code")
        assert copied[0].strip() == "print('hello')"
        await stage.until(lambda: "Copied the code" in stage.notice)
        assert stage.place == "prompt"


async def test_a_link_is_opened_and_its_address_shown(home: Path, opened: list[str]) -> None:
    async with staged(home, coded) as stage:
        await stage.answered("how")
        await stage.click("the manual", right=2)
        await stage.until(lambda: opened == ["https://example.org/man"], "the address")
        await stage.until(lambda: "https://example.org/man" in stage.notice, "it in sight")


async def test_an_opener_that_fails_says_the_address(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(target: str) -> None:
        raise outside.OpenError("xdg-open is missing (package xdg-utils).")

    monkeypatch.setattr(links, "hand_over", missing)
    async with staged(home, coded) as stage:
        await stage.answered("how")
        await stage.click("the manual")
        await stage.until(lambda: "xdg-utils" in stage.notice and "example.org" in stage.notice)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "vscode://run",
        "https://",
        "--help",
        "https://a.example/\x1b[2J",
        "https://a.example/ two",
        "http://[::1",
    ],
)
def test_other_addresses_are_not_handed_on(url: str) -> None:
    with pytest.raises(links.LinkError) as caught:
        links.checked(url)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["https://a.example/x?y=1#z", "HTTP://a.example", "mailto:me@a.example"]
)
def test_web_and_mail_addresses_are(url: str) -> None:
    assert links.checked(f" {url}\n") == url


async def test_a_picture_row_opens_the_picture(home: Path) -> None:
    async with staged(home, drawing) as stage:
        await stage.answered("a cat")
        await stage.click("▣ a cat", right=3)
        await stage.until(lambda: stage.place == "FullScreen", "the picture")
        await stage.escape()
        await stage.until(lambda: stage.place == "prompt")


async def test_a_thought_folds(home: Path) -> None:
    async with staged(home, thinking) as stage:
        await stage.answered("why")
        await stage.click("▸ thought")
        await stage.until(lambda: "▾ thought" in stage.seen)


async def test_the_siblings_mark_turns_them_over(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("one")
        await stage.press("tab", "r")
        await stage.until(lambda: len(stage.asked) == 2)
        await stage.quiet()
        await stage.press("i")
        await stage.click("‹2/2›")
        await stage.until(lambda: "‹1/2›" in stage.seen, "the first")
        assert not stage.chat.reader.reading, "nobody reads"
        await stage.click("‹1/2›", right=4)
        await stage.until(lambda: "‹2/2›" in stage.seen, "the second")


@pytest.mark.parametrize(
    ("words", "what"),
    [("r try again", "again"), ("m another model", "Picker"), ("d details", "Details")],
)
async def test_the_keys_of_a_failure(home: Path, words: str, what: str) -> None:
    script = once_failing if what == "again" else failing
    async with staged(home, script) as stage:
        await stage.answered(f"click on {words}")
        await stage.click(words, right=1)
        if what == "again":
            await stage.until(lambda: len(stage.asked) == 2, "the question again")
            await stage.quiet()
        else:
            await stage.until(lambda: stage.place == what, what)


async def test_a_drag_selects_and_ctrl_c_copies(home: Path, copied: list[str]) -> None:
    async with staged(home) as stage:
        await stage.answered("some words to copy")
        await stage.until(lambda: "You said: some words to copy" in stage.seen)
        await stage.drag("said: some words")
        await stage.until(lambda: stage.chat.get_selected_text(), "the selection")
        assert stage.place == "prompt", "a drag takes no focus"
        await stage.press("ctrl+c")
        await stage.until(lambda: copied == ["said: some words"], "the text")
        assert stage.chat.get_selected_text(), "it stays selected"
        await stage.escape()
        await stage.until(lambda: not stage.chat.get_selected_text(), "Esc takes it away")


async def test_a_drag_while_streaming_is_copied_and_does_not_stop(
    home: Path, copied: list[str]
) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("go")
        await stage.until(lambda: "first half" in stage.seen)
        await stage.drag("first half")
        await stage.until(lambda: stage.chat.get_selected_text())
        await stage.press("ctrl+c")
        await stage.until(lambda: copied == ["first half"])
        assert stage.chat.asking.talk.live
        stage.asked[0].go.set()
        await stage.quiet()


async def test_esc_takes_a_selection_away_before_it_stops_an_answer(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("go")
        await stage.until(lambda: "first half" in stage.seen)
        await stage.drag("first half")
        await stage.until(lambda: stage.chat.get_selected_text(), "the selection")
        await stage.escape()
        await stage.until(lambda: not stage.chat.get_selected_text(), "the selection to go")
        assert stage.chat.asking.talk.live, "the answer goes on"
        await stage.escape()
        await stage.quiet()
        assert "■ stopped" in stage.seen


def wheel(stage: Stage, up: bool) -> events.MouseEvent:
    kind = events.MouseScrollUp if up else events.MouseScrollDown
    x, y = 20, 5
    return kind(None, x, y, 0, -1 if up else 1, 0, False, False, False, x, y)


async def test_the_wheel_scrolls(home: Path) -> None:
    async with staged(home, long) as stage:
        await stage.answered("begin")
        for _ in range(3):
            stage.app.post_message(wheel(stage, up=True))
        await stage.until(lambda: not stage.chat.reader.following, "up")
        assert stage.place == "prompt"
        for _ in range(6):
            stage.app.post_message(wheel(stage, up=False))
        await stage.until(lambda: stage.chat.reader.following, "down")


async def test_the_mark_of_new_lines_goes_to_the_end(home: Path) -> None:
    async with staged(home, long) as stage:
        await stage.answered("begin")
        await stage.ask("go on")
        await stage.press("pageup", "pageup")
        await stage.until(lambda: not stage.chat.reader.following)
        stage.asked[1].go.set()
        await stage.quiet()
        await stage.click("new line", right=2)
        await stage.until(lambda: stage.chat.reader.following, "the end")


async def test_the_list_at_the_side_opens_a_conversation(home: Path) -> None:
    async with staged(home, size=WIDE) as stage:
        await stage.answered("first talk")
        first = stage.chat.current.id
        await stage.press("ctrl+n")
        await stage.answered("second talk")
        await stage.until(lambda: "first talk" in stage.seen)
        await stage.click("first talk")
        await stage.until(lambda: stage.chat.current.id == first, "the first")
        await stage.until(lambda: stage.place == "prompt")


async def test_the_list_over_the_screen_opens_a_conversation(home: Path) -> None:
    async with staged(home, size=(80, 24)) as stage:
        await stage.answered("first talk")
        first = stage.chat.current.id
        await stage.press("ctrl+n")
        await stage.answered("second talk")
        await stage.press("ctrl+s")
        await stage.click("first talk")
        await stage.until(lambda: stage.chat.current.id == first, "the first")
        await stage.until(lambda: stage.place == "prompt")


async def test_a_click_beside_an_overlay_closes_it(home: Path) -> None:
    async with staged(home) as stage:
        await stage.press("ctrl+l")
        await stage.until(lambda: stage.place == "Picker")
        await stage.pilot.click(offset=(1, 1))
        await stage.until(lambda: stage.place == "prompt")


async def test_the_queue_rows_keys(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("one")
        for text in ("two", "three"):
            await stage.write(text)
            await stage.press("enter")
            await stage.until(lambda t=text: f"   {t} " in stage.seen, "it in the queue")
        await stage.click("^K drop")
        await stage.until(lambda: [q.text for q in stage.chat.asking.queued()] == ["two"])
        await stage.until(lambda: "three" not in stage.seen, "one row less")
        await stage.click("↑ edit")
        await stage.until(lambda: stage.chat.prompt.draft.text == "two")
        stage.asked[0].go.set()


async def test_the_panels_picture_opens(home: Path) -> None:
    async with staged(home, drawing, size=WIDE) as stage:
        await stage.answered("a cat")
        await stage.until(lambda: stage.chat.gallery.places, "the panel")
        panel = stage.chat.gallery.panel
        assert panel is not None
        await stage.pilot.click("PicturePanel PictureView", offset=(3, 3))
        await stage.until(lambda: stage.place == "FullScreen", "the picture")
