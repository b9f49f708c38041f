from __future__ import annotations

import threading

from textual.app import App

from tui.terminal.driver import TerminalDriver

BEGIN, END = "\x1b[?2026h", "\x1b[?2026l"


class Out:
    """Stands for the thread that writes."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def write(self, data: str) -> None:
        self.pieces.append(data)


def driver() -> tuple[TerminalDriver, Out]:
    made, out = TerminalDriver(App(), size=(80, 24)), Out()
    made._writer_thread = out  # type: ignore[assignment]
    return made, out


async def test_a_frame_goes_out_in_one_piece() -> None:
    made, out = driver()
    for piece in (BEGIN, "rows", "cursor", END, "later"):
        made.write(piece)
    assert out.pieces == [BEGIN + "rows" + "cursor" + END, "later"]


async def test_what_the_input_thread_asks_is_no_part_of_a_frame() -> None:
    made, out = driver()
    made._key_thread = thread = threading.Thread(target=made.write, args=("query",))
    made.write(BEGIN)
    thread.start()
    thread.join()
    assert out.pieces == ["query"]
    made.write(END)
    assert out.pieces == ["query", BEGIN + END]
