"""Where one looks at a picture: how large, and which part. Plain numbers, without Pillow."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tui.pictures.encode.value import WHOLE, Crop
from tui.pictures.fit import LARGEST

MIDDLE = (0.5, 0.5)
_EQUAL = 1e-6


@dataclass(frozen=True, slots=True)
class Look:
    """A picture of `size` pixels seen through `window` pixels of the screen."""

    size: tuple[int, int]
    window: tuple[int, int]
    scale: float = 0.0
    """Screen pixels a pixel of the picture; 0 where all of it is seen, as large as it fits."""
    centre: tuple[float, float] = MIDDLE
    """What is in the middle of the window, in shares of the picture."""

    @property
    def fit(self) -> float:
        """The scale at which all of it is seen."""
        (width, height), (across, down) = self._size, self.window
        return min(max(1, across) / width, max(1, down) / height, LARGEST)

    @property
    def most(self) -> float:
        """The scale that there is now; a drawing is not made larger."""
        return self.scale or LARGEST

    @property
    def now(self) -> float:
        return self.scale or self.fit

    @property
    def larger(self) -> bool:
        """Whether it does not fit, so that there is something to pan to."""
        return self.now > self.fit + _EQUAL

    @property
    def crop(self) -> Crop:
        """The part that is seen. Where a pixel is a pixel its edges are those of pixels."""
        if not self.larger:
            return WHOLE
        left, right = self._span(0)
        top, bottom = self._span(1)
        return left, top, right, bottom

    def zoomed(self, scale: float, at: tuple[float, float] = MIDDLE) -> Look:
        """At another scale, with what is `at` (in shares of the window) where it was."""
        scale = min(max(scale, min(self.fit, self.now)), LARGEST)
        if abs(scale - self.fit) < 0.02 * self.fit:
            return replace(self, scale=0.0, centre=MIDDLE)
        centre = (self._kept(0, scale, at[0]), self._kept(1, scale, at[1]))
        return replace(self, scale=scale, centre=centre)._inside()

    def true_size(self, at: tuple[float, float] = MIDDLE) -> Look:
        """A pixel of the picture on a pixel of the screen."""
        if abs(self.fit - 1.0) < _EQUAL:
            return replace(self, scale=0.0, centre=MIDDLE)
        centre = (self._kept(0, 1.0, at[0]), self._kept(1, 1.0, at[1]))
        return replace(self, scale=1.0, centre=centre)._inside()

    def moved(self, across: float, down: float) -> Look:
        """What is seen moves by so many pixels of the screen to the left and up."""
        x = self.centre[0] + across / (self.now * self._size[0])
        y = self.centre[1] + down / (self.now * self._size[1])
        return replace(self, centre=(x, y))._inside()

    def through(self, window: tuple[int, int]) -> Look:
        """The same through a window of another size."""
        seen = replace(self, window=window)
        if seen.scale and not seen.larger and seen.scale != 1.0:
            seen = replace(seen, scale=0.0)
        return seen._inside()

    # -- one way at a time: 0 across, 1 down

    @property
    def _size(self) -> tuple[int, int]:
        return max(1, self.size[0]), max(1, self.size[1])

    def _share(self, way: int, scale: float) -> float:
        return min(1.0, self.window[way] / (scale * self._size[way]))

    def _span(self, way: int) -> tuple[float, float]:
        size, share = self._size[way], self._share(way, self.now)
        start = min(max(0.0, self.centre[way] - share / 2), 1 - share)
        if abs(self.now - 1.0) < _EQUAL:
            first = round(start * size)
            return first / size, min(first + min(self.window[way], size), size) / size
        return start, start + share

    def _kept(self, way: int, scale: float, at: float) -> float:
        """The centre that keeps what is `at` in its place at `scale`."""
        size, window = self._size[way], self.window[way]
        away = (at - 0.5) * window
        drawn = min(float(window), size * self.now)
        share = self._share(way, self.now)
        middle = min(max(self.centre[way], share / 2), 1 - share / 2)
        # Beside the picture there is nothing to keep: its edge is the nearest that is.
        under = middle + min(max(away, -drawn / 2), drawn / 2) / (self.now * size)
        return under - away / (scale * size)

    def _inside(self) -> Look:
        """At an edge the centre stays where the other way is felt at once."""
        x, y = (
            min(max(self.centre[way], share / 2), 1 - share / 2)
            for way, share in enumerate((self._share(0, self.now), self._share(1, self.now)))
        )
        return replace(self, centre=(x, y))
