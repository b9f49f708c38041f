"""What Enter does with a prompt: a command is given, a doubt is said once, the rest is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chat.drawing import OrderError, order
from tui.commands import given, named
from tui.prompt.secrets import looks_like_key
from tui.prompt.told import CommandGiven, Released, Sent

if TYPE_CHECKING:
    from chat.messages import Part
    from tui.prompt.attaching import Attaching
    from tui.prompt.prompt import Prompt

KEY_SEEN = "This looks like a key. ^P add key · Enter sends it anyway."


class Sending:
    """Belongs to one prompt; it waits for files that are still being read."""

    def __init__(self, prompt: Prompt, attaching: Attaching) -> None:
        self._prompt, self._attaching = prompt, attaching
        self._warned = ""

    def send(self) -> None:
        """What Enter does when no completion was moved to."""
        prompt = self._prompt
        text = prompt.field.text.strip("\n").rstrip()
        if self._attaching.busy:
            self._attaching.then(self.send)
        elif not text.strip() and not prompt.attachments:
            prompt.post_message(Released())
        elif (command := given(text)) and named(command.name):
            self.run(command.name, command.argument)
        elif self._warned != text and (warning := _warning(text)):
            self._warned = text
            prompt.hint(warning)
        else:
            attachments = prompt.attachments
            self._leave_behind()
            prompt.post_message(Sent(text, attachments))

    def run(self, name: str, argument: str) -> None:
        """Give a command; one that lacks its argument says so and stays."""
        command = named(name)
        if command and command.needed and not argument:
            self._prompt.hint(f"/{name} needs {command.argument}")
            return
        if name == "image":
            self._draw(f"/image {argument}")
            return
        self._leave_behind(self._prompt.attachments)
        if name == "attach":
            self._prompt.attach_file(argument)
        else:
            self._prompt.post_message(CommandGiven(name, argument))

    def _draw(self, text: str) -> None:
        """An order is a question; one that makes no sense stays and says so."""
        try:
            found = order(text)
        except OrderError as error:
            self._prompt.hint(str(error))
            return
        attachments = self._prompt.attachments
        if found is None or not found.prompt:
            self._prompt.hint("/image needs words for the picture.")
        elif self._warned != text and looks_like_key(text):
            self._warned = text
            self._prompt.hint(KEY_SEEN)
        else:
            self._leave_behind()
            self._prompt.post_message(Sent(text, attachments))

    def _leave_behind(self, attachments: tuple[Part, ...] = ()) -> None:
        from chat.store.rows import Draft

        self._warned = ""
        self._prompt.draft = Draft("", attachments)


def _warning(text: str) -> str:
    """Why this text is stopped once, or the empty string."""
    if command := given(text):
        return f"There is no command /{command.name[:20]}. Enter sends it as text."
    return KEY_SEEN if looks_like_key(text) else ""
