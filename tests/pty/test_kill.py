"""kill -9 in mid-answer at 20 moments: four programs, five answers each, each at its own point."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from chat.messages import Failed
from chat.store.store import Store
from tests.pty.stage import ask, beside, home, lab, questions
from tests.pty.terminal import ctrl
from tests.support import wait_for
from tests.support_server import Reply, Request, delta

RATE = 50
LOSS = 0.5
"""Seconds of received text that may be missing."""
SLACK = 0.3
"""Seconds from the socket to the turn that this machine may need while it is busy."""
ANSWERS = 5


class Clocked:
    """Streams numbered words for ever, and knows when each went out."""

    def __init__(self) -> None:
        self.sent: dict[str, list[float]] = {}

    def answer(self, request: Request) -> Reply:
        times = self.sent.setdefault(request.json["messages"][-1]["content"], [])

        class Words(list[bytes | float]):
            def __iter__(self):  # type: ignore[override]
                for number in range(10_000):
                    times.append(time.monotonic())
                    yield delta(f"w{number} ")
                    yield 1 / RATE

        return Reply(Words())

    def words(self, question: str, until: float) -> int:
        return sum(1 for at in self.sent[question] if at < until)


@pytest.mark.parametrize("delay", [0.05, 0.35, 0.6, 0.95])
def test_half_a_second_is_the_most_that_is_missing(delay: float) -> None:
    clocked = Clocked()
    with lab(clocked.answer) as server, beside(server) as terminal:
        for number in range(ANSWERS):
            if number:
                terminal.type(ctrl("n"))
                terminal.wait("Type a question")
            ask(terminal, f"ask {number}")
            terminal.wait("w3 ", "Esc stop")
        until = time.monotonic() + delay
        wait_for(lambda: terminal.pump() and time.monotonic() >= until)
        killed = time.monotonic()
        terminal.kill()
        assert len(questions(server)) == ANSWERS
    for number, (text, end) in _stored(home()).items():
        kept = len(text.split())
        assert text == "".join(f"w{n} " for n in range(kept))[: len(text)]
        assert kept >= clocked.words(f"ask {number}", killed - LOSS - SLACK)
        assert isinstance(end, Failed)
        assert end.failure.kind == "interrupted"


def _stored(folder: Path) -> dict[int, tuple[str, object]]:
    """Text and end of each answer, by the number in its question."""
    store = Store.open(folder / "data" / "palaver.db", state=folder / "state")
    try:
        found = {}
        for row in store.conversations():
            question, answer = store.messages([each.id for each in store.path(row.id)])
            found[int(question.text.split()[1])] = (answer.text, answer.end)
        assert len(found) == ANSWERS
        return found
    finally:
        store.close()
