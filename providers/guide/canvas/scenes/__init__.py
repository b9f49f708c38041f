"""One file a kind of scene; each paints a sheet layer by layer and yields its progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from providers.guide.canvas.scenes.flow import flow
from providers.guide.canvas.scenes.mountains import mountains
from providers.guide.canvas.sheet import Sheet

SCENES: Mapping[str, Callable[[Sheet], Iterator[float]]] = {"flow": flow, "mountains": mountains}
