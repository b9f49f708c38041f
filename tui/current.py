"""The conversation on the screen: which one, its path, its model. Store calls, no widget."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chat.messages import PathRow
    from chat.store.store import Store
    from providers.models import Model


@dataclass(slots=True)
class Current:
    """`id` is None until something is worth storing: an empty conversation is nobody's."""

    store: Store
    id: int | None = None
    tip: int | None = None
    path: list[PathRow] = field(default_factory=list)
    system: str = ""
    """The system prompt of a new conversation."""
    model: Model | None = None
    chosen: bool = False
    """Whether the person picked the model by hand."""
    previous: str = ""
    """The model before the last switch: what the picker selects, so that ^L Enter toggles."""
    cut: bool = False
    """Whether what is edited, and all below it, is out of sight for now."""

    @property
    def empty(self) -> bool:
        """Whether nothing was ever said here: while the first question is edited, something was."""
        return not (self.path or self.cut)

    def open(self, conversation: int | None) -> None:
        """Point at another conversation (None: a new one) and read its path."""
        self.id, self.path = conversation, []
        self.refresh()

    def refresh(self) -> None:
        row = self.store.conversation(self.id) if self.id is not None else None
        self.tip = row.tip if row else None
        known, self.path, self.cut = self.path, [], False
        if row and self.id is not None:
            self.path = self.store.path(self.id, known=known)

    async def ensure(self) -> int:
        """Its id; a new conversation is stored now. `StoreError` when it cannot be."""
        if self.id is None:
            name = str(self.model) if self.model else ""
            self.id = await self.store.new_conversation(model=name, system=self.system)
        return self.id

    def last_answers(self, count: int) -> list[PathRow]:
        """At most `count` of them, the newest first."""
        answers = (row for row in reversed(self.path) if row.role == "assistant")
        return list(islice(answers, count))

    def question_of(self, message: int) -> PathRow | None:
        """The question that `message` belongs to: itself, or the one before it."""
        for index, row in enumerate(self.path):
            if row.id == message:
                if row.role == "user":
                    return row
                return next((r for r in reversed(self.path[:index]) if r.role == "user"), None)
        return None

    def cut_before(self, message: int) -> None:
        """Go on from above `message`: the next question becomes its sibling. Only in sight; the
        store learns of it when that question is asked."""
        at = next(i for i, row in enumerate(self.path) if row.id == message)
        self.path = self.path[:at]
        self.tip = self.path[-1].id if self.path else None
        self.cut = True
