"""Bad input in the real program: it starts, says what is wrong, and goes on with the rest."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.pty.stage import CONFIG, ask, beside, configure, home, lab, palaver, status
from tests.pty.terminal import ENTER, ESC, TAB, ctrl
from tests.support import wait_for
from tests.support_server import Reply, Request, delta, error, finish

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small tmpfs needs root")


# -- config.toml


WRONG = {
    "not toml": ("this is not toml\n", "config.toml:2: "),
    "unknown key": ('thme = "dark"\n', "config.toml:2: thme: is not a setting"),
    "wrong type": ("pictures = 7\n", "config.toml:2: pictures: expected one of panel"),
    "in an endpoint": (
        '[endpoints.lab]\nprovider = "openai"\nbase_url = 5\n',
        "config.toml:4: endpoints.lab.base_url: ",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_config_that_is_wrong(case: str) -> None:
    """File, line and field are said above the status; the good line before it counts."""
    text, said = WRONG[case]
    configure('model = "guide/canvas"\n' + text)
    with palaver() as terminal:
        terminal.wait(said)
        status(terminal, "canvas")
        ask(terminal, "hello")
        terminal.wait("┃ hello")


# -- the data folder


def test_a_newer_database_is_said_and_never_written() -> None:
    database = home() / "data" / "palaver.db"
    database.parent.mkdir(parents=True)
    newer = sqlite3.connect(database)
    newer.executescript("CREATE TABLE later (x); PRAGMA user_version = 999;")
    newer.close()
    before = database.read_bytes()
    with lab(text="In memory.", rate=0) as server, beside(server) as terminal:
        terminal.wait("Nothing is being saved", "newer palaver", "Update palaver")
        ask(terminal, "are you there?")
        terminal.wait("In memory.", "Nothing is being saved", gone=["Esc stop"])
        terminal.type(ctrl("q"))
        assert terminal.wait_exit() == 0
    assert database.read_bytes() == before
    assert [path.name for path in database.parent.iterdir()] == ["palaver.db"]


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """The data folder on a disk of two megabytes."""
    folder = home() / "data"
    folder.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small tmpfs cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@ROOT_ONLY
def test_a_read_only_folder_is_said(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with lab(text="In memory.", rate=0) as server, beside(server) as terminal:
        terminal.wait("Nothing is being saved", "written")
        ask(terminal, "are you there?")
        terminal.wait("In memory.", gone=["Esc stop"])
        ask(terminal, "and a second time?")
        wait_for(lambda: terminal.pump() and terminal.text.count("In memory.") == 2)
        terminal.type(ctrl("q"))
        assert terminal.wait_exit() == 0


@ROOT_ONLY
def test_a_disk_that_fills_up(small_disk: Path) -> None:
    """The answer goes on in memory; when there is space again it is saved."""
    with lab(rate=40, tokens=200) as server, beside(server) as terminal:
        ask(terminal, "tell me a lot")
        terminal.wait("token10 ")
        filler = small_disk / "filler"
        with filler.open("wb", buffering=0) as out:
            try:
                while out.write(b"x" * 1024):
                    pass
            except OSError:
                pass
        terminal.wait("disk is full", timeout=30)
        terminal.wait("token100 ")
        filler.unlink()
        terminal.wait("Saving works again.", timeout=30)
        terminal.wait("token199", gone=["Esc stop"], timeout=30)
        terminal.kill()
    with palaver("-c") as again:
        again.wait("token199", "token100 ")


# -- the network


def test_no_endpoint_is_reachable() -> None:
    """What to press is said: try again, another model; the guide is always there."""
    configure(CONFIG.format(url="http://127.0.0.1:9/v1"))
    with palaver("-m", "lab/lab-small") as terminal:
        ask(terminal, "hello?")
        terminal.wait("✕ Nothing answers at 127.0.0.1:9", "r try again", "m another model")
        status(terminal, "Tab then r try again")
        terminal.type(ctrl("l"))
        terminal.wait("guide", "canvas", "Not usable now")
        terminal.type("guide/guide")
        terminal.wait("▌guide")
        terminal.type(ENTER)
        status(terminal, "guide (help")


# -- text

WIDE = "日本語のテキスト 한국어 e\u0301a\u0308 שלום עולם مرحبا 👩‍👩‍👧 🇩🇪 👍🏽 ok"
HOSTILE = (
    "a\x1b[2Jb\x1b]0;owned\x07c\x1b[31md\x00e\x9b31mf [red]g[/red] [unclosed \\[ [@click=x]h[/] "
    "\x1b]52;c;b3duZWQ=\x07i\x1b_Gi=1;AAAA\x1b\\j \u202ek\u202c l"
)


def test_wide_and_combining_text_keeps_its_columns() -> None:
    """Each row is as wide as the terminal takes it to be: what follows stands where it should."""
    table = f"{WIDE}\n\n| a | b |\n|---|---|\n| 日本 | x |\n| ab | y |\n\nthe end"
    with lab(text=table, rate=0) as server, beside(server) as terminal:
        terminal.type(WIDE)
        terminal.wait("日本語", "ok")
        terminal.settle()
        terminal.type(ENTER)
        terminal.wait("the end", "Ask anything", gone=["Esc stop", "Type a question"])
        rows = [line for line in terminal.lines if line.endswith((" x", " y"))]
        assert len(rows) == 2
        assert cell_len(rows[0]) == cell_len(rows[1])


def hostile_answers(request: Request) -> Reply:
    if "fail" in str(request.json["messages"][-1]["content"]):
        return error(400, HOSTILE)
    surrogates = b'data: {"choices":[{"index":0,"delta":{"content":"\\ud83d lone \\udc69"}}]}\n\n'
    return Reply([delta(HOSTILE), surrogates, delta(" the end"), finish()])


def test_hostile_text_reaches_neither_terminal_nor_markup() -> None:
    """From the model, a server's error, the question, its title: shown as plain text."""
    with lab(hostile_answers) as server, beside(server, size=(120, 40)) as terminal:
        ask(terminal, "[red]show[/red] [it")
        terminal.wait("the end", "[red]g[/red]", "[unclosed", "[@click=x]h[/]", "lone")
        terminal.wait("[red]show[/red] [it", gone=["Esc stop"])
        ask(terminal, "now fail")
        terminal.wait("✕", "[red]g[/red]", gone=["Esc stop"])
        terminal.type(ctrl("s"))
        terminal.settle()
        terminal.type(ctrl("q"))
        assert terminal.wait_exit() == 0
        raw = bytes(terminal.raw)
    for evil in ("\x1b]0;owned", "\x1b]52", "\x1b[31md", "\x00", "\x9b", "\x1b_Gi=1", "\u202e"):
        assert evil.encode() not in raw, evil


