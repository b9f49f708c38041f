"""Pictures in the real program: drawn, browsed, full screen, saved; broken ones say so."""

from __future__ import annotations

from tests.pty.stage import ask, home, palaver, status
from tests.pty.terminal import ENTER, ESC, TAB, ctrl
from tests.support import wait_for


def test_three_pictures_browse_full_screen_save(tmp_path) -> None:
    """guide/canvas needs no server; the panel browses, s saves under a name of its own."""
    with palaver(
        "-m", "guide/canvas", size=(160, 40), cwd=tmp_path, HOME=str(tmp_path)
    ) as terminal:
        status(terminal, "draw")
        for number, prompt in enumerate(("a calm sea", "a night sky", "rain in a city"), 1):
            ask(terminal, prompt)
            terminal.wait("Esc stop")
            terminal.wait(f"▣ {prompt}", gone=["Esc stop"], timeout=60)
            if number > 1:
                terminal.wait(f"{number} of {number}")
        terminal.wait("rain in a city", "canvas · 1024×1024", "▫ ▫ ▪")
        terminal.type(TAB)
        status(terminal, "i type")
        terminal.type(TAB)
        status(terminal, "s save")
        terminal.type("p")
        terminal.wait("2 of 3")
        terminal.type("p")
        terminal.wait("1 of 3", "▪ ▫ ▫")
        terminal.type(ENTER)
        terminal.wait("a calm sea", "1 of 3", gone=["Ask anything"])
        terminal.type("n")
        terminal.wait("a night sky", "2 of 3")
        terminal.type("s")
        saved = wait_for(
            lambda: terminal.pump() and list(tmp_path.rglob("*.png")), timeout=20, what="a file"
        )
        terminal.wait(saved[0].name)
        assert b"a night sky" in saved[0].read_bytes()
        terminal.type(ESC)
        terminal.wait("Ask anything", "2 of 3")
        terminal.type(ESC + ctrl("q"))
        assert terminal.wait_exit() == 0
    assert len(list((home() / "data" / "pictures").rglob("*/*"))) == 3
