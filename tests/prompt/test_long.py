"""Texts too long for the field: however they come they are chips, and each has a way back."""

from __future__ import annotations

import random

import pytest
from textual import events
from textual.app import App

from chat.messages import FilePart
from chat.store.rows import Draft
from chat.text import clean
from tests.prompt.test_prompt import stage
from tests.support import wait_until
from tui.prompt.large import slices
from tui.prompt.overflow import SENTENCE
from tui.prompt.prompt import Prompt
from tui.prompt.sizes import EDITED_CHARACTERS, EDITED_LINE, EDITED_LINES, fits

LINE = "some words " * 10_000
ROWS = "a row\n" * 5_000


def held(prompt: Prompt) -> list[str]:
    return [part.text for part in prompt.attachments if isinstance(part, FilePart)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("x" * EDITED_LINE, True),
        ("x" * (EDITED_LINE + 1), False),
        (("x" * 99 + "\n") * (EDITED_CHARACTERS // 100), True),
        (("x" * 99 + "\n") * (EDITED_CHARACTERS // 100) + "x", False),
        ("\n" * (EDITED_LINES - 1), True),
        ("\n" * EDITED_LINES, False),
    ],
)
def test_what_the_field_holds(text: str, expected: bool) -> None:
    assert fits(text) is expected


class TestDrafts:
    @pytest.mark.parametrize("text", [LINE, ROWS])
    async def test_a_stored_one_is_a_chip_and_nothing_is_told(self, text: str) -> None:
        async with stage() as (_app, prompt, _pilot):
            prompt.open(Draft(text, (FilePart("a.md", "text/plain", "mine"),)), 1)
            assert held(prompt) == [text, "mine"]
            assert prompt.field.empty
            assert prompt.flush() is None

    async def test_what_was_typed_before_it_came_stays(self) -> None:
        async with stage() as (_app, prompt, pilot):
            await pilot.press(*"typed")
            prompt.join(Draft(LINE), 1)
            assert held(prompt) == [LINE]
            assert prompt.field.text == "typed"

    async def test_two_that_only_together_are_too_long(self) -> None:
        stored, typed = "s" * 5_000, "t" * 5_000
        async with stage() as (_app, prompt, _pilot):
            prompt.field.write(typed)
            prompt.join(Draft(stored), 1)
            assert (held(prompt), prompt.field.text) == ([stored], typed)


class TestHistory:
    async def test_a_long_question_is_walked_past_and_the_draft_stays(self) -> None:
        entries = [LINE, "short", ROWS]
        async with stage() as (_app, prompt, pilot):
            own = FilePart("a.md", "text/plain", "own")
            prompt.set_history(lambda n: entries[n] if n < len(entries) else None)
            prompt.add(own)
            await pilot.press(*"mine", "up")
            assert (held(prompt), prompt.field.text) == (["own", LINE], "")
            assert prompt.draft == Draft("mine", (own,))
            await pilot.press("up")
            assert (held(prompt), prompt.field.text) == (["own"], "short")
            assert prompt.draft == Draft("mine", (own,))
            await pilot.press("up")
            assert held(prompt) == ["own", ROWS]
            await pilot.press("down", "down", "down")
            assert (held(prompt), prompt.field.text) == (["own"], "mine")
            await pilot.press("ctrl+z")
            assert (held(prompt), prompt.field.text) == (["own", LINE], "")

    async def test_with_something_added_it_is_the_draft(self) -> None:
        async with stage() as (app, prompt, pilot):
            prompt.set_history(lambda n: LINE if n == 0 else None)
            await pilot.press(*"mine", "up", *"more")
            assert prompt.draft.text == "more"
            assert held(prompt) == [LINE]
            assert prompt.draft.attachments == prompt.attachments
            await pilot.press("enter")
            await wait_until(app.sent, pilot=pilot)
            assert prompt.empty

    async def test_sent_as_it_is(self) -> None:
        async with stage() as (app, prompt, pilot):
            prompt.set_history(lambda n: LINE if n == 0 else None)
            await pilot.press("up", "enter")
            await wait_until(app.sent, pilot=pilot)
            (sent,) = [event for event in app.told if isinstance(event, Prompt.Sent)]
            assert [part.text for part in sent.attachments if isinstance(part, FilePart)] == [LINE]
            assert prompt.empty

    async def test_removed_it_leaves_an_empty_draft_and_undo_brings_it(self) -> None:
        async with stage() as (_app, prompt, pilot):
            prompt.set_history(lambda n: LINE if n == 0 else None)
            await pilot.press(*"mine", "up", "backspace")
            assert (prompt.empty, prompt.draft) == (True, Draft())
            await pilot.press("ctrl+z")
            assert held(prompt) == [LINE]
            await pilot.press("ctrl+z")
            assert (held(prompt), prompt.field.text) == ([], "mine")

    async def test_an_old_question_with_control_characters_is_no_draft(self) -> None:
        async with stage() as (_app, prompt, pilot):
            prompt.set_history(lambda n: "old \x1b[31mred\r\n\x07" if n == 0 else None)
            await pilot.press(*"mine", "up")
            assert prompt.field.text == "old red\n"
            assert prompt.draft.text == "mine"


class TestTyping:
    async def test_what_outgrows_the_field_is_a_chip_and_undo_takes_it_back(self) -> None:
        written = "some words " * 729 + "an"
        async with stage() as (app, prompt, pilot):
            prompt.field.write(written[: EDITED_LINE - 20])
            for char in written[EDITED_LINE - 20 :]:
                prompt.field.post_message(events.Key(char, char))
            await wait_until(lambda: prompt.attachments, pilot=pilot)
            await wait_until(app.hints, pilot=pilot)
            await pilot.pause()
            assert app.hints() == [SENTENCE]
            assert held(prompt)[0] + prompt.field.text == written
            assert held(prompt)[0].endswith(" ")
            kept = prompt.field.text
            for _ in range(3):
                if prompt.attachments:
                    await pilot.press("ctrl+z")
            assert prompt.attachments == ()
            assert len(prompt.field.text) > EDITED_LINE
            await pilot.press(*"more")
            assert prompt.attachments == ()
            assert prompt.field.text.startswith(written[: len(written) - len(kept)])
            assert prompt.field.text.endswith("more")
            await pilot.press("ctrl+y")
            assert prompt.field.text.endswith("more")

    async def test_small_pastes_add_up_to_a_chip(self) -> None:
        piece = "p" * 899 + " "
        async with stage() as (app, prompt, pilot):
            for _ in range(40):
                app.post_message(events.Paste(piece))
                await pilot.pause()
                assert fits(prompt.field.text)
            assert "".join(held(prompt)) + prompt.field.text == piece * 40


class TestEditor:
    async def test_what_it_gives_back_is_a_chip_that_opens_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened: list[str] = []
        answers = [LINE, "\x1b[31mshort\x07"]

        async def edit(text: str, app: App[None]) -> str | None:
            opened.append(text)
            return answers.pop(0)

        monkeypatch.setattr("tui.prompt.editor.edit", edit)
        async with stage() as (_app, prompt, pilot):
            await pilot.press(*"mine", "ctrl+o")
            await wait_until(lambda: prompt.attachments, pilot=pilot)
            assert (held(prompt), prompt.field.text) == ([LINE], "")
            await pilot.press("ctrl+o")
            await wait_until(lambda: len(opened) == 2, pilot=pilot)
            await wait_until(lambda: held(prompt) != [LINE], pilot=pilot)
            assert opened == ["mine", LINE]
            assert held(prompt) == ["short"]
            await pilot.press("ctrl+z", "ctrl+z")
            assert (held(prompt), prompt.field.text) == ([], "mine")


class TestMegabytes:
    @pytest.mark.parametrize("size", [1, 7, 200, 5_000])
    def test_slices_are_cleaned_as_the_whole(self, size: int) -> None:
        draw = random.Random(size)
        pieces = (
            *("a", "words of a line ", "\n", "漢字", "\x07", "\u202e", "\x1b", "\x9b", "x" * 300),
            *("\x1b[31m", "\x1b]0;title\nof two\x07", "\x1b]8;;u\x1b\\", "\x90q\x9c", "\x9b1;2m"),
            *("\ud83e\udd8a", "\ud800", "\r\n", "\r", "\x1b(B", "\x1bP" + "d" * 4_000 + "\x1b\\"),
        )
        for _ in range(30):
            text = "".join(draw.choices(pieces, k=200))
            assert "".join(slices(text, size)) == text
            assert "".join(map(clean, slices(text, size))) == clean(text)

    async def test_one_is_a_chip_and_is_sent_by_the_enter_right_after_it(self) -> None:
        text = "some words in a line of text\n" * 100_000
        async with stage() as (app, prompt, pilot):
            app.post_message(events.Paste(text + "\x07"))
            await pilot.press("enter")
            await wait_until(
                lambda: [e for e in app.told if isinstance(e, Prompt.Sent)], pilot=pilot
            )
            assert app.told[-1].attachments[0].text == text
            assert prompt.empty

    async def test_what_is_pasted_next_comes_after_it(self) -> None:
        async with stage() as (app, prompt, pilot):
            app.post_message(events.Paste(LINE * 10))
            app.post_message(events.Paste(ROWS))
            app.post_message(events.Paste("few words"))
            await wait_until(lambda: not prompt.field.empty, pilot=pilot)
            assert held(prompt) == [LINE * 10, ROWS]
            assert prompt.field.text == "few words"

    async def test_one_that_no_model_reads_is_refused_and_all_else_stays(self) -> None:
        async with stage() as (app, prompt, pilot):
            await pilot.press(*"mine")
            app.post_message(events.Paste("x" * 50_000_000))
            await wait_until(app.hints, pilot=pilot)
            assert app.hints() == [
                "This paste has 50.0 million characters and a question may have 10 million:"
                " nothing of it was taken."
            ]
            assert (held(prompt), prompt.field.text) == ([], "mine")
