"""Walks of a new user: what is on the screen, and what goes out, at every step."""

from __future__ import annotations

from tests.pty.stage import KEY, ask, beside, lab, palaver, questions, reopened, status, write
from tests.pty.terminal import ENTER, ESC, TAB, ctrl
from tests.support import wait_for


def test_nothing_set_up() -> None:
    """The guide answers, says what it is, and how a model is got."""
    with palaver() as terminal:
        terminal.wait("Ask how palaver works", "it is no model", "guide (help, not a model)")
        ask(terminal, "how do I add a key?")
        terminal.wait("Esc stop")
        terminal.wait("press Ctrl+L and pick one", gone=["Esc stop"])
        terminal.type(ctrl("l"))
        terminal.wait("needs a key")
        terminal.type("openai")
        terminal.type(ESC)
        terminal.wait("Ask anything", gone=["needs a key"])
        terminal.type(ctrl("q"))
        assert terminal.wait_exit() == 0


def test_a_key_in_the_environment() -> None:
    """Nothing but OPENAI_API_KEY: the first question goes to that endpoint's default model."""
    with (
        lab(key=KEY, text="Paris is the capital.", rate=0) as server,
        palaver(OPENAI_API_KEY=KEY, OPENAI_BASE_URL=server.url) as terminal,
    ):
        terminal.wait("lab-small", gone=["guide"])
        ask(terminal, "what is the capital of France?")
        terminal.wait("Paris is the capital.", gone=["Esc stop"])
        assert questions(server) == ["what is the capital of France?"]
        assert "guide" not in terminal.text
        assert KEY.encode() not in terminal.raw


def test_a_wrong_key_then_the_right_one() -> None:
    """The question waits for the key, survives a wrong one, and goes out by itself."""
    with (
        lab(key=KEY, text="Now I may answer.", rate=0) as server,
        palaver("-m", "openai/lab-small", OPENAI_BASE_URL=server.url) as terminal,
    ):
        ask(terminal, "are you there?")
        terminal.wait("✕ Incorrect API key provided.")
        terminal.type(ctrl("p"))
        terminal.wait("what to do")
        terminal.type("add a key")
        terminal.wait("▌Add a key for this endpoint")
        terminal.type(ENTER)
        terminal.wait("A key for OpenAI")
        terminal.type("sk-wrong-0123456789abcdefghij")
        terminal.settle()
        assert "sk-wrong" not in terminal.text
        terminal.type(ENTER)
        terminal.wait("Incorrect API key provided.", gone=["Enter try and keep", "Trying it"])
        terminal.type(ctrl("u") + KEY)
        terminal.settle()
        terminal.type(ENTER)
        terminal.wait("Now I may answer.", gone=["Esc stop"])
        assert questions(server)[-1] == "are you there?"
        terminal.wait("┃ are you there?")
        terminal.kill()
        with palaver("-m", "openai/lab-small", OPENAI_BASE_URL=server.url) as again:
            ask(again, "and after a restart?")
            again.wait("Now I may answer.", gone=["Esc stop"])


def test_a_key_that_is_refused_in_mid_conversation() -> None:
    """The failure stands in place with its key `a`; the right key sends the question again."""
    with (
        lab(key=KEY, text="Better now.", rate=0) as server,
        palaver(
            *("-m", "openai/lab-small"),
            OPENAI_API_KEY="sk-stale-000",
            OPENAI_BASE_URL=server.url,
        ) as terminal,
    ):
        ask(terminal, "hello out there")
        terminal.wait("✕", "a enter key")
        assert "sk-stale" not in terminal.text
        terminal.type(TAB)
        terminal.wait("i type")
        terminal.type("a")
        terminal.wait("A key for OpenAI")
        terminal.type(KEY)
        terminal.settle()
        terminal.type(ENTER)
        terminal.wait("Better now.")
        assert questions(server)[-1] == "hello out there"


def test_ask_stop_ask_again() -> None:
    """What was said before the stop stays and is sent back; the prompt is usable at once."""
    with lab(rate=30, tokens=400) as server, beside(server) as terminal:
        ask(terminal, "count for me")
        terminal.wait("token12 ", "Esc stop")
        terminal.type(ESC)
        terminal.wait("■ stopped", gone=["Esc stop"])
        wait_for(lambda: server.closed_early == 1, what="the socket to be closed")
        assert "token12 " in terminal.text
        ask(terminal, "go on please")
        terminal.wait("┃ go on please", "Esc stop")
        sent = server.requests[-1].json["messages"]
        assert [message["role"] for message in sent] == ["user", "assistant", "user"]
        assert sent[1]["content"].startswith("token0 token1 ")
        assert "stopped" not in sent[1]["content"]
        terminal.type(ctrl("c"))
        terminal.wait("■ stopped", gone=["Esc stop"])


