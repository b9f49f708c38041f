"""A layout that is still to be made: everything it needs, for the loop or for a thread."""

from __future__ import annotations

from dataclasses import dataclass

from chat.messages import Message, PathRow
from tui.transcript.message_rows import Laid, Lead, Look, lay_out
from tui.transcript.shape import Shape


@dataclass(frozen=True, slots=True)
class Layout:
    """Calling it makes the rows; `key` says what they are of."""

    key: object
    message: Message
    row: PathRow
    lead: Lead
    look: Look
    flipped: bool
    tex: bool
    shape: Shape

    def __call__(self) -> Laid:
        message, row, lead, look = self.message, self.row, self.lead, self.look
        flipped, tex, shape = self.flipped, self.tex, self.shape
        return lay_out(message, row, lead, look, flipped=flipped, tex=tex, shape=shape)
