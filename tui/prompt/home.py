"""Where a draft is at home: what is still being read goes there, whatever is shown by then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chat.messages import Part
    from chat.store.rows import Draft


@dataclass(slots=True, eq=False)
class Home:
    """Of one draft, for as long as it is shown; a new conversation gets its number meanwhile."""

    conversation: int | None = None


def added(draft: Draft, part: Part, *, torn: bool) -> Draft:
    """`draft` with `part` at its end, a short paste as text; `torn`: it is the rest of the paste
    before it."""
    from chat.messages import FilePart
    from tui.prompt.chips import PASTED
    from tui.prompt.sizes import is_long

    if not isinstance(part, FilePart) or part.name != PASTED:
        return replace(draft, attachments=(*draft.attachments, part))
    last = draft.attachments[-1] if draft.attachments else None
    if torn and isinstance(last, FilePart) and last.name == PASTED:
        longer = replace(last, text=last.text + part.text)
        return replace(draft, attachments=(*draft.attachments[:-1], longer))
    if is_long(part.text):
        return replace(draft, attachments=(*draft.attachments, part))
    return replace(draft, text=draft.text + part.text)