def test_switch_and_back() -> None:
    """^L Enter toggles between two models; the switch is a line with the new name."""
    with lab(rate=0, text="Yes.") as server, beside(server) as terminal:
        ask(terminal, "first question")
        terminal.wait("Yes.", gone=["Esc stop"])
        terminal.type(ctrl("l"))
        terminal.wait("lab-large")
        terminal.type("lab-large")
        terminal.wait("▌lab-large")
        terminal.type(ENTER)
        status(terminal, "lab-large")
        ask(terminal, "second question")
        terminal.wait("╌╌ lab-large · lab ╌", gone=["Esc stop"])
        for model in ("lab-small", "lab-large", "lab-small"):
            terminal.type(ctrl("l"))
            terminal.wait(f"▌{model}")
            terminal.type(ENTER)
            status(terminal, model)
        ask(terminal, "third question")
        terminal.wait("╌╌ lab-small · lab ╌", gone=["Esc stop"])
        wait_for(lambda: len(questions(server)) == 3)
        asked = [r.json["model"] for r in server.requests if r.body]
        assert asked == ["lab-small", "lab-large", "lab-small"]


def test_the_network_dies_in_mid_answer() -> None:
    """The text that came is kept, one sentence says what happened, r asks again."""
    with lab(rate=0) as server, beside(server) as terminal:
        ask(terminal, "cut this one")
        terminal.wait("token9", "⚠", "r try again", gone=["Esc stop"])
        assert "Tab then r" in terminal.lines[-1]
        terminal.type(TAB)
        terminal.wait("r try again", "i type")
        terminal.type("r")
        wait_for(lambda: terminal.pump() and len(questions(server)) == 2)
        terminal.wait("‹2/2›", "⚠", gone=["Esc stop"])
        sent = server.requests[-1].json["messages"]
        assert [message["role"] for message in sent] == ["user"]
        terminal.type("\x1b[D")
        terminal.wait("‹1/2›", "token9")


def test_two_conversations_stream() -> None:
    """A second question elsewhere while the first streams; both end, both are kept."""
    with lab(rate=20, tokens=120) as server, beside(server, size=(120, 30)) as terminal:
        ask(terminal, "the first of two")
        terminal.wait("token3 ", "Esc stop")
        terminal.type(ctrl("n"))
        terminal.wait("● 1 other", gone=["token3 "])
        ask(terminal, "the second of two")
        terminal.wait("token3 ", "Esc stop", "● 1 other")
        terminal.type(ctrl("s"))
        terminal.wait("▌the first of two")
        terminal.type(ENTER)
        terminal.wait("┃ the first of two", "● 1 other")
        terminal.wait("token119", gone=["Esc stop"])
        terminal.wait("✓", gone=["● 1 other"])
        terminal.type(ctrl("s"))
        terminal.wait("▌the second of two")
        terminal.type(ENTER)
        terminal.wait("┃ the second of two", "token119", gone=["✓"])


def test_the_next_day_after_a_kill() -> None:
    """Killed in mid-answer: -c shows the text that came, says so, and r goes on."""
    with lab(rate=40, tokens=300) as server, beside(server) as terminal:
        ask(terminal, "a long story please")
        terminal.wait("token60 ")
        write(terminal, "half a thought")
        wait_for(lambda: terminal.pump() and b"token100 " in terminal.raw)
        terminal.kill()
    with lab(rate=0, text="The end.") as server, beside(server, "-c") as terminal:
        terminal.wait("token60 ", "⚠", "r try again", "half a thought")
        assert questions(server) == []
        terminal.type(TAB)
        terminal.wait("i type")
        terminal.type("r")
        terminal.wait("The end.", "‹2/2›", gone=["Esc stop"])
        terminal.type("i" + ctrl("q"))
        assert terminal.wait_exit() == 0
    with reopened() as terminal:
        terminal.wait("The end.", "‹2/2›", "half a thought")
