"""A field's own keys act in the order they came.

Textual lets a key that is a binding rise to the app before it acts, while a letter acts at once:
of `abc`, Backspace, `d` arriving together (a slow line, a busy moment) it makes `abc`.
"""

from __future__ import annotations

from textual import events
from textual.widget import Widget


async def act_now(widget: Widget, event: events.Key) -> bool:
    """Run what `widget` itself binds to this key, and take the key; False if it binds nothing."""
    for binding in widget._bindings.key_to_bindings.get(event.key, ()):
        if not binding.priority and await widget.app.run_action(binding.action, widget):
            event.stop()
            event.prevent_default()
            return True
    return False
