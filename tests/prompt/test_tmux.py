"""In tmux, which is where pastes and editors go wrong: real keys, a real terminal."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import requires, wait_for

ROOT = Path(__file__).parents[2]
PASTE = "".join(f"line {number:03d} of a log\twith [red] and 'quotes'\n" for number in range(500))


class Tmux:
    """A tmux server of its own with the prompt's stage in it."""

    def __init__(self, size: tuple[int, int], **environ: str) -> None:
        self._name = f"palaver-{uuid.uuid4().hex[:8]}"
        columns, rows = size
        words = [f"{name}={value}" for name, value in environ.items()]
        self.run(
            *("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows)),
            *("-c", str(ROOT), "env", *words, sys.executable, "-m", "tests.prompt.stage"),
        )

    def run(self, *words: str, given: str | None = None) -> str:
        return subprocess.run(
            ["tmux", "-L", self._name, *words], capture_output=True, text=True, input=given
        ).stdout

    def screen(self) -> str:
        return self.run("capture-pane", "-p")

    def see(self, text: str, timeout: float = 30.0) -> str:
        wait_for(lambda: text in self.screen(), timeout=timeout, what=f"{text!r} on the screen")
        return self.screen()

    def close(self) -> None:
        self.run("kill-server")


@pytest.fixture
def tmux(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tmux]:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf " edited by hand" >> "$1"\n')
    editor.chmod(0o755)
    size = getattr(request, "param", (80, 24))
    started = Tmux(size, EDITOR=str(editor), PALAVER_HOME=os.environ["PALAVER_HOME"])
    try:
        started.see("Ask anything")
        yield started
    finally:
        started.close()


@requires("tmux")
@pytest.mark.parametrize("flags", [("-p",), ()], ids=["bracketed", "typed"])
def test_500_lines_are_one_chip_and_one_question(tmux: Tmux, flags: tuple[str, ...]) -> None:
    tmux.run("load-buffer", "-", given=PASTE)
    tmux.run("paste-buffer", *flags)
    screen = tmux.see("[500 lines")
    assert "Sent(" not in screen
    assert "Ask anything" in screen
    tmux.run("send-keys", "-l", "why")
    tmux.see("┃ why")
    tmux.run("send-keys", "Enter")
    screen = tmux.see("Sent(text='why'")
    assert screen.count("Sent(") == 1


@requires("tmux")
def test_the_editor_comes_and_goes(tmux: Tmux) -> None:
    tmux.run("send-keys", "-l", "begun")
    tmux.see("┃ begun")
    tmux.run("send-keys", "C-o")
    screen = tmux.see("┃ begun edited by hand")
    assert "F1 keys" in screen
    tmux.run("send-keys", "-l", ", and on")
    tmux.see("edited by hand, and on")


@requires("tmux")
def test_a_chip_opens_in_the_editor(tmux: Tmux) -> None:
    tmux.run("load-buffer", "-", given=PASTE)
    tmux.run("paste-buffer", "-p")
    tmux.see("[500 lines")
    tmux.run("send-keys", "C-o")
    tmux.see("[501 lines")
