"""The program in tmux, a server of its own with tmux's default settings."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Sequence

from tests.pty.terminal import PALAVER, ROOT
from tests.support import wait_for


class Tmux:
    """Use it as a context manager: the server ends with it."""

    def __init__(
        self, words: Sequence[str], size: tuple[int, int] = (80, 24), **environ: str
    ) -> None:
        self._name = f"palaver-{uuid.uuid4().hex[:8]}"
        columns, rows = map(str, size)
        variables = [f"{name}={value}" for name, value in environ.items()]
        self.run(
            *("-f", "/dev/null", "new-session", "-d", "-x", columns, "-y", rows),
            *("-c", str(ROOT), "env", *variables, *PALAVER, *words),
        )

    def __enter__(self) -> Tmux:
        return self

    def __exit__(self, *_: object) -> None:
        self.run("kill-server")

    def run(self, *words: str, given: str | None = None) -> str:
        done = subprocess.run(
            ["tmux", "-L", self._name, *words], capture_output=True, text=True, input=given
        )
        return done.stdout

    def keys(self, *names: str) -> None:
        """Press keys by tmux's names for them (`Enter`, `Escape`, `C-l`)."""
        self.run("send-keys", *names)

    def write(self, text: str) -> None:
        """Type a few letters: many at once would be a paste."""
        assert len(text) < 8
        self.run("send-keys", "-l", text)
        self.see(f"┃ {text}")

    def paste(self, text: str, *, bracketed: bool) -> None:
        self.run("load-buffer", "-", given=text)
        self.run("paste-buffer", *(["-p"] if bracketed else []))

    @property
    def screen(self) -> str:
        return self.run("capture-pane", "-p")

    def see(self, *texts: str, gone: str = "\0", timeout: float = 30.0) -> str:
        """Until all of `texts` are on the screen and `gone` is not; gives the screen."""

        def seen() -> bool:
            shown = self.screen
            return all(text in shown for text in texts) and gone not in shown

        try:
            wait_for(seen, timeout=timeout)
        except AssertionError:
            raise AssertionError(f"{texts} there, {gone!r} gone\n{self.screen}") from None
        return self.screen
