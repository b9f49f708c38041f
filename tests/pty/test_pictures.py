"""Pictures in the real program: drawn, browsed, full screen, saved; broken ones say so."""

from __future__ import annotations

import base64
import struct

from tests.pty.stage import ask, beside, home, lab, palaver, status
from tests.pty.terminal import ENTER, ESC, TAB, ctrl
from tests.support import wait_for
from tests.support_server import Reply, Request, json_reply


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


def broken(request: Request) -> Reply:
    """A picture that is none, then one that claims to be a hundred thousand pixels wide."""
    if request.path.endswith("/models"):
        return json_reply({"data": [{"id": "flux-lab"}]})
    vast = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">IIBB", 100_000, 100_000, 8, 2)
    data = b"<html>\x1b[31mno [red]" if "none" in request.json["prompt"] else vast
    return json_reply({"data": [{"b64_json": base64.b64encode(data).decode()}]})


def test_a_broken_and_a_hostile_picture_say_so_in_their_place() -> None:
    with lab(broken) as server, beside(server, "-m", "lab/flux-lab") as terminal:
        status(terminal, "draw")
        for question in ("one that is none", "a vast one"):
            ask(terminal, question)
            terminal.wait(f"┃ {question}", "✕", gone=["Esc stop"])
        assert b"\x1b[31mno" not in terminal.raw
        assert not list((home() / "data" / "pictures").rglob("*/*"))
        terminal.type(ctrl("q"))
        assert terminal.wait_exit() == 0
