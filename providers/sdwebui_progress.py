"""The progress of a picture, as the web UI of Stable Diffusion tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chat.chunks import ImagePreview, Status
from providers.values import table, whole


class Progress:
    """`moved` with each answer, then `picture` to be decoded into `image`, then `chunks`."""

    def __init__(self) -> None:
        self.image: bytes | None = None
        self._value: dict[str, Any] = {}
        self._shown: str | None = None

    def moved(self, value: dict[str, Any]) -> bool:
        """Whether anything is other than it was."""
        before, self._value = self._value, value
        return before != value

    def picture(self) -> str | None:
        """The base64 of a picture that was not there before."""
        coded = self._value.get("current_image")
        if not isinstance(coded, str) or not coded or coded == self._shown:
            return None
        self._shown = coded
        return coded

    def chunks(self) -> Iterator[ImagePreview | Status]:
        """What a person sees of it; nothing before the work has begun."""
        state = table(self._value.get("state"))
        part = self._value.get("progress")
        if not isinstance(part, int | float) or not (part > 0 or self.image):
            return
        done = min(1.0, float(part))
        step, steps = whole(state.get("sampling_step")), whole(state.get("sampling_steps"))
        left = self._value.get("eta_relative")
        words = f"step {step} of {steps}" if step is not None and steps else f"{done:.0%}"
        if isinstance(left, int | float) and 1 <= left < 1e6:
            words += f" · {left:.0f} s left"
        # What is said ends with the next preview, so it comes behind its own.
        yield ImagePreview(self.image, done)
        yield Status(words, progress=done)