def test_a_hostile_title_and_file_name(tmp_path: Path) -> None:
    (tmp_path / "a[red].txt").write_text("inside")
    (tmp_path / "a\x1b[31mb.txt").write_text("a name that no terminal should get")
    with lab(text="Fine.", rate=0) as server, beside(server, cwd=tmp_path) as terminal:
        ask(terminal, "first")
        terminal.wait("Fine.", gone=["Esc stop"])
        ask(terminal, "/rename [red]Tea[/red] \\[ @[x")
        terminal.wait("Ask anything", gone=["/rename"])
        terminal.type(ctrl("s"))
        terminal.wait("[red]Tea[/red] \\[")
        terminal.type(ESC)
        terminal.wait("Ask anything", gone=["rename"])
        terminal.type("look at @a")
        terminal.wait("[red].txt")
        terminal.settle()
        terminal.type(TAB)
        terminal.wait("[red].txt", gone=["look at @a"])
        ask(terminal, "what is it")
        wait_for(lambda: terminal.pump() and terminal.text.count("Fine.") == 2)
        assert "inside" in str(server.requests[-1].json["messages"])
        assert b"\x1b[31mb" not in terminal.raw


def test_an_endpoint_nobody_speaks_and_a_theme_nobody_drew_are_said() -> None:
    configure(
        'theme = "nope"\n[endpoints.lab]\nprovider = "opnai"\nbase_url = "http://127.0.0.1:9/v1"\n'
    )
    with palaver(size=(160, 30)) as terminal:
        terminal.wait("config.toml:1: theme: there is no theme “nope”")
        terminal.wait("endpoint lab: there is no provider called 'opnai'; did you mean openai?")


def test_a_very_small_terminal_is_told_whole() -> None:
    with palaver(size=(20, 4), ready="20x4.") as terminal:
        assert " ".join(terminal.text.split()) == "palaver needs 40x10; this is 20x4."
