"""Which model answers: at the start, by the picker, and the key that it may need first."""

from __future__ import annotations

import asyncio
import contextlib
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from chat.errors import ModelNotSupportedError, ProviderError
from providers.catalog import NeedsKey, Usable
from tui.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from providers.endpoints import Endpoint
    from providers.health import Health
    from providers.models import Model
    from tui.chat_screen import ChatScreen
    from tui.picker import Choice, Picker
    from tui.services import Services


GUIDE = "guide/guide"


class Choosing:
    """The current model of the screen, and every way to another one."""

    def __init__(self, screen: ChatScreen, services: Services) -> None:
        self.screen = screen
        self.session = services.session
        self.catalog = services.session.catalog
        self.finding = Finding(self)
        self._twins: dict[str, bool] = {}
        """By full name whether a usable endpoint has another of that id; emptied by new lists."""

    # -- at the start, or when a conversation is opened

    def start_model(self, asked: str = "", own: str = "") -> Model:
        """The first that can be had of: asked for, the conversation's own, the last one used,
        the config's, the first key's, the guide."""
        app = self.screen.app
        for name in (asked, own, app.state.model, app.settings.model):
            if name:
                try:
                    return self.catalog.resolve(name)
                except ModelNotSupportedError as error:
                    self.screen.notice(error.sentence)
        return self.catalog.first_keyed() or self.catalog.resolve(GUIDE)

    def look_around(self) -> None:
        """Where only the guide is left: see whether a server can be found."""
        if self.by_default:
            self.screen.run_worker(self.finding.look(), group="find", exclusive=True)
        self.screen.run_worker(self.finding.freshen(), group="freshen", exclusive=True)

    @property
    def by_default(self) -> bool:
        """Whether the guide answers because nothing else is known, and not by choice."""
        state, current = self.screen.app.state, self.screen.current
        return str(current.model) == GUIDE and not current.chosen and not state.model

    # -- the picker

    def pick(self) -> None:
        """Open the picker; what is picked answers from the next question on."""
        self.screen.run_worker(self._pick_and_choose(), group="pick", exclusive=True)

    async def _pick_and_choose(self) -> None:
        model = await self.pick_one()
        if model is not None:
            self.choose(model)

    async def pick_one(self, unlocked: str = "") -> Model | None:
        """What was picked; None when the picker was closed or the name is not to be had.

        The first model of the endpoint `unlocked`, which has just got its key, is selected.
        """
        from tui.picker import KeyWanted, Picked, Picker

        current = self.screen.current
        offered = self.catalog.default(unlocked) if unlocked else None
        previous = str(offered or "") or current.previous or self._last_other()
        rows = await asyncio.to_thread(self._rows)
        picker = Picker(
            _all(rows),
            current=str(current.model or ""),
            previous=previous,
            recents=self.screen.app.state.recents,
        )
        self.screen.run_worker(self._feed(picker, rows), group="feed", exclusive=True)
        match await self.screen.app.push_screen_wait(picker):
            case Picked(name=name):
                return self._resolved(name)
            case KeyWanted(endpoint=endpoint):
                if await self.enter_key(endpoint):
                    return await self.pick_one(unlocked=endpoint)
        return None

    def _resolved(self, name: str) -> Model | None:
        try:
            return self.catalog.resolve(name)
        except ModelNotSupportedError as error:
            self.screen.notice(error.sentence)
            return None

    def choose(self, model: Model) -> None:
        """`model` answers from the next question on."""
        current = self.screen.current
        if current.model is not None and str(model) != str(current.model or ""):
            current.previous = str(current.model or "")
        current.model, current.chosen = model, True
        self.screen.run_worker(self.session.warm(model), group="warm")
        self.screen.app.remember_model(str(model))
        self.screen.refresh_welcome()
        self.screen.asking.show_queue()
        if current.id is not None:
            self.screen.app.store_later(self.screen.asking.store.set_model(current.id, str(model)))

    def _last_other(self) -> str:
        now = str(self.screen.current.model or "")
        return next((name for name in self.screen.app.state.recents if name != now), "")

    async def _feed(self, picker: Picker, rows: dict[str, list[Choice]]) -> None:
        """Ask all endpoints for their lists while the picker is open, each when it answers.

        Only the rows of that one are made anew: another may have thousands."""
        asked = [self._refresh(name) for name in rows if self._askable(name)]
        for answer in asyncio.as_completed(asked):
            name = await answer
            before, rows[name] = rows[name], await asyncio.to_thread(self._choices, name)
            if picker.is_attached and rows[name] != before:
                picker.feed(_all(rows))

    def _askable(self, name: str) -> bool:
        return not isinstance(self.catalog.state(name), NeedsKey)

    async def _refresh(self, name: str) -> str:
        with contextlib.suppress(ProviderError):  # the catalog keeps the reason: the row says it
            await self.catalog.refresh(name, self.session)
            self._twins.clear()
        return name

    def choices(self) -> list[Choice]:
        """A row for every known model, and one for each endpoint that has none."""
        return _all(self._rows())

    def _rows(self) -> dict[str, list[Choice]]:
        """By endpoint, the person's own first."""
        mine = self.screen.app.settings.endpoints
        names = sorted(self.catalog.endpoints, key=lambda name: name not in mine)
        return {name: self._choices(name) for name in names}

    def _choices(self, name: str) -> list[Choice]:
        from tui.picker import Choice

        endpoint, state = self.catalog.endpoints[name], self.catalog.state(name)
        usable, needs_key = isinstance(state, Usable), isinstance(state, NeedsKey)
        reason = "needs a key" if needs_key else getattr(state, "reason", "")
        models = self.catalog.models(name) if usable else []
        now = self.screen.current.model
        if usable and now is not None and now.endpoint == name and now not in models:
            models = [now, *models]  # it may be in no list, and the list may not be there yet
        if not models:
            return [
                Choice(
                    name, "", usable=False, reason=reason or "lists no models", needs_key=needs_key
                )
            ]
        fared = _fared(self.session.health.of(name))
        return [
            Choice(
                endpoint.name,
                model.id,
                label=model.name and f"{model.id} ({model.name})",
                note=_note(model, endpoint, fared),
                draws=model.draws,
            )
            for model in models
        ]

    def welcome(self) -> dict[str, Any]:
        """The keyword arguments of `Welcome.show`."""
        model = self.screen.current.model
        if model is None:
            return {"model": ""}
        needed = isinstance(self.catalog.state(model.endpoint), NeedsKey)
        return {
            "model": model.id,
            "guide": str(model) == GUIDE,
            "key_needed": self.catalog.endpoints[model.endpoint].label if needed else "",
        }

    def twins(self, model: Model) -> bool:
        """Whether another endpoint that can be used offers a model of the same name."""
        name = str(model)
        if name not in self._twins:  # asked with every status, and the answer reads files
            others = [e.name for e in self.catalog.usable() if e.name != model.endpoint]
            offered = (other.id for name in others for other in self.catalog.models(name))
            self._twins[name] = model.id in offered
        return self._twins[name]

    def named(self, name: str) -> Model:
        """The model a person means: among equal names the one of the endpoint in use."""
        current = self.screen.current.model
        if current is not None:
            here = self.catalog.models(current.endpoint)
            if (found := next((m for m in here if m.id == name), None)) is not None:
                return found
        return self.catalog.resolve(name)

    def verified(self, model: Model) -> bool:
        """Whether the certificate of the model's endpoint is checked."""
        return self.catalog.endpoints[model.endpoint].verify

    # -- keys

    async def ready_model(self) -> Model | None:
        """The current model, once its endpoint can be used; None when the person gave up."""
        model = self.screen.current.model
        if model is None:
            return None
        if isinstance(self.catalog.state(model.endpoint), NeedsKey) and not await self.enter_key(
            model.endpoint
        ):
            return None
        return model

    async def enter_key(self, endpoint: str) -> bool:
        """Ask for a key, try it, store it; True once a good one is there."""
        from tui.key_screen import KeyScreen

        row = self.catalog.endpoints[endpoint]
        attempt = partial(self._try_and_keep, row)
        screen = KeyScreen(row.label or row.name, row.key_page, attempt)
        return bool(await self.screen.app.push_screen_wait(screen))

    async def _try_and_keep(self, endpoint: Endpoint, key: str) -> None:
        await self.session.try_key(endpoint, key)
        await self.session.keys.store(endpoint, key)


def _all(rows: Mapping[str, Sequence[Choice]]) -> list[Choice]:
    return [choice for choices in rows.values() for choice in choices]


def _note(model: Model, endpoint: Endpoint, fared: str) -> str:
    """What it can do, then how its endpoint has fared."""
    words = [] if endpoint.verify else ["unverified"]
    words += [word for word, on in (("draw", model.draws), ("see", model.sees)) if on]
    if model.context:
        words.append(f"{model.context // 1000}k")
    return " ".join((*words, fared)) if fared else " ".join(words)


def _fared(health: Health) -> str:
    if health.failing and health.failed is not None:
        return f"failed {_ago(health.failed)}"
    return "" if health.first is None else f"{health.first:.1f} s"


def _ago(then: float) -> str:
    seconds = max(0.0, time.time() - then)
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit} ago"
    return "just now"
