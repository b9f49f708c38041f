"""The prompt on a screen: every key of its column, and what comes out of it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from chat.messages import FilePart, Part, Picture, PicturePart
from chat.store.rows import Draft, Queued
from chat.turn import PictureError
from tests.prompt.stage import Stage
from tests.support import wait_until
from tui import clipboard
from tui.prompt.completion import Completion
from tui.prompt.prompt import Prompt
from tui.prompt.queue_rows import QueueRows
from tui.prompt.sending import KEY_SEEN
from tui.terminal.input import Input, TypedPaste

PASTE = "".join(f"line {number}\n" for number in range(500))


@asynccontextmanager
async def stage(
    size: tuple[int, int] = (80, 24), **options: Any
) -> AsyncIterator[tuple[Stage, Prompt, Pilot[None]]]:
    app = Stage(**options)
    async with app.run_test(size=size) as pilot:
        yield app, app.prompt, pilot


def last(app: Stage, kind: type) -> Any:
    return next((event for event in reversed(app.told) if isinstance(event, kind)), None)


async def typed_at_once(app: Stage, text: str) -> None:
    """As a terminal without bracketed paste does it: keys, all at the same moment."""
    now = time.monotonic()
    for char in text:
        key = {"\r": "enter", "\t": "tab", "\n": "ctrl+j"}.get(char, char)
        event = events.Key(key, None if char in "\t\n" else char)
        event.time = now
        app.post_message(event)


def screen_text(app: Stage) -> list[str]:
    return ["".join(s.text for s in line) for line in app.screen._compositor.render_strips()]


class TestSending:
    async def test_enter_sends_and_empties(self) -> None:
        async with stage() as (app, prompt, pilot):
            await pilot.press(*"hello", "enter")
            await wait_until(app.sent, pilot=pilot)
            assert app.sent() == ["hello"]
            assert prompt.empty

    @pytest.mark.parametrize("key", ["ctrl+j", "shift+enter", "alt+enter"])
    async def test_newline_keys(self, key: str) -> None:
        async with stage() as (app, prompt, pilot):
            await pilot.press("a", key, "b")
            await wait_until(lambda: prompt.field.text == "a\nb", pilot=pilot)
            assert app.sent() == []
            assert prompt.size.height == 2

    async def test_blank_text_is_not_sent(self) -> None:
        async with stage() as (app, _prompt, pilot):
            await pilot.press("space", "ctrl+j", "enter")
            await wait_until(lambda: last(app, Prompt.Released), pilot=pilot)
            assert app.sent() == []

    async def test_a_key_is_stopped_once(self) -> None:
        secret = "sk-proj-abcdefghijklmnop1234567890"
        async with stage() as (app, prompt, pilot):
            prompt.insert(secret)
            await pilot.press("enter")
            await wait_until(app.hints, pilot=pilot)
            assert app.hints() == [KEY_SEEN]
            assert prompt.field.text == secret
            await pilot.press("enter")
            await wait_until(app.sent, pilot=pilot)
            assert app.sent() == [secret]

    async def test_inner_indentation_stays(self) -> None:
        async with stage() as (app, prompt, pilot):
            prompt.insert("\n  indented\n\nlast  \n")
            await pilot.press("enter")
            await wait_until(app.sent, pilot=pilot)
            assert app.sent() == ["  indented\n\nlast"]

    async def test_hostile_text_is_harmless_in_the_field(self) -> None:
        async with stage() as (app, prompt, pilot):
            app.post_message(events.Paste("a\x1b[31mb\x00[/red] \ud800 \u202ec"))
            await wait_until(lambda: not prompt.field.empty, pilot=pilot)
            assert prompt.field.text == "ab[/red] \ufffd c"


class TestPastes:
    async def test_a_long_one_is_a_chip(self) -> None:
        async with stage() as (app, prompt, pilot):
            app.post_message(events.Paste(PASTE.replace("\n", "\r")))
            await wait_until(lambda: prompt.attachments, pilot=pilot)
            await pilot.pause()
            assert "[500 lines · 4 kB]" in "\n".join(screen_text(app))
            await pilot.press("w", "h", "y", "enter")
            await wait_until(app.sent, pilot=pilot)
            event = last(app, Prompt.Sent)
            assert event.attachments == (FilePart("pasted", "text/plain", PASTE),)
            assert prompt.attachments == ()

    async def test_a_short_one_is_text(self) -> None:
        async with stage() as (app, prompt, pilot):
            await pilot.press("a", "b", "left")
            app.post_message(events.Paste("1\r\n2"))
            await wait_until(lambda: prompt.field.text == "a1\n2b", pilot=pilot)
            await pilot.press("x")
            assert prompt.field.text == "a1\n2xb"

    async def test_typed_by_the_terminal_it_is_the_same(self) -> None:
        async with stage() as (app, prompt, pilot):
            await typed_at_once(app, PASTE.replace("\n", "\r"))
            await wait_until(lambda: prompt.attachments, pilot=pilot, timeout=30)
            assert prompt.attachments == (FilePart("pasted", "text/plain", PASTE),)
            assert prompt.field.empty
            assert app.told == []

    async def test_a_few_lines_typed_by_the_terminal(self) -> None:
        async with stage() as (app, prompt, pilot):
            await pilot.press("o", "k", "space")
            await typed_at_once(app, "def f():\r\tpass\rf()\r")
            await wait_until(lambda: "f()\n" in prompt.field.text, pilot=pilot)
            assert prompt.field.text == "ok def f():\n\tpass\nf()\n"
            assert app.told == []

    async def test_a_paste_that_begins_with_tab(self) -> None:
        async with stage() as (app, prompt, pilot):
            await typed_at_once(app, "\treturn quietly\rx")
            await wait_until(lambda: "return" in prompt.field.text, pilot=pilot)
            assert prompt.field.text == "\treturn quietly\nx"
            assert app.told == []

    async def test_a_torn_one_is_one_chip(self) -> None:
        async with stage() as (app, prompt, pilot):
            half = len(PASTE) // 2
            await typed_at_once(app, PASTE[:half].replace("\n", "\r"))
            await wait_until(lambda: prompt.attachments, pilot=pilot, timeout=30)
            await typed_at_once(app, PASTE[half:].replace("\n", "\r"))
            await wait_until(
                lambda: prompt.attachments == (FilePart("pasted", "text/plain", PASTE),),
                pilot=pilot,
                timeout=30,
            )

    async def test_in_lumps_as_our_driver_reads_it(self) -> None:
        async with stage() as (app, prompt, pilot):
            typed = PASTE.replace("\n", "\r")
            for start in range(0, len(typed), 1_000):
                app.post_message(TypedPaste(typed[start : start + 1_000]))
            await wait_until(lambda: prompt.attachments, pilot=pilot)
            assert prompt.attachments == (FilePart("pasted", "text/plain", PASTE),)
            assert prompt.field.empty

    async def test_a_lump_of_one_line_is_text(self) -> None:
        async with stage() as (app, prompt, pilot):
            app.post_message(TypedPaste("a line that came at once " * 4))
            await wait_until(lambda: not prompt.field.empty, pilot=pilot)
            assert prompt.field.text == "a line that came at once " * 4

    async def test_a_quick_short_answer_is_sent(self) -> None:
        async with stage() as (app, _prompt, pilot):
            await typed_at_once(app, "yes\r")
            await wait_until(app.sent, pilot=pilot)
            assert app.sent() == ["yes"]

    async def test_undo_takes_a_chip_back_and_a_removed_one_returns(self) -> None:
        async with stage() as (app, prompt, pilot):
            app.post_message(events.Paste(PASTE))
            await wait_until(lambda: prompt.attachments, pilot=pilot)
            await pilot.press("backspace")
            assert prompt.attachments == ()
            await pilot.press("ctrl+z")
            assert len(prompt.attachments) == 1
            await pilot.press("ctrl+z")
            assert prompt.attachments == ()
            await pilot.press("ctrl+z")
            await wait_until(lambda: last(app, Prompt.UndoAsked), pilot=pilot)

    async def test_undo_goes_back_in_the_order_of_what_was_done(self) -> None:
        async with stage() as (app, prompt, pilot):
            await pilot.press("a")
            prompt.add(FilePart("one.md", "text/plain", "1"))
            await pilot.press("home", "backspace", "b")
            assert (prompt.field.text, prompt.attachments) == ("ba", ())
            await pilot.press("ctrl+z")
            assert (prompt.field.text, prompt.attachments) == ("a", ())
            await pilot.press("ctrl+z")
            assert (prompt.field.text, len(prompt.attachments)) == ("a", 1)
            await pilot.press("ctrl+z")
            assert (prompt.field.text, prompt.attachments) == ("a", ())
            await pilot.press("ctrl+z")
            assert prompt.empty
            assert last(app, Prompt.UndoAsked) is None

    async def test_all_chips_are_seen_in_as_many_rows_as_they_need(self) -> None:
        async with stage((40, 24)) as (app, prompt, pilot):
            for name in ("one.md", "two.md"):
                prompt.add(FilePart(name, "text/plain", name))
            await pilot.pause()
            assert any("[one.md · 1 line] [two.md · 1 line]" in row for row in screen_text(app))
            prompt.add(FilePart("three.md", "text/plain", "3"))
            await pilot.pause()
            assert any(row.startswith("┃ [three.md · 1 line]") for row in screen_text(app))
            assert prompt.size.height == 3

    async def test_chips_are_walked_with_the_arrows(self) -> None:
        async with stage() as (_app, prompt, pilot):
            for name in ("a", "b", "c"):
                prompt.add(FilePart(name, "text/plain", name))
            await pilot.press("left", "left", "delete")
            assert [part.name for part in prompt.attachments] == ["a", "c"]  # type: ignore[union-attr]
            await pilot.press("left", "right", "x")
            assert prompt.field.text == "x"
            await pilot.press("home", "left", "y")
            await wait_until(lambda: prompt._tray.selected is None, pilot=pilot)
            assert prompt.field.text == "yx"


class TestHistoryAndQueue:
    async def test_up_and_down_walk_and_the_draft_stays(self) -> None:
        async with stage() as (_app, prompt, pilot):
            entries = ["newest\ntwo rows", "oldest"]
            prompt.set_history(lambda n: entries[n] if n < len(entries) else None)
            await pilot.press(*"mine", "up")
            assert prompt.field.text == "newest\ntwo rows"
            assert prompt.draft.text == "mine"
            await pilot.press("up")
            assert prompt.field.text == "oldest"
            await pilot.press("up")
            assert prompt.field.text == "oldest"
            await pilot.press("down", "down")
            assert prompt.field.text == "mine"
            await pilot.press("down")
            assert prompt.field.text == "mine"

    async def test_inside_a_text_the_arrows_move(self) -> None:
        async with stage() as (_app, prompt, pilot):
            prompt.set_history(lambda n: "old" if n == 0 else None)
            prompt.insert("one\ntwo")
            await pilot.press("up")
            assert prompt.field.cursor_location[0] == 0
            assert prompt.field.text == "one\ntwo"
            await pilot.press("up")
            assert prompt.field.text == "old"

    async def test_an_edited_old_question_is_the_draft_and_undo_brings_mine(self) -> None:
        async with stage() as (_app, prompt, pilot):
            prompt.set_history(lambda n: "old" if n == 0 else None)
            await pilot.press(*"mine", "up", "!")
            assert prompt.draft.text == "old!"
            await pilot.press("down")
            assert prompt.field.text == "mine"
            await pilot.press("ctrl+z")
            assert prompt.field.text == "old!"

    async def test_the_queue_comes_before_history(self) -> None:
        async with stage() as (app, prompt, pilot):
            prompt.set_history(lambda n: "old" if n == 0 else None)
            prompt.queued = 1
            await pilot.press("up")
            await wait_until(lambda: last(app, Prompt.TookBack), pilot=pilot)
            await pilot.press("ctrl+k")
            await wait_until(lambda: last(app, Prompt.Dropped), pilot=pilot)
            await pilot.press("x", "home", "ctrl+k")
            assert prompt.field.empty
            assert sum(isinstance(event, Prompt.Dropped) for event in app.told) == 1

    async def test_rows_are_shown_and_clicked(self) -> None:
        async with stage((110, 24)) as (app, _prompt, pilot):
            chip = FilePart("pasted", "text/plain", PASTE)
            rows = [
                Queued(1, 1, "first [bold]\nthing", (), "a/m", 0.0),
                Queued(2, 1, "second", (chip,), "a/other", 0.0),
            ]
            app.rows.show(rows, model="a/m")
            await pilot.pause()
            lines = [line.rstrip() for line in screen_text(app) if "┆" in line]
            assert lines[0] == "┆ next   first [bold] thing"
            assert lines[1].startswith("┆ then   [500 lines · 4 kB] second")
            assert lines[1].endswith("other · ↑ edit · ^K drop")
            await pilot.click(QueueRows, offset=(len(lines[1]) - 3, 1))
            await wait_until(lambda: last(app, QueueRows.Dropped), pilot=pilot)
            await pilot.click(QueueRows, offset=(len(lines[1]) - 14, 1))
            await wait_until(lambda: last(app, QueueRows.TookBack), pilot=pilot)
            app.rows.show(rows[:1], held=True, model="a/m")
            await pilot.pause()
            assert any(line.startswith("┆ held   first") for line in screen_text(app))
            app.rows.show([])
            await pilot.pause()
            assert not app.rows.display

    async def test_many_rows_are_folded(self) -> None:
        async with stage() as (app, _prompt, pilot):
            app.rows.show([Queued(n, 1, f"q{n}", (), "a/m", 0.0) for n in range(9)], model="a/m")
            await pilot.pause()
            lines = [line.split()[2:] for line in screen_text(app) if "┆" in line]
            assert [line[0] for line in lines] == ["q0", "…", "q7", "q8"]
            assert lines[1][:3] == ["…", "6", "more"]


class TestDrafts:
    async def test_told_soon_after_a_key(self) -> None:
        async with stage() as (app, prompt, pilot):
            prompt.open(Draft("old"), 7)
            await pilot.press("x")
            at = time.monotonic()
            await wait_until(lambda: app.drafts, pilot=pilot)
            assert time.monotonic() - at < 0.5
            assert (app.drafts[0].draft, app.drafts[0].conversation) == (Draft("oldx"), 7)

    async def test_opening_tells_nothing(self) -> None:
        async with stage() as (_app, prompt, pilot):
            prompt.open(Draft("stored", (FilePart("a", "text/plain", "b"),)), 1)
            await pilot.pause()
            assert prompt.flush() is None
            assert prompt.field.cursor_location == (0, 6)

    async def test_flush_gives_it_at_once_and_once(self) -> None:
        async with stage() as (_app, prompt, pilot):
            await pilot.press("x")
            assert prompt.flush() == Draft("x")
            assert prompt.flush() is None

    async def test_sending_empties_the_stored_one(self) -> None:
        async with stage() as (app, prompt, pilot):
            prompt.open(Draft("question"), 1)
            await pilot.press("enter")
            await wait_until(lambda: app.drafts, pilot=pilot)
            assert app.drafts[-1].draft == Draft()

    async def test_put_back_it_is_unsaved(self) -> None:
        async with stage() as (app, prompt, pilot):
            prompt.draft = Draft("taken back")
            await wait_until(lambda: app.drafts, pilot=pilot)
            assert app.drafts[-1].draft == Draft("taken back")


class TestCompletion:
    async def test_a_command_by_its_letters(self) -> None:
        async with stage() as (app, prompt, pilot):
            await pilot.press("/", "m", "o")
            await wait_until(lambda: prompt.completing, pilot=pilot)
            await pilot.press("tab")
            assert prompt.field.text == "/model "
            await pilot.press("x", "enter")
            await wait_until(lambda: last(app, Prompt.CommandGiven), pilot=pilot)
            given = last(app, Prompt.CommandGiven)
            assert (given.name, given.argument) == ("model", "x")
            assert prompt.empty

    async def test_moving_and_enter_runs_what_needs_nothing(self) -> None:
        async with stage() as (app, _prompt, pilot):
            await pilot.press("/", "down", "enter")
            await wait_until(lambda: last(app, Prompt.CommandGiven), pilot=pilot)
            assert last(app, Prompt.CommandGiven).name == "help"

    async def test_escape_closes_it_and_only_it(self) -> None:
        async with stage() as (app, prompt, pilot):
            await pilot.press("/")
            await wait_until(lambda: prompt.completing, pilot=pilot)
            await pilot.press("escape")
            assert not prompt.completing
            assert app.told == []
            await pilot.press("escape")
            await wait_until(lambda: "escape" in app.told, pilot=pilot)
            assert prompt.field.text == "/"

    async def test_tab_without_completion_belongs_to_the_screen(self) -> None:
        async with stage() as (app, _prompt, pilot):
            await pilot.press("tab")
            await wait_until(lambda: "tab" in app.told, pilot=pilot)

    async def test_an_unknown_command_is_stopped_once(self) -> None:
        async with stage() as (app, prompt, pilot):
            prompt.insert("/frobnicate")
            await pilot.press("enter")
            await wait_until(app.hints, pilot=pilot)
            assert app.hints() == ["There is no command /frobnicate. Enter sends it as text."]
            await pilot.press("enter")
            await wait_until(app.sent, pilot=pilot)

    async def test_a_command_without_its_argument_stays(self) -> None:
        async with stage() as (app, prompt, pilot):
            prompt.insert("/attach ")
            await pilot.press("enter")
            await wait_until(app.hints, pilot=pilot)
            assert app.hints() == ["/attach needs <file>"]
            assert prompt.field.text == "/attach "

    async def test_a_file_becomes_a_chip(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "my notes").mkdir()
        (tmp_path / "my notes" / "plan.md").write_text("the plan")
        async with stage() as (_app, prompt, pilot):
            await pilot.press(*"see @my")
            await wait_until(lambda: prompt.completing, pilot=pilot)
            await pilot.press("tab")
            assert prompt.field.text == 'see @"my notes/'
            await wait_until(lambda: prompt.completing, pilot=pilot)
            await pilot.press("down", "enter")
            await wait_until(lambda: prompt.attachments, pilot=pilot)
            assert prompt.attachments == (FilePart("plan.md", "text/markdown", "the plan"),)
            assert prompt.field.text == "see "

    async def test_a_name_typed_out_goes_with_the_question(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "plan.md").write_text("the plan")
        async with stage() as (app, prompt, pilot):
            await pilot.press(*"sum up @plan.md")
            await wait_until(lambda: prompt.completing, pilot=pilot)
            await pilot.press("enter")
            await wait_until(app.sent, pilot=pilot)
            event = last(app, Prompt.Sent)
            assert event.text == "sum up"
            assert event.attachments == (FilePart("plan.md", "text/markdown", "the plan"),)

    async def test_a_name_begun_is_stopped_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "日本 plan.md").write_text("the plan")
        async with stage() as (app, prompt, pilot):
            await pilot.press(*"see @日本")
            await wait_until(lambda: prompt.completing, pilot=pilot)
            await pilot.press("enter")
            await wait_until(app.hints, pilot=pilot)
            assert app.hints() == ["Tab takes 日本 plan.md. Enter sends it as text."]
            assert not app.sent()
            await pilot.press("enter")
            await wait_until(app.sent, pilot=pilot)
            assert last(app, Prompt.Sent) == Prompt.Sent("see @日本", ())
            await pilot.press(*"see @日本")
            await wait_until(lambda: prompt.completing, pilot=pilot)
            await pilot.press("tab")
            await wait_until(lambda: prompt.attachments, pilot=pilot)
            assert prompt.field.text == "see "

    async def test_a_word_that_only_lies_within_a_name_is_sent(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "our-sam.md").write_text("mine")
        async with stage() as (app, prompt, pilot):
            await pilot.press(*"ask @sam")
            await wait_until(lambda: prompt.completing, pilot=pilot)
            await pilot.press("enter")
            await wait_until(app.sent, pilot=pilot)
            assert last(app, Prompt.Sent) == Prompt.Sent("ask @sam", ())

    async def test_a_pasted_name_attaches_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "secret").write_text("mine")
        async with stage() as (app, prompt, pilot):
            app.post_message(events.Paste("look at @secret"))
            await wait_until(lambda: not prompt.field.empty, pilot=pilot)
            await pilot.press("enter")
            await wait_until(app.sent, pilot=pilot)
            assert last(app, Prompt.Sent) == Prompt.Sent("look at @secret", ())

    async def test_a_pasted_slash_opens_nothing(self) -> None:
        async with stage() as (app, prompt, pilot):
            app.post_message(events.Paste("/mo"))
            await wait_until(lambda: prompt.field.text == "/mo", pilot=pilot)
            await pilot.pause()
            assert not prompt.completing

    @pytest.mark.parametrize("size", [(80, 24), (160, 50), (40, 10)])
    async def test_it_stands_right_above_the_prompt(self, size: tuple[int, int]) -> None:
        async with stage(size) as (_app, prompt, pilot):
            await pilot.press("/")
            await wait_until(lambda: prompt.completing, pilot=pilot)
            overlay = prompt.query_one(Completion)
            await wait_until(lambda: overlay.region.height > 1, pilot=pilot)
            assert overlay.region.bottom == prompt.region.y
            assert prompt.size.height == 1


class TestPictures:
    async def attach(self, data: bytes, name: str) -> PicturePart:
        if b"bad" in data:
            raise PictureError("This picture is broken.")
        return PicturePart(Picture("0" * 64, "image/png", 4, 3, len(data)), prompt=name)

    async def test_a_dropped_file(self, tmp_path: Path) -> None:
        (tmp_path / "my cat.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        async with stage() as (app, prompt, pilot):
            prompt.attach = self.attach
            app.post_message(events.Paste(f"'{tmp_path}/my cat.png' "))
            await wait_until(lambda: prompt.attachments, pilot=pilot)
            assert prompt.attachments[0].prompt == "my cat.png"  # type: ignore[union-attr]
            app.post_message(events.Paste(f"{tmp_path}/gone.png"))
            await wait_until(lambda: not prompt.field.empty, pilot=pilot)
            assert prompt.field.text == f"{tmp_path}/gone.png"

    async def test_the_clipboards(self, monkeypatch: pytest.MonkeyPatch) -> None:
        held: list[str | bytes | None] = [b"\x89PNG\r\n\x1a\n", b"bad", "text", None]

        async def paste(app: Any) -> str | bytes | None:
            return held.pop(0)

        monkeypatch.setattr(clipboard, "paste", paste)
        async with stage() as (app, prompt, pilot):
            prompt.attach = self.attach
            await pilot.press("ctrl+v")
            await wait_until(lambda: prompt.attachments, pilot=pilot)
            await pilot.press("ctrl+v")
            await wait_until(app.hints, pilot=pilot)
            await pilot.press("ctrl+v")
            await wait_until(lambda: prompt.field.text == "text", pilot=pilot)
            await pilot.press("ctrl+v")
            await wait_until(lambda: len(app.hints()) == 2, pilot=pilot)
            assert app.hints()[0] == "This picture is broken."

    async def test_attach_as_a_command(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("text")
        async with stage() as (app, prompt, pilot):
            prompt.insert(f"/attach {tmp_path}/a.txt")
            await pilot.press("enter")
            await wait_until(lambda: prompt.attachments, pilot=pilot)
            parts: tuple[Part, ...] = (FilePart("a.txt", "text/plain", "text"),)
            assert prompt.attachments == parts
            prompt.insert(f"/attach {tmp_path}/none")
            await pilot.press("enter")
            await wait_until(app.hints, pilot=pilot)
            assert app.hints() == ["There is no file none."]
            assert prompt.attachments == parts


class TestEditing:
    @pytest.mark.parametrize(
        ("keys", "expected"),
        [
            (["ctrl+a", "x"], "xone two"),
            (["home", "end", "x"], "one twox"),
            (["ctrl+w"], "one "),
            (["ctrl+u"], ""),
            (["home", "ctrl+k"], ""),
            (["home", "ctrl+d"], "ne two"),
            (["ctrl+u", "ctrl+z"], "one two"),
            (["ctrl+u", "ctrl+z", "ctrl+y"], ""),
            (["ctrl+left", "x"], "one xtwo"),
        ],
    )
    async def test_keys(self, keys: list[str], expected: str) -> None:
        async with stage() as (app, prompt, pilot):
            prompt.insert("one two")
            await pilot.press(*keys)
            assert prompt.field.text == expected
            assert app.told == []

    async def test_cut_goes_to_the_clipboard(self, monkeypatch: pytest.MonkeyPatch) -> None:
        copied: list[str] = []

        async def copy(text: str, app: Any) -> str:
            copied.append(text)
            return "test"

        monkeypatch.setattr(clipboard, "copy", copy)
        async with stage() as (app, prompt, pilot):
            await pilot.press(*"abc", "shift+left", "shift+left", "ctrl+x")
            await wait_until(lambda: copied == ["bc"], pilot=pilot)
            assert prompt.field.text == "a"
            await pilot.press("shift+home", "escape")
            assert prompt.selected_text == ""
            assert "escape" not in app.told

    async def test_it_grows_to_two_fifths(self) -> None:
        async with stage() as (app, prompt, pilot):
            prompt.field.write("\n".join(str(n) for n in range(40)))
            await pilot.pause()
            assert prompt.size.height == 9
            prompt.add(FilePart("a", "text/plain", "b"))
            await pilot.pause()
            assert prompt.size.height <= 9
            await pilot.press("ctrl+j", "z")
            assert any("z" in line for line in screen_text(app)[-4:])
            await pilot.resize_terminal(80, 50)
            await pilot.pause()
            assert 17 <= prompt.size.height <= 20

    @pytest.mark.parametrize("theme", ["dark", "light"])
    async def test_wide_text_and_the_bar(self, theme: str) -> None:
        async with stage((40, 12), name=theme) as (app, prompt, pilot):
            await pilot.pause()
            assert any(line.startswith("┃ Ask anything …") for line in screen_text(app))
            prompt.insert("日本語🎉" * 8 + " e\u0301tude שלום")
            await pilot.pause()
            rows = [line for line in screen_text(app) if line.startswith("┃")]
            assert len(rows) == prompt.size.height > 1


def test_the_driver_makes_lumps_of_what_nobody_types() -> None:
    source = Input(lambda reply: None)
    text = "x" * 40 + "\r" + "y" * 40
    (lump,) = source.feed(text)
    assert isinstance(lump, TypedPaste)
    assert lump.text == text
    keys = list(source.feed("short\r"))
    assert [event.key for event in keys] == [*"short", "enter"]  # type: ignore[attr-defined]
    with_control = list(source.feed("x" * 80 + "\x03"))
    assert all(isinstance(event, events.Key) for event in with_control)
