"""One file a kind of scene; each paints a sheet layer by layer and yields its progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from providers.guide.canvas.scenes.circles import circles
from providers.guide.canvas.scenes.city import city
from providers.guide.canvas.scenes.desert import desert
from providers.guide.canvas.scenes.flow import flow
from providers.guide.canvas.scenes.forest import forest
from providers.guide.canvas.scenes.meadow import meadow
from providers.guide.canvas.scenes.mountains import mountains
from providers.guide.canvas.scenes.paper import paper
from providers.guide.canvas.scenes.sea import sea
from providers.guide.canvas.scenes.space import space
from providers.guide.canvas.scenes.stars import stars
from providers.guide.canvas.scenes.street import street
from providers.guide.canvas.sheet import Sheet

SCENES: Mapping[str, Callable[[Sheet], Iterator[float]]] = {
    scene.__name__: scene
    for scene in (
        circles,
        city,
        desert,
        flow,
        forest,
        meadow,
        mountains,
        paper,
        sea,
        space,
        stars,
        street,
    )
}
