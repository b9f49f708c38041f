"""Fills the completion from what is typed, and puts in what is taken from it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from chat.text import clean_line

if TYPE_CHECKING:
    from tui.commands import Command
    from tui.prompt.completion import Candidate, Completion, Wanted
    from tui.prompt.field import PromptField
    from tui.prompt.preview import Preview
    from tui.prompt.prompt import Prompt


class Completer:
    """Belongs to one prompt; its overlay shows what could come next. It is imported and mounted
    with the first `/` or `@`: most questions have none."""

    def __init__(self, prompt: Prompt, field: PromptField) -> None:
        self._prompt, self._field = prompt, field
        self._overlay: Completion | None = None
        self._preview: Preview | None = None
        self._left: str | None = None
        self._doubted = ""

    @property
    def open(self) -> bool:
        return self._overlay is not None and self._overlay.open

    def leave(self, text: str) -> None:
        """Close it, and leave it closed until the field holds something else than `text`."""
        self._left, self._doubted = text, ""
        self._close()

    def typed(self) -> None:
        """The text changed."""
        if self._left is not None and self._left == self._field.text:
            return
        self._left = None
        if self._overlay is None and not self._possible():
            return
        from tui.commands import matching
        from tui.prompt.completion import Candidate, Wanted, wanted

        want = wanted(self._field.before_cursor(), first_row=self._field.cursor_location[0] == 0)
        match want:
            case None:
                self._close()
            case Wanted(kind="command", piece=piece):
                found = [Candidate(c.name, _note(c), bool(c.argument)) for c in matching(piece)]
                self._show(want, found)
            case Wanted(kind="parameter"):
                from tui.prompt.parameters import parameters

                orders = self._prompt.orders
                self._show(want, parameters(want.piece, orders) if orders is not None else [])
            case Wanted():
                # Not a coroutine: the next letter may end this worker before it has begun.
                listing = partial(self._list, want)
                self._prompt.run_worker(listing, group="completion", exclusive=True)

    def key(self, key: str) -> bool:
        """Whether the completion takes this key."""
        overlay = self._overlay
        if overlay is None or not overlay.open:
            return False
        match key:
            case "up" | "down":
                overlay.move(-1 if key == "up" else 1)
                self._look()
            case "escape":
                self.leave(self._field.text)
            case "tab" if (candidate := overlay.first) is not None:
                self.take(candidate)
            case "enter" if (candidate := overlay.moved_to) is not None:
                self.take(candidate)
            case "enter":
                return self._enter(overlay)
            case _:
                return False
        return True

    def take(self, candidate: Candidate) -> None:
        """Put `candidate` in: a command's name, a folder's path, or a file as a chip."""
        want = self._overlay.wanted if self._overlay is not None else None
        assert want is not None
        match want.kind:
            case "command":
                self._take_command(candidate, want)
            case "path":
                self._replace(candidate.text, want)
            case "parameter":
                self._replace(candidate.text + " " * (not candidate.more), want)
            case "file" if candidate.more:
                quoted = f'@"{candidate.text}' if " " in candidate.text else f"@{candidate.text}"
                self._replace(quoted if self._at(want) else candidate.text, want)
            case "file":
                self._take_file(candidate, want)

    def _take_command(self, candidate: Candidate, want: Wanted) -> None:
        alone = self._field.text.strip() == f"/{want.piece}"
        if alone and not candidate.more:
            self.leave("")
            self._prompt.run(candidate.text, "")
        else:
            self._replace(f"/{candidate.text} ", want)

    def _take_file(self, candidate: Candidate, want: Wanted) -> None:
        self._close()
        if self._at(want):
            self._replace("", want)
        else:
            self._field.exchange("")
        self._prompt.attach_file(candidate.text)

    def _enter(self, overlay: Completion) -> bool:
        """A file's name typed out is meant: it is attached, and the question goes out with it."""
        want, exact = overlay.wanted, overlay.exact()
        if want is not None and want.kind == "file" and exact and not exact.more and self._at(want):
            self._take_file(exact, want)
        elif want is not None and self._doubt(want, overlay):
            return True
        overlay.close()
        return False

    def _doubt(self, want: Wanted, overlay: Completion) -> bool:
        """Whether Enter is stopped, once for this text: a name that is begun may mean the file,
        but nobody's file goes out because a word in a question begins like its name."""
        text, found = self._field.text, overlay.first
        if want.kind != "file" or not want.piece or found is None or text == self._doubted:
            return False
        if not self._at(want) or not found.text.casefold().startswith(want.piece.casefold()):
            return False
        self._doubted = text
        self._prompt.hint(f"Tab takes {clean_line(found.text, 40)}. Enter sends it as text.")
        return True

    def _at(self, want: Wanted) -> bool:
        """Whether it began with `@` and not as a command's argument."""
        return self._field.before_cursor()[want.start : want.start + 1] == "@"

    def _replace(self, text: str, want: Wanted) -> None:
        row, column = self._field.cursor_location
        self._field.history.checkpoint()
        self._field.replace(text, (row, want.start), (row, column), maintain_selection_offset=False)

    def _possible(self) -> bool:
        text = self._field.text
        return text.startswith("/") or "@" in text

    async def _list(self, want: Wanted) -> None:
        self._show(want, await asyncio.to_thread(_files, want.piece))

    def _show(self, want: Wanted, candidates: list[Candidate]) -> None:
        if not candidates:
            self._close()
            return
        if self._overlay is None:
            from tui.prompt.completion import Completion

            self._overlay = Completion()
            self._prompt.mount(self._overlay, before=self._field)
        self._overlay.show(want, candidates)
        self._look()

    def _look(self) -> None:
        """Beside the rows the picture that Tab would take."""
        overlay, room = self._overlay, self._prompt.room
        if overlay is None or room is None:
            return
        picture = overlay.first.picture if overlay.first is not None else None
        if self._preview is None:
            if picture is None:
                return
            from tui.prompt.preview import Preview

            self._preview = Preview(room())
            self._prompt.mount(self._preview, before=self._field)
        self._preview.look(picture, overlay.across - 1)  # right behind the rows

    def _close(self) -> None:
        if self._overlay is not None:
            self._overlay.close()
            self._look()


def _files(piece: str) -> list[Candidate]:
    """Blocking; with them comes what shows their pictures."""
    from tui.prompt.completion import Candidate
    from tui.prompt.files import entries

    found = entries(piece)
    if any(entry.picture for entry in found):
        import tui.prompt.preview  # noqa: F401
    return [Candidate(each.typed, each.note, each.folder, each.picture) for each in found]


def _note(command: Command) -> str:
    return f"{command.help} · {command.argument}" if command.argument else command.help
