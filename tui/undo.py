"""What was deleted and can be brought back, the last first: conversations, pictures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

Step = Callable[[], Awaitable[None]]


class Undo:
    """Kept as long as the program runs; what is in the bin stays there for a while after it."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def add(self, step: Step) -> None:
        """`step` brings back what is being deleted."""
        self._steps.append(step)

    def drop(self, step: Step) -> None:
        """It was not deleted after all."""
        if step in self._steps:
            self._steps.remove(step)

    async def last(self) -> bool:
        """Bring back what was deleted last; False when there is nothing."""
        if not self._steps:
            return False
        await self._steps.pop()()
        return True
