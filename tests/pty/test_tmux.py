"""In tmux at its defaults (80x24, escape-time 500): where pastes and Esc go wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.pty.stage import CONFIG, configure, home, lab, questions
from tests.pty.tmux import Tmux
from tests.support import requires, wait_for
from tests.support_server import Server

LINES = "".join(f"{number:03d} GET /a\tstatus [red] 'ok' \\x1b\n" for number in range(500))


@pytest.fixture
def server() -> Iterator[Server]:
    with lab(rate=30, tokens=600) as server:
        configure(CONFIG.format(url=server.url))
        yield server


@pytest.fixture
def tmux(server: Server) -> Iterator[Tmux]:
    with Tmux(["-m", "lab/lab-small"], PALAVER_HOME=str(home())) as tmux:
        tmux.see("Ask anything", "^L model")
        yield tmux


@requires("tmux")
@pytest.mark.parametrize("bracketed", [True, False], ids=["bracketed", "typed"])
def test_500_lines_pasted(tmux: Tmux, server: Server, bracketed: bool) -> None:
    """They are one chip, no question goes out, and then one does, with all of them."""
    tmux.paste(LINES, bracketed=bracketed)
    tmux.see("lines · 17 kB]", "Ask anything")
    assert questions(server) == []
    tmux.write("why?")
    tmux.keys("Enter")
    tmux.see("┃ why?", "lines · 17 kB", "token2 ")
    assert len(questions(server)) == 1
    sent = str(server.requests[-1].json["messages"])
    assert "why?" in sent
    assert "000 GET /a" in sent
    assert "499 GET /a" in sent


@requires("tmux")
def test_esc_stops_although_tmux_holds_it_back(tmux: Tmux, server: Server) -> None:
    tmux.write("count")
    tmux.keys("Enter")
    tmux.see("token5 ", "Esc stop")
    pressed = time.monotonic()
    tmux.keys("Escape")
    tmux.see("■ stopped", gone="Esc stop")
    assert time.monotonic() - pressed < 5
    wait_for(lambda: server.closed_early == 1)


@requires("tmux")
def test_esc_and_a_letter_at_once_lose_nothing(tmux: Tmux, server: Server) -> None:
    """tmux makes Alt+h of them."""
    tmux.write("count")
    tmux.keys("Enter")
    tmux.see("token5 ", "Esc stop")
    tmux.keys("Escape", "h")
    tmux.see("■ stopped", "┃ h", gone="Esc stop")
