"""`/image …` as the question of `palaver ask`: what it orders, and the model that draws it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chat.drawing import Order, OrderError, order, together
from chat.errors import ModelNotSupportedError
from chat.messages import Part, TextPart
from providers.drawing import CANVAS
from providers.models import Model
from providers.session import Session
from tui.cli.arguments import UsageError
from tui.cli.output import complain


def ordered(parts: Sequence[Part]) -> Order | None:
    """The order that a question is; None for every other question."""
    try:
        found = order("".join(part.text for part in parts if isinstance(part, TextPart)))
    except OrderError as error:
        raise UsageError(str(error)) from None
    if found is not None and not found.prompt:
        raise UsageError("/image needs the words to draw")
    return found


def drawer(name: str, last: str, session: Session) -> Model:
    """The model called `name`, which must draw; without a name the `last` that drew, or the
    canvas. `UsageError`."""
    try:
        model = session.model(name or last or CANVAS)
    except ModelNotSupportedError as error:
        if name:
            raise UsageError(error.sentence) from None
        model = session.model(CANVAS)
    if not model.draws:
        raise UsageError(f"{model} does not draw; name a model that does with -m")
    return model


def fitted(
    wish: Order, set_before: Mapping[str, Any], model: Model, session: Session
) -> dict[str, Any]:
    """The parameters as the model takes them; what it does not take is said."""
    told = session.drawing(model, together(set_before, wish.parameters))
    unknown = [name for name in told.left_out if name in wish.parameters]
    if unknown:
        complain(f"{model.id} does not take {', '.join(unknown)}; it draws without them.")
    return {**set_before, **told.parameters}
