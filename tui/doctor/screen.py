"""The doctor in the app: the same rows as on the command line, with the picture that they are
about. Opaque, because pixels do not mix with a tint.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from tui.doctor.drawing import Line, lines, summary, text
from tui.doctor.row import Row
from tui.pictures.darkroom import Darkroom
from tui.pictures.source import Source
from tui.pictures.view import PictureView

if TYPE_CHECKING:
    from tui.app import PalaverApp

_STYLES = {
    "strong": "$text bold",
    "text": "$text",
    "muted": "$muted",
    "accent": "$accent",
    "ok": "$ok",
    "warn": "$warn",
    "error": "$error",
}
_WIDEST = 100
_KEYS = "y copy for a bug report   Esc back"


class DoctorScreen(Screen[None]):
    """Looks when it opens; `rows` are there a moment later."""

    DEFAULT_CSS = """
    DoctorScreen {
        background: $ground; overflow: hidden;
        & #doctor-rows { height: 1fr; padding: 1 2 0 2; scrollbar-size-vertical: 1; }
        & #doctor-rows Static { height: auto; }
        & PictureView { height: 5; width: 28; margin: 1 0 1 4; display: none; }
        & PictureView.-drawn { display: block; }
        & #doctor-foot { height: 1; padding: 0 2; color: $muted; }
    }
    """
    BINDINGS = [
        Binding("escape,q,ctrl+c", "back", "back", show=False),
        Binding("y", "copy", "copy for a bug report"),
        Binding("f1,question_mark", "app.chat('help')", "help", show=False),
    ]

    if TYPE_CHECKING:
        app: PalaverApp  # type: ignore[assignment]

    def __init__(self, darkroom: Darkroom) -> None:
        super().__init__()
        self.darkroom = darkroom
        self.rows: Sequence[Row] = ()

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="doctor-rows"):
            yield Static("Looking …", id="doctor-above", markup=False)
            yield PictureView(self.darkroom)
            yield Static(id="doctor-below", markup=False)
        yield Static(_KEYS, id="doctor-foot", markup=False)

    def on_mount(self) -> None:
        self.query_one("#doctor-rows").focus()
        self.app.app_resume_signal.subscribe(self, lambda _: self.darkroom.again())
        self.run_worker(self._look(), group="doctor")

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    async def _look(self) -> None:
        from tui.doctor.diagnosis import diagnose
        from tui.doctor.gather import gather

        await asyncio.to_thread(_prepare)
        app = self.app
        facts = await gather(
            app.terminal,
            (self.size.width, self.size.height),
            setting=app.settings.images,
            problems=self._problems(),
            encoding=getattr(sys.__stdout__, "encoding", None) or "utf-8",
        )
        self.rows = diagnose(facts)
        self._draw()
        if self.darkroom.mode != "off":
            await self._picture()

    def _problems(self) -> list[str]:
        from providers.endpoints import unusable

        told = [str(problem) for problem in self.app.problems]
        services = self.app.services
        if services is not None:
            known = services.session.catalog.endpoints
            mine = unusable(known, self.app.settings.endpoints)
            told += [f"endpoint {name}: {why}" for name, why in mine]
            if services.trouble is not None:
                told.append(f"nothing is being saved: {services.trouble.sentence}")
        return told

    async def _picture(self) -> None:
        from tui.doctor.sample import SIZE, sample_png

        data = await asyncio.to_thread(sample_png)
        view = self.query_one(PictureView)
        view.add_class("-drawn")
        view.show(Source("doctor", data, SIZE))

    def _draw(self) -> None:
        if not self.rows:
            return
        room = min(self.query_one("#doctor-rows").size.width - 5, _WIDEST)
        cut = next((n for n, row in enumerate(self.rows) if row.section == "Keys"), len(self.rows))
        above, below = lines(self.rows[:cut], room), lines(self.rows[cut:], room)
        if self.darkroom.mode == "off":
            above.append(())
        end: Line = ((summary(self.rows), "text"),)
        self.query_one("#doctor-above", Static).update(_content(above))
        self.query_one("#doctor-below", Static).update(_content([*below, (), end]))

    def action_back(self) -> None:
        self.dismiss(None)

    async def action_copy(self) -> None:
        from tui.copying import take_out

        if self.rows:
            told = await take_out(text(self.rows), "report", self.app)
            self.query_one("#doctor-foot", Static).update(told)


def open_doctor(app: PalaverApp) -> None:
    """Show it over everything else."""
    app.push_screen(DoctorScreen(Darkroom(app.terminal, app.settings.images)))


def _content(drawn: Sequence[Line]) -> Content:
    rows = [Content.assemble(*((span, _STYLES[role]) for span, role in line)) for line in drawn]
    return Content("\n").join(rows)


def _prepare() -> None:
    """What looking and drawing need is imported in a thread."""
    import tui.clipboard
    import tui.doctor.gather
    import tui.doctor.sample  # noqa: F401
