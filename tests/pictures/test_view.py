"""One picture in a widget: the newest wins, problems are sentences, kitty is told once."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from PIL import Image
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widgets import Static

from tests.pictures.drawing import from_kitty, psnr
from tests.pictures.stage import Stage, huge_png, photo, png
from tests.support import wait_until
from tui.pictures import decode
from tui.pictures.source import Source
from tui.pictures.view import PictureView
from tui.terminal.value import Terminal

KITTY = Terminal(kitty=True, cell=(8, 16))
SIXEL = Terminal(sixel=True, cell=(8, 16))


def source(width: int = 320, height: int = 240, key: str = "one") -> Source:
    return Source(key, png(photo(width, height)), (width, height))


def view_of(app: Stage) -> PictureView:
    return app.query_one(PictureView)


async def shown(app: Stage, pilot: object, what: Source) -> PictureView:
    view = view_of(app)
    view.show(what)
    await wait_until(lambda: view.encoded is not None or view.problem, pilot=pilot)
    return view


def text(view: PictureView) -> list[str]:
    return [strip.text for strip in view.render_lines(view.region.reset_offset)]


def raw(view: PictureView) -> str:
    return "".join(
        strip.render(view.app.console) for strip in view.render_lines(view.region.reset_offset)
    )


async def test_a_picture_is_drawn_in_its_aspect() -> None:
    app = Stage(PictureView, KITTY)
    async with app.run_test(size=(60, 20)) as pilot:
        view = await shown(app, pilot, source())
        assert view.encoded is not None
        assert (view.encoded.columns, view.encoded.rows) == (54, 20)
        assert "\U0010eeee" in text(view)[0]
        assert all(strip.cell_length == 60 for strip in view.render_lines(view.region))


async def test_kitty_gets_the_picture_before_it_is_shown_and_once() -> None:
    app = Stage(PictureView, KITTY)
    async with app.run_test(size=(60, 20)) as pilot:
        view = await shown(app, pilot, source())
        assert len(app.sent) == 1
        assert app.sent[0].startswith("\x1b_Ga=T,U=1")
        view.show(source(key="two"))
        await wait_until(lambda: len(app.sent) == 2, pilot=pilot)
        view.show(source())
        await pilot.pause()
        assert len(app.sent) == 2
        assert view.encoded is not None
        assert view.encoded.payload == app.sent[0]


async def test_what_falls_out_of_the_cache_is_deleted_from_the_terminal_when_nobody_shows_it() -> (
    None
):
    app = Stage(PictureView, KITTY)
    async with app.run_test(size=(60, 20)) as pilot:
        view = await shown(app, pilot, source())
        assert view.encoded is not None
        number = view.encoded.request.number
        app.darkroom._drawings.clear()
        assert len(app.sent) == 1
        view.show(None)
        assert app.sent[-1] == f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\"


async def test_in_tmux_each_sequence_is_wrapped() -> None:
    app = Stage(PictureView, Terminal(kitty=True, tmux=True))
    async with app.run_test(size=(60, 20)) as pilot:
        await shown(app, pilot, source())
        assert app.sent[0].startswith("\x1bPtmux;\x1b\x1b_G")
        assert app.sent[0].count("\x1bPtmux;") == app.sent[0].count("\x1b_G")


async def test_after_a_suspension_the_picture_is_sent_again() -> None:
    app = Stage(PictureView, KITTY)
    async with app.run_test(size=(60, 20)) as pilot:
        await shown(app, pilot, source())
        app.darkroom.again()
        assert app.sent == [app.sent[0]] * 2
        app.darkroom._drawings.clear()
        assert len(app.sent) == 2, "it is still shown"
        view_of(app).show(None)
        assert "a=d" in app.sent[-1]


async def test_what_no_cache_has_room_for_goes_with_its_view() -> None:
    app = Stage(PictureView, KITTY)
    async with app.run_test(size=(60, 20)) as pilot:
        app.darkroom._drawings.limit = 10
        await shown(app, pilot, source())
        view_of(app).show(None)
        assert "a=d" in app.sent[-1]


async def test_sixel_goes_out_after_the_last_row_at_the_top_left() -> None:
    app = Stage(PictureView, SIXEL)
    async with app.run_test(size=(60, 20)) as pilot:
        view = view_of(app)
        view.styles.height = 15
        await pilot.pause()
        await shown(app, pilot, source(320, 320))
        out = raw(view)
        assert out.count("\x1bP0;1;0q") == 1
        assert "\x1b7\x1b[1;16H\x1bP" in out
        assert out.endswith("\x1b8") or out.rindex("\x1b8") > out.rindex("\x1b\\") - 1


async def test_a_sixel_never_touches_the_last_row_of_the_terminal() -> None:
    app = Stage(PictureView, SIXEL)
    async with app.run_test(size=(60, 20)) as pilot:
        view = await shown(app, pilot, source())
        assert view.region.bottom == 20
        assert "\x1bP" not in raw(view)


@pytest.mark.parametrize("terminal", [KITTY, SIXEL])
async def test_pixels_are_blank_under_another_screen_and_come_back(terminal: Terminal) -> None:
    app = Stage(PictureView, terminal)
    async with app.run_test(size=(60, 20)) as pilot:
        view = view_of(app)
        view.styles.height = 15
        await pilot.pause()
        await shown(app, pilot, source())
        before = raw(view)
        overlay: ModalScreen[None] = ModalScreen()
        await app.push_screen(overlay)
        assert not any(line.strip() for line in text(view))
        assert "\x1bP" not in raw(view)
        overlay.dismiss()
        await wait_until(lambda: raw(view) == before, pilot=pilot)


async def test_sixel_stays_out_from_under_an_overlay_on_the_same_screen() -> None:
    app = Stage(PictureView, SIXEL)
    async with app.run_test(size=(60, 20)) as pilot:
        view = view_of(app)
        view.styles.height = 15
        await pilot.pause()
        await shown(app, pilot, source())
        over = Static("over")
        over.styles.overlay = "screen"
        over.styles.width = over.styles.height = 30
        over.styles.offset = (0, -15)
        await app.mount(over)
        await wait_until(lambda: "\x1bP" not in raw(view), pilot=pilot)


async def test_the_newest_wins_and_what_was_between_is_skipped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Stage(PictureView)
    asked: list[str] = []
    gate = threading.Event()
    develop = app.darkroom._develop

    def slow(what: Source, request: object) -> object:
        asked.append(what.key)
        gate.wait(5)
        return develop(what, request)  # type: ignore[arg-type]

    monkeypatch.setattr(app.darkroom, "_develop", slow)
    async with app.run_test(size=(60, 20)) as pilot:
        view = view_of(app)
        view.show(source(key="a"))
        await wait_until(lambda: asked, pilot=pilot)
        for key in "bcd":
            view.show(source(key=key))
        gate.set()
        await wait_until(lambda: len(asked) == 2 and view.encoded is not None, pilot=pilot)
        assert asked == ["a", "d"]


async def test_no_more_than_two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Stage(PictureView)
    running, most = 0, 0
    develop, lock = app.darkroom._develop, threading.Lock()

    def counted(what: Source, request: object) -> object:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        try:
            return develop(what, request)  # type: ignore[arg-type]
        finally:
            with lock:
                running -= 1

    monkeypatch.setattr(app.darkroom, "_develop", counted)
    async with app.run_test(size=(60, 20)):
        room = app.darkroom
        await asyncio.gather(
            *(room.develop(source(key=str(n)), room.request((20, 10))) for n in range(12))
        )
        assert 1 <= most <= 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<html>", "✕ The file is broken, or no picture."),
        (huge_png(9000, 9000), "✕ Too large to show: 9000×9000 pixels."),
        (Path("/nowhere/at/all"), "✕ The file is missing."),
    ],
)
async def test_a_bad_file_is_a_sentence_in_its_place(data: bytes | Path, sentence: str) -> None:
    app = Stage(PictureView)
    async with app.run_test(size=(60, 20)) as pilot:
        view = await shown(app, pilot, Source("bad", data))
        assert " ".join(" ".join(text(view)).split()) == sentence
        view.show(source())
        await wait_until(lambda: view.encoded is not None, pilot=pilot)
        assert not view.problem


async def test_a_block_in_its_aspect_stands_until_the_picture_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Stage(PictureView)
    gate = threading.Event()
    develop = app.darkroom._develop
    monkeypatch.setattr(app.darkroom, "_develop", lambda *what: gate.wait(5) and develop(*what))
    async with app.run_test(size=(60, 20)) as pilot:
        view = view_of(app)
        view.show(source(200, 200))
        await pilot.pause()
        block = view.get_component_rich_style("picture-view--coming").bgcolor
        row = view.render_lines(view.region)[0]
        wide = sum(s.cell_length for s in row if s.style and s.style.bgcolor == block)
        assert wide == 40
        gate.set()
        await wait_until(lambda: view.encoded is not None, pilot=pilot)


async def test_a_new_size_and_a_new_terminal_are_drawn_anew() -> None:
    app = Stage(PictureView)
    async with app.run_test(size=(60, 20)) as pilot:
        view = await shown(app, pilot, source())
        await pilot.resize_terminal(30, 10)
        await wait_until(lambda: view.encoded and view.encoded.columns == 27, pilot=pilot)
        app.darkroom.change(KITTY)
        await wait_until(lambda: view.encoded and view.encoded.request.mode == "kitty", pilot=pilot)


async def test_off_draws_nothing_and_decodes_nothing() -> None:
    app = Stage(PictureView, KITTY, "off")
    async with app.run_test(size=(60, 20)) as pilot:
        view = view_of(app)
        view.show(source())
        await pilot.pause()
        assert view.encoded is None
        assert not any(line.strip() for line in text(view))


async def test_without_true_colour_no_placeholders() -> None:
    app = Stage(PictureView, Terminal(kitty=True, truecolor=False))
    async with app.run_test(size=(60, 20)):
        assert app.darkroom.mode == "quadrant"


async def test_a_part_of_the_rows_may_be_asked_for() -> None:
    app = Stage(PictureView)
    async with app.run_test(size=(60, 20)) as pilot:
        view = await shown(app, pilot, source())
        part = view.render_lines(Region(10, 3, 20, 4))
        assert [strip.cell_length for strip in part] == [20] * 4


async def test_only_rows_that_changed_are_painted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Stage(PictureView)
    async with app.run_test(size=(60, 20)) as pilot:
        before = photo(320, 320)
        view = await shown(app, pilot, Source("one", png(before), (320, 320)))
        after = before.copy()
        after.paste("red", (0, 160, 320, 176))
        painted: list[Region] = []
        plain = view.refresh

        def refresh(*regions: Region, **more: bool) -> PictureView:
            painted.extend(regions)
            return plain(*regions, **more)

        monkeypatch.setattr(view, "refresh", refresh)
        view.show(Source("two", png(after), (320, 320)))
        await wait_until(lambda: painted, pilot=pilot)
        assert {region.y for region in painted} <= {9, 10, 11}


async def test_a_row_that_is_shown_whole_is_sent_as_it_was_encoded() -> None:
    app = Stage(PictureView)
    async with app.run_test(size=(60, 20)) as pilot:
        view = await shown(app, pilot, source(320, 320))
        assert view.encoded is not None
        rows = view.render_lines(view.region.reset_offset)
        sent = "".join(row._render_cache or "" for row in rows)
        assert all((strip._render_cache or "-") in sent for strip in view.encoded.strips)


async def test_zooming_decodes_once_and_shows_the_pixels_themselves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decoded: list[object] = []
    plain = decode.decode

    def counted(*what: object) -> Image.Image:
        decoded.append(what)
        return plain(*what)  # type: ignore[arg-type]

    monkeypatch.setattr(decode, "decode", counted)
    picture = Image.effect_noise((2400, 2000), 90).convert("RGB")
    what = Source("noise", png(picture, compress_level=0), picture.size)
    app = Stage(PictureView, KITTY)
    async with app.run_test(size=(60, 20)):
        room = app.darkroom
        for number in range(1, 6):
            crop = (0.1, 0.1, 0.1 + number * 0.15, 0.1 + number * 0.15)
            await room.develop(what, room.request((60, 20), crop=crop))
        assert len(decoded) == 1
        crop = (700 / 2400, 300 / 2000, (700 + 480) / 2400, (300 + 320) / 2000)
        exact = await room.develop(what, room.request((60, 20), crop=crop, most=1.0))
        assert psnr(from_kitty(exact.payload)[1], picture.crop((700, 300, 1180, 620))) == 99
        room.rest()
        assert room._original._levels == []


async def test_what_cannot_be_decoded_is_not_made_ready() -> None:
    app = Stage(PictureView)
    async with app.run_test():
        await app.darkroom.prepare(Source("bad", b"<html>"))
        assert app.darkroom._original._levels == []


async def test_the_column_that_konsole_bares_is_painted_again() -> None:
    app = Stage(PictureView, Terminal(sixel=True, cell=(8, 16), name="konsole"))
    async with app.run_test(size=(60, 20)) as pilot:
        view = view_of(app)
        view.styles.height = 15
        await pilot.pause()
        await shown(app, pilot, source(900, 100))
        assert view.encoded is not None
        assert view.encoded.columns == 59
        out = raw(view)
        behind = out[out.rindex("\x1b\\") :]
        assert behind.count(";60H ") == view.encoded.rows
