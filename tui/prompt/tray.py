"""The parts that are attached, with the chip that is selected and the way back from a change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chat.messages import Part
    from tui.prompt.chips import Chips
    from tui.prompt.prompt import Prompt


@dataclass(frozen=True, slots=True)
class _Step:
    """The way back from a change."""

    typed: int
    """How many steps of typing could be undone after it."""
    parts: tuple[Part, ...]
    """What stood here before it."""
    text: bool
    """Whether the text changed in the same step."""


class Tray:
    """Belongs to one prompt; its row of chips is mounted with the first part. `changed` is called
    after every change but those by `load`."""

    def __init__(self, prompt: Prompt, changed: Callable[[], None]) -> None:
        self.parts: tuple[Part, ...] = ()
        self.selected: int | None = None
        self._prompt, self._changed = prompt, changed
        self._chips: Chips | None = None
        self._before: list[_Step] = []
        self._labels: list[tuple[Part, str]] = []
        """What stands on the chips: of a large text it takes a while to tell."""

    def load(self, parts: tuple[Part, ...]) -> None:
        """Other parts, as they are stored or sent: there is no way back to the ones before."""
        self._before.clear()
        self._put(parts)

    def add(self, part: Part, label: str = "") -> None:
        """One more; `label` is what its chip says, if that is known."""
        if label:
            self._labels.append((part, label))
        self.step((*self.parts, part))

    def exchange(self, index: int, part: Part | None) -> None:
        """Another part in place of the one at `index`; None removes it."""
        if index < len(self.parts):
            new = () if part is None else (part,)
            self.step((*self.parts[:index], *new, *self.parts[index + 1 :]))

    def step(self, parts: tuple[Part, ...], text: str | None = None) -> None:
        """Other parts, and another `text` in the field, as one step of undo."""
        field = self._prompt.field
        before = self.parts, field.text
        field.history.checkpoint()
        if text is not None:
            field.exchange(text)
        changed = text is not None and text != before[1]
        self._before.append(_Step(self._typed(), before[0], changed))
        self._put(parts)
        self._changed()

    def extend(self, text: str) -> bool:
        """Add the rest of a torn paste to the last chip; False if that is none."""
        from chat.messages import FilePart
        from tui.prompt.chips import PASTED

        last = self.parts[-1] if self.parts else None
        if not isinstance(last, FilePart) or last.name != PASTED:
            return False
        self._put((*self.parts[:-1], replace(last, text=last.text + text)))
        self._changed()
        return True

    def undo(self) -> bool:
        """Take the last change back; False if there is none, or if something was typed since."""
        if not self._before or self._before[-1].typed < self._typed():
            return False
        step = self._before.pop()
        self._put(step.parts)
        if step.text:
            self._prompt.field.take_back()
        self._changed()
        return True

    def select(self, index: int | None) -> None:
        self.selected = index
        if self.parts and self._chips is None:
            from tui.prompt.chips import Chips

            self._chips = Chips()
            self._prompt.mount(self._chips, before=self._prompt.field)
        if self._chips is not None:
            self._labels = [(part, self._label(part)) for part in self.parts]
            self._chips.show(tuple(label for _, label in self._labels), index)

    def key(self, key: str, *, at_start: bool) -> bool:
        """Whether a chip takes this key; `at_start`: the cursor stands right after the chips."""
        if self.selected is None:
            return at_start and bool(self.parts) and self._enter(key)
        match key:
            case "left":
                self.select(max(0, self.selected - 1))
            case "right" if self.selected + 1 < len(self.parts):
                self.select(self.selected + 1)
            case "right" | "escape" | "down":
                self.select(None)
            case "backspace" | "delete" | "ctrl+d":
                self.exchange(self.selected, None)
            case _:
                return False
        return True

    def _enter(self, key: str) -> bool:
        match key:
            case "left":
                self.select(len(self.parts) - 1)
            case "backspace":
                self.exchange(len(self.parts) - 1, None)
            case _:
                return False
        return True

    def _label(self, part: Part) -> str:
        from tui.prompt.chips import label

        return next((text for known, text in self._labels if known is part), "") or label(part)

    def _typed(self) -> int:
        return len(self._prompt.field.history.undo_stack)

    def _put(self, parts: tuple[Part, ...]) -> None:
        self.parts = parts
        self.select(None)
