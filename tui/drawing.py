"""Which model draws what `/image` orders, and what is done again with a picture that is there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from random import randrange
from typing import TYPE_CHECKING, Any

from chat.drawing import CHECKS, Order, OrderError, stored, together
from chat.errors import ModelNotSupportedError
from chat.messages import PicturePart
from providers.catalog import NeedsKey
from providers.drawing import CANVAS, taken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chat.messages import Message, Picture
    from providers.models import Model
    from tui.chat_screen import ChatScreen
    from tui.services import Services
    from tui.talk import Live

_SEEDS = 1_000_000
_ONE_EACH = ("n", "model")
"""What is of an order and not of one picture."""
_NAMED = {"negative_prompt": "negative"}


class Drawing:
    """Of one chat screen; what stands in the way is said there."""

    def __init__(self, screen: ChatScreen, services: Services) -> None:
        self._screen, self._session = screen, services.session
        self._catalog = services.session.catalog

    async def ready_for(self, text: str, asked: Message | None = None) -> Model | None:
        """The model that answers `text`, once it can be used: the one in use, or one that draws
        for an order (`asked`: the one that it was sent to). None when the person gave up."""
        order = stored(text)
        if order is None:
            return await self._screen.choosing.ready_model()
        try:
            model = self._again(asked) or self.model(order.model)
        except ModelNotSupportedError as error:
            self._screen.notice(error.sentence)
            return None
        if not model.draws:
            self._screen.notice(f"{model.id} does not draw. ^L shows which models do.")
            return None
        if isinstance(self._catalog.state(model.endpoint), NeedsKey) and not (
            await self._screen.choosing.enter_key(model.endpoint)
        ):
            return None
        self._tell(model, order)
        return model

    def model(self, name: str = "") -> Model:
        """The one called `name`; else the one in use if it draws, the one that drew last, or the
        first that can. Raises `ModelNotSupportedError`."""
        if name:
            return self._screen.choosing.named(name)
        current = self._screen.current.model
        if current is not None and current.draws:
            return current
        last = self._usable(self._screen.app.state.draws)
        return last or next(self._drawing(), None) or self._catalog.resolve(CANVAS)

    def begun(self, live: Live) -> None:
        """Whoever draws now is asked the next time, too; what he draws is what one looks at."""
        if not live.model.draws:
            return
        app, panel = self._screen.app, self._screen.gallery.panel
        if app.state.draws != str(live.model):
            app.remember(replace(app.state, draws=str(live.model)))
        if panel is not None and live.conversation == self._screen.current.id:
            panel.action_browse(len(panel.pictures))

    def parameters(self) -> tuple[str, Sequence[str]]:
        """Who would draw now, and the parameters that it takes."""
        model = self.model()
        return model.id, taken(self._catalog.endpoint(model.endpoint).provider, model.id)

    def redo(self, picture: Picture, way: str) -> str:
        """Draw `picture` `again`, `vary` it, `edit` its prompt or `use` it in a question; the
        sentence that says why not."""
        if way == "use":
            self._use(picture)
            return ""
        if not picture.model:
            return "It was attached, not drawn: u uses it in a question."
        if not picture.prompt.strip():
            return "The prompt that it was drawn from is not known."
        try:
            model = self._catalog.resolve(f"{picture.endpoint}/{picture.model}")
        except ModelNotSupportedError as error:
            return error.sentence
        order = order_of(picture)
        if way == "vary":
            order = self._varied(order, model)
        if str(self.model()) != str(model):
            order = replace(order, model=str(model))
        self._leave_pictures(to_prompt=way == "edit")
        if way == "edit":
            self._screen.prompt.rewrite(str(order))
        else:
            self._screen.asking.send(str(order), ())
        return ""

    def _varied(self, order: Order, model: Model) -> Order:
        parameters = dict(order.parameters)
        parameters.pop("seed", None)
        if "seed" in taken(self._catalog.endpoint(model.endpoint).provider, model.id):
            parameters["seed"] = randrange(1, _SEEDS)
        else:
            self._screen.notice(f"{model.id} knows no seeds: it is drawn again.")
        return replace(order, parameters=parameters)

    def _use(self, picture: Picture) -> None:
        """As a chip in the prompt."""
        self._leave_pictures(to_prompt=True)
        self._screen.prompt.add(PicturePart(picture, prompt=picture.prompt))
        model = self._screen.current.model
        if model is not None and not model.draws and (model.sees is False or _helps(model)):
            self._screen.notice(f"{model.id} does not see pictures. ^L picks a model that does.")

    def _leave_pictures(self, *, to_prompt: bool) -> None:
        """Back to the chat, where it is seen how it comes."""
        screen = self._screen
        while (above := screen.app.screen) is not screen:
            above.dismiss(None)
        if to_prompt:
            screen.call_after_refresh(screen.prompt.focus)

    def models(self) -> list[str]:
        """The full names of those that can be asked to draw."""
        return [str(model) for model in (*self._drawing(), self._catalog.resolve(CANVAS))]

    def _again(self, asked: Message | None) -> Model | None:
        """Who drew it before, where that can still be asked."""
        return self._usable(f"{asked.endpoint}/{asked.model}") if asked is not None else None

    def _usable(self, name: str) -> Model | None:
        if not name.strip("/"):
            return None
        try:
            model = self._catalog.resolve(name)
        except ModelNotSupportedError:
            return None
        needed = isinstance(self._catalog.state(model.endpoint), NeedsKey)
        return model if model.draws and not needed else None

    def _drawing(self) -> Iterator[Model]:
        """Models that draw, where the person has a key or a server: nobody else is sent a prompt
        that was not meant for him. Those of the endpoint in use come first."""
        now, mine = self._screen.current.model, self._screen.app.settings.endpoints
        places = sorted(
            self._catalog.usable(), key=lambda place: now is None or place.name != now.endpoint
        )
        for place in places:
            if place.needs_key or place.local or place.name in mine:
                yield from (model for model in self._catalog.models(place.name) if model.draws)

    def _tell(self, model: Model, order: Order) -> None:
        """What of the order the model does not take."""
        out = self._session.drawing(model, together({}, order.parameters)).left_out
        if out:
            self._screen.notice(f"{model.id} takes no {' and no '.join(out)}: drawn without.")


def order_of(picture: Picture) -> Order:
    """What would draw this one picture again, as far as its parameters tell."""
    found = dict[str, Any]()
    for wire, value in picture.parameters.items():
        name = _NAMED.get(wire, wire)
        if name == "size" and ":" in str(value):
            name = "aspect"
        if name not in CHECKS or name in _ONE_EACH:
            continue
        with suppress(OrderError):  # set by hand, in words that only its wire knows
            found[name] = CHECKS[name](name, str(value))
    return Order(" ".join(picture.prompt.split()), found)


def _helps(model: Model) -> bool:
    """The guide is no model: it sees nothing."""
    return model.endpoint == "guide"
