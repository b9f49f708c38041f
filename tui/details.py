"""What is known of a failure beyond its sentence: status, address, what the server said."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from chat.errors import Failure
from chat.text import clean


class Details(ModalScreen[None]):
    BINDINGS = [Binding("escape,enter,d,q,ctrl+c", "dismiss", "Close", show=False)]

    DEFAULT_CSS = """
    Details { align: center middle; background: $ground 55%; }
    Details > Vertical { width: 76; max-width: 100%; height: auto; max-height: 80%;
                         background: $panel; padding: 1 3; }
    Details VerticalScroll { height: auto; max-height: 16; margin: 1 0; }
    Details #keys { color: $muted; }
    """

    def __init__(self, failure: Failure) -> None:
        super().__init__()
        self._failure = failure

    def compose(self) -> ComposeResult:
        failure = self._failure
        with Vertical():
            yield Static(clean(failure.sentence), markup=False)
            with VerticalScroll():
                yield Static("\n".join(_lines(failure)), markup=False)
            yield Static(f"{failure.next_step}   Esc closes", id="keys", markup=False)


def _lines(failure: Failure) -> list[str]:
    known = {
        "kind": failure.kind.replace("_", " "),
        "endpoint": failure.endpoint,
        "model": failure.model,
        "status": str(failure.status) if failure.status else "",
        "wait": f"{failure.retry_after:.0f} s" if failure.retry_after else "",
    }
    lines = [f"{name:<10}{clean(value)}" for name, value in known.items() if value]
    if failure.excerpt:
        lines += ["", clean(failure.excerpt)]
    return lines
