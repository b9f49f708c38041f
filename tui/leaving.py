"""From reading to the prompt: what is typed right behind the key that goes there is for it.

The focus follows a few messages later; until then the letters would be the commands of reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from tui.moving import Moving

if TYPE_CHECKING:
    from tui.chat_screen import ChatScreen

_BEGINS = ("/", "@")
"""Characters that are not for reading: they begin something in the prompt."""


class Leaving(Moving):
    """A transcript that passes keys on to the prompt once that has been asked for."""

    screen: ChatScreen
    _left = False

    def leave(self) -> None:
        """Give the focus to the prompt."""
        self._left = self.has_focus
        self.screen.prompt.focus()

    def on_blur(self) -> None:
        self._left = False

    def passed_on(self, event: events.Key) -> bool:
        """Whether a key was for the prompt, and is there now."""
        begins = event.character in _BEGINS
        if not self._left and not begins and not self._asks(event.key):
            return False
        event.stop()
        event.prevent_default()
        if self._left or begins:
            key = events.Key(event.key, event.character)
            key.time = event.time
            self.screen.prompt.field._forward_event(key)
        if not self._left:
            self.leave()
        return True

    def _asks(self, key: str) -> bool:
        found = self._bindings.key_to_bindings.get(key, [])
        return any(binding.action == "write" for binding in found)
