"""`palaver ask`: the answer on standard output, its conversation stored, honest exit codes."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from chat.errors import ContextTooLongError
from chat.messages import Failed, FilePart, Finished, Message, PicturePart
from chat.pictures import PictureStore
from chat.store.store import Store
from providers import wires
from tests.pictures.stage import photo, png
from tests.providers.fake_wire import Fake
from tui import paths
from tui.__main__ import main
from tui.cli import saving
from tui.pictures.made.inside import read

Capture = pytest.CaptureFixture[str]
PNG = png(photo(40, 30))
CONFIG = """
[endpoints.lab]
provider = "fake"
base_url = "http://127.0.0.1:9/v1"
api_key = "sk-secret"
"""


@pytest.fixture(autouse=True)
def _prepared(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(wires._WIRES, "fake", ("tests.providers.fake_wire", "Fake"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    Fake.calls.clear()
    (home / "config").mkdir(parents=True)
    (home / "config" / "config.toml").write_text(CONFIG)


def type_in(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def stored() -> list[Message]:
    """The messages of the last conversation."""
    folders = paths.folders()
    store = Store.open(folders.database, state=folders.state)
    try:
        last = store.last_conversation()
        return [] if last is None else store.messages([row.id for row in store.path(last)])
    finally:
        store.close()


def test_an_answer(capsys: Capture):
    assert main(["ask", "-m", "lab/m", "why?"]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("Hello!\n", "")
    question, answer = stored()
    assert (question.text, answer.text) == ("why?", "Hello!")
    assert (answer.endpoint, answer.model, answer.end) == ("lab", "m", Finished("stop"))


def test_an_unverified_endpoint_is_said(capsys: Capture, home: Path):
    (home / "config" / "config.toml").write_text(CONFIG + "verify = false\n")
    assert main(["ask", "-m", "lab/m", "why?"]) == 0
    told = capsys.readouterr()
    assert told.out == "Hello!\n"
    assert told.err == "palaver: lab is unverified: its certificate is not checked.\n"


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("", "keys set lab."),
        ('api_key = "sk-secret"', "keys set lab."),
        ('api_key = "${LABKEY}"', "keys set lab, or set LABKEY."),
    ],
)
def test_a_refused_key_says_how_to_give_another(
    key: str, told: str, capsys: Capture, home: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LABKEY", "sk-secret")
    config = CONFIG.rsplit("api_key", 1)[0] + key
    (home / "config" / "config.toml").write_text(config)
    assert main(["ask", "-m", "lab/refuses", "why?"]) == 1
    assert capsys.readouterr().err.endswith(f"Enter a key with palaver {told}\n")


def test_a_sentence_without_a_stop_gets_one(capsys: Capture):
    assert main(["ask", "-m", "lab/busy", "why?"]) == 1
    assert "slow down. Wait and try again" in capsys.readouterr().err


def test_an_empty_answer_says_whose_it_is(capsys: Capture):
    assert main(["ask", "-m", "lab/silent", "why?"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("palaver: lab/silent: The model answered nothing. Try again")


def test_a_question_that_is_too_long_is_to_be_shortened(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Fake, "raises", ContextTooLongError("9000 tokens are too many"))
    assert main(["ask", "-m", "lab/raises", "why?"]) == 1
    told = capsys.readouterr().err
    assert told == (
        "palaver: lab/raises: 9000 tokens are too many. "
        "Ask with less text, or name a model with a larger context with -m.\n"
    )


@pytest.mark.parametrize("terminal", [True, False])
def test_a_wait_is_told_once(terminal: bool, capsys: Capture, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    assert main(["ask", "-m", "lab/waits", "why?"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert told == ["palaver: halfway"] * terminal + ["palaver: slow down. Again in 4 s."]


def test_it_is_not_kept_when_it_should_not_be(capsys: Capture, home: Path):
    assert main(["ask", "--no-save", "-m", "lab/m", "why?"]) == 0
    assert not (home / "data" / "palaver.db").exists()
    assert capsys.readouterr().out == "Hello!\n"


def test_parameters_and_system_reach_the_wire():
    assert main(["ask", "-m", "lab/m", "-s", "Be brief.", "-p", "seed=7", "why?"]) == 0
    (call,) = Fake.calls
    assert call["seed"] == 7
    assert [(m["role"], m["content"]) for m in call["messages"]] == [
        ("system", "Be brief."),
        ("user", "why?"),
    ]


def test_standard_input_is_added(monkeypatch: pytest.MonkeyPatch):
    type_in(monkeypatch, "diff --git\nä\n".encode())
    main(["ask", "-m", "lab/m", "explain"])
    assert Fake.calls[0]["messages"][0]["content"] == "explain\n\ndiff --git\nä"


def test_standard_input_alone(monkeypatch: pytest.MonkeyPatch):
    type_in(monkeypatch, b"why \xff?")
    main(["ask", "-m", "lab/m"])
    assert Fake.calls[0]["messages"][0]["content"] == "why \ufffd?"


def test_no_question_is_wrong_usage(capsys: Capture):
    assert main(["ask", "-m", "lab/m"]) == 2
    assert "no question" in capsys.readouterr().err
    assert Fake.calls == []


def test_files_go_along(tmp_path: Path):
    (tmp_path / "a.py").write_text("print(1)")
    (tmp_path / "b.png").write_bytes(PNG)
    names = ["-a", str(tmp_path / "a.py"), "-a", str(tmp_path / "b.png")]
    assert main(["ask", "-m", "lab/m", *names, "what?"]) == 0
    _, file, picture = stored()[0].parts
    assert isinstance(file, FilePart)
    assert (file.name, file.text) == ("a.py", "print(1)")
    assert isinstance(picture, PicturePart)
    assert picture.picture is not None
    content = Fake.calls[0]["messages"][0]["content"]
    assert content[-1].load() == PNG


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("file", None, "No such file"),
        ("file", b"\0\1\2", "neither a text nor a picture"),
        ("file", b"x" * (1 << 20) + b"y", "up to 1 MB"),
        ("file", b"\x89PNG\r\n\x1a\nbad", "the picture is broken"),
        ("cut.png", PNG[:-30], "the picture is broken"),
        ("words.png", b"words", "not a picture, whatever its name says"),
    ],
)
def test_a_file_that_cannot_go_along(
    name: str, data: bytes | None, why: str, tmp_path: Path, capsys: Capture
):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    assert main(["ask", "-m", "lab/m", "-a", str(tmp_path / name), "what?"]) == 2
    told = capsys.readouterr().err
    assert f"{name}: " in told
    assert why in told
    assert Fake.calls == []


def test_a_failure_keeps_the_text(capsys: Capture):
    assert main(["ask", "-m", "lab/refuses", "why?"]) == 1
    told = capsys.readouterr()
    assert told.out == "Hello\n"
    assert "lab/refuses" in told.err
    assert "sk-secret" not in told.err
    answer = stored()[1]
    assert answer.text == "Hello"
    assert isinstance(answer.end, Failed)


def test_a_missing_key_says_which(capsys: Capture):
    assert main(["ask", "-m", "gpt-4o", "why?"]) == 1
    assert "OPENAI_API_KEY" in capsys.readouterr().err


@pytest.mark.parametrize("model", ["nope", "guide/nope"])
def test_a_wrong_model_is_wrong_usage(model: str, capsys: Capture):
    assert main(["ask", "-m", model, "why?"]) == 2
    assert "nope" in capsys.readouterr().err


def test_the_config_is_told_and_the_rest_used(home: Path, capsys: Capture):
    with (home / "config" / "config.toml").open("a") as file:
        file.write("nonsense\n")
    (home / "config" / "config.toml").write_text("wat = 1\n" + CONFIG)
    assert main(["ask", "-m", "lab/m", "why?"]) == 0
    assert "config.toml:1: wat" in capsys.readouterr().err


def test_which_model_answers(home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch):
    from tui import state

    (home / "config" / "config.toml").write_text('model = "lab/configured"\n' + CONFIG)
    main(["ask", "why?"])
    state.save(home / "state" / "state.toml", state.State(model="lab/last"))
    main(["ask", "why?"])
    assert [call["model"] for call in Fake.calls] == ["configured", "last"]


def test_json(capsys: Capture):
    assert main(["ask", "--json", "-m", "lab/m", "why?"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["model"], told["text"], told["end"]) == ("lab/m", "Hello!", "stop")
    assert isinstance(told["conversation"], int)
    assert main(["ask", "--json", "--no-save", "-m", "lab/busy", "why?"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["end"], told["failure"]["kind"]) == ("failed", "rate_limit")
    assert told["conversation"] is None


def test_a_picture_is_saved_where_one_says(tmp_path: Path, capsys: Capture):
    target = tmp_path / "fox.png"
    words = ["ask", "-m", "guide/canvas", "-p", "size=64x64", "-p", "seed=1"]
    assert main([*words, "-o", str(target), "a fox"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(target)
    assert target.read_bytes().startswith(b"\x89PNG")
    assert main([*words, "--no-save", "-o", f"{tmp_path}/out/", "a fox"]) == 0
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_without_a_place_its_own_is_told(capsys: Capture, home: Path):
    assert main(["ask", "-m", "guide/canvas", "-p", "size=64x64", "a fox"]) == 0
    path = Path(capsys.readouterr().out.splitlines()[-1])
    assert path.is_relative_to(home / "data" / "pictures")
    assert path.is_file()


def test_a_picture_is_not_drawn_to_be_lost(capsys: Capture):
    assert main(["ask", "-m", "guide/canvas", "--no-save", "a fox"]) == 2
    assert "-o" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_told_before_anything_is_drawn(
    tmp_path: Path, capsys: Capture
):
    target = tmp_path / "none" / "fox.png"
    assert main(["ask", "-m", "lab/m", "-o", str(target), "a fox"]) == 2
    assert f"there is no folder {tmp_path / 'none'}" in capsys.readouterr().err
    assert Fake.calls == []


def test_no_picture_came(tmp_path: Path, capsys: Capture):
    assert main(["ask", "-m", "lab/m", "-o", str(tmp_path / "x.png"), "a fox"]) == 1
    assert "no picture" in capsys.readouterr().err


def test_pictures_in_json(tmp_path: Path, capsys: Capture):
    words = ["ask", "--json", "-m", "guide/canvas", "-p", "size=64x64", "-o", f"{tmp_path}/"]
    assert main([*words, "a fox"]) == 0
    (picture,) = json.loads(capsys.readouterr().out)["pictures"]
    assert Path(picture["path"]).parent == tmp_path
    assert (picture["width"], picture["height"]) == (64, 64)


def test_a_data_folder_that_cannot_be_used_is_told_and_the_answer_comes(
    home: Path, capsys: Capture
):
    (home / "data").write_text("a file in its place")
    assert main(["ask", "-m", "lab/m", "why?"]) == 0
    told = capsys.readouterr()
    assert told.out == "Hello!\n"
    assert "not kept" in told.err
    assert main(["ask", "--json", "-m", "lab/m", "why?"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["conversation"] is None
    assert "not kept" in told.err


def test_an_endpoint_nobody_speaks_is_told_once(home: Path, capsys: Capture):
    with (home / "config" / "config.toml").open("a") as file:
        file.write('[endpoints.odd]\nprovider = "nobody"\nbase_url = "http://127.0.0.1:9"\n')
    assert main(["ask", "-m", "guide/guide", "keys"]) == 0
    assert capsys.readouterr().err.count("odd") == 1


def test_a_picture_whose_body_is_broken_is_told(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
):
    whole = io.BytesIO()
    Image.effect_noise((64, 64), 90).save(whole, "PNG")
    kept, target = tmp_path / "kept.png", tmp_path / "fox.png"
    kept.write_bytes(whole.getvalue())
    assert not saving.is_broken(kept)

    def half(*_: object) -> Path:
        kept.write_bytes(whole.getvalue()[:-2000])
        return kept

    monkeypatch.setattr(PictureStore, "path", half)
    assert main(["ask", "-m", "guide/canvas", "-o", str(target), "a fox"]) == 1
    assert "fox.png: the picture is broken" in capsys.readouterr().err
    assert target.exists()


def test_the_ending_is_the_format_and_what_made_it_is_inside(tmp_path: Path, capsys: Capture):
    for name in ("fox.jpg", "fox.png", "fox"):
        target = tmp_path / name
        assert (
            main(["ask", "-m", "guide/canvas", "-p", "size=96x64", "-o", str(target), "fox"]) == 0
        )
        found = read(target)
        assert found.type == ("image/jpeg" if name == "fox.jpg" else "image/png")
        assert found.made is not None
        assert (found.made.prompt, found.made.speaker) == ("fox", "guide/canvas")
        assert found.made.parameters["size"] == "96x64"


def test_what_cannot_be_converted_is_saved_as_it_came(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
):
    whole = io.BytesIO()
    Image.effect_noise((64, 64), 90).save(whole, "PNG")
    kept = tmp_path / "kept"

    def half(*_: object) -> Path:
        kept.write_bytes(whole.getvalue()[:-2000])
        return kept

    monkeypatch.setattr(PictureStore, "path", half)
    assert main(["ask", "-m", "guide/canvas", "-o", str(tmp_path / "fox.jpg"), "a fox"]) == 1
    assert "fox.png: the picture is broken" in capsys.readouterr().err
    assert (tmp_path / "fox.png").exists()
    assert not (tmp_path / "fox.jpg").exists()


def start(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tui", "ask", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=os.environ,
    )


def test_ctrl_c_keeps_what_was_said():
    with start("-m", "guide/guide", "-p", "pace=4", "what are you?") as child:
        assert child.stdout is not None
        first = child.stdout.read(1)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=20)
    assert child.returncode == 130
    assert b"Traceback" not in err
    answer = stored()[1]
    assert answer.end == Finished("stopped")
    assert (first + out).decode().strip() == answer.text.strip() != ""


def test_a_reader_that_goes_away_stops_the_answer(home: Path):
    (home / "config" / "config.toml").unlink()  # its wire is of this process only
    with start("-m", "guide/guide", "-p", "pace=50", "what are you?") as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.read(1)
        child.stdout.close()
        assert child.stderr.read() == b""
    assert child.returncode == 1
    assert stored()[1].end == Finished("stopped")


@pytest.mark.parametrize("data", [b"x" * (1 << 20) + b"y", PNG])
def test_standard_input_has_the_limits_of_a_file(
    data: bytes, monkeypatch: pytest.MonkeyPatch, capsys: Capture
):
    type_in(monkeypatch, data)
    assert main(["ask", "-m", "lab/m", "why?"]) == 2
    assert "standard input: " in capsys.readouterr().err
    assert Fake.calls == []


FULL = """
import asyncio, sys
from chat.store.errors import StoreError
from chat.turn import Turn
from tui.cli import ask
from tui.cli.arguments import Ask
from tui.cli.output import Output
from tui.cli.printing import Printer

class Full:
    async def end(self, *_, **__): raise StoreError("full")
    save = end

async def source():
    yield "Hello"

async def main():
    printer = Printer(Output(sys.stdout), None, Ask())
    await ask._run(Turn(source()), Full(), 1, printer)

try:
    asyncio.run(main())
except KeyboardInterrupt:
    sys.exit(130)
"""


def test_ctrl_c_ends_the_wait_for_a_full_disk():
    command = [sys.executable, "-c", FULL]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stderr is not None
        assert b"disk is full" in child.stderr.readline()
        try:
            # The first may still find the answer coming, and stops that.
            for _ in range(2):
                child.send_signal(signal.SIGINT)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(3)
            assert child.poll() == 130
        finally:
            child.kill()
