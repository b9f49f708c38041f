"""A model's text on standard output: harmless, whatever pieces it comes in."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.messages import Picture
from chat.text import clean
from tests.providers.test_fetch import PNG
from tui.cli import saving
from tui.cli.output import Closed, Output


async def written(*pieces: str) -> str:
    stream = io.StringIO()
    output = Output(stream)
    for piece in pieces:
        await output.write(piece)
    await output.line()
    return stream.getvalue()


async def test_text_as_it_is():
    assert await written("Hello ", "wörld\n", "\tend") == "Hello wörld\n\tend\n"


async def test_no_line_is_added_to_a_whole_one():
    assert await written("a\n") == "a\n"
    assert await written() == ""


@pytest.mark.parametrize(
    "text",
    [
        "a\x1b[31mred\x1b[0m",
        "a\x1b]0;title\x07b",
        "a\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\",
        "a\x9b31mb",
        "one\r\ntwo\rthree",
        "\x1b",
        "a\x00b\u202ec",
        "\x1b[2J" * 20,
    ],
)
async def test_split_anywhere_it_is_the_same(text: str):
    whole = await written(text)
    assert "\x1b" not in whole
    assert "\r" not in whole
    for place in range(len(text)):
        assert await written(text[:place], text[place:]) == whole


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet="ab\x1b[]m\r\n;\x07\x9b0\u202e", max_size=6), max_size=8))
async def test_nothing_harmful_comes_out(pieces: list[str]):
    text = await written(*pieces)
    assert clean(text) == text


async def test_no_standard_output_at_all(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(Closed):
        await Output(None).write("x")
    assert "standard output is closed" in capsys.readouterr().err


async def test_a_closed_reader():
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    with pytest.raises(Closed):
        await Output(Gone()).write("x")


PICTURE = Picture("ab" * 32, "image/png", 1, 1, 3, "A fox; in the *snow*", "lab", "flux")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    file = tmp_path / "kept"
    file.write_bytes(PNG)
    return file


def test_a_named_file_is_written_over(tmp_path: Path, kept: Path):
    target = tmp_path / "fox.png"
    target.write_bytes(b"old")
    assert saving.save(PICTURE, kept, str(target), 0) == (target, "")
    assert target.read_bytes().startswith(PNG[:8])
    assert b"A fox; in the *snow*" in target.read_bytes()
    assert saving.save(PICTURE, kept, str(target), 1) == (tmp_path / "fox-2.png", "")


def test_a_folder_gets_a_new_name_each_time(tmp_path: Path, kept: Path):
    first, _ = saving.save(PICTURE, kept, str(tmp_path), 0)
    second, _ = saving.save(PICTURE, kept, f"{tmp_path}/", 1)
    assert (first.name, second.name) == ("a-fox-in-the-snow.png", "a-fox-in-the-snow-2.png")


def test_a_folder_that_is_not_there_is_made(tmp_path: Path, kept: Path):
    assert saving.save(PICTURE, kept, f"{tmp_path}/new/", 0)[0].parent == tmp_path / "new"


@pytest.mark.parametrize(
    "prompt", ["", "../../etc/passwd", "\x1b[31m", "日本の猫", "a" * 999, ". ."]
)
def test_names_from_hostile_prompts(prompt: str, tmp_path: Path, kept: Path):
    picture = Picture("cd" * 32, "image/webp", 1, 1, 1, prompt)
    path, _ = saving.save(picture, kept, f"{tmp_path}/out/", 0)
    assert path.parent == tmp_path / "out"
    assert path.suffix == ".webp"
    assert path.name.isprintable()
    assert 5 < len(path.name.encode()) < 80


async def test_what_cannot_be_written_is_said(capsys: pytest.CaptureFixture[str]):
    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(errno.ENOSPC, "No space left")

    with pytest.raises(Closed):
        await Output(Full()).write("x")
    assert "No space left" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has /dev/full")
@pytest.mark.parametrize("words", [("paths",), ("paths", "--json"), ("models", "--cached")])
def test_a_full_disk_is_an_exit_code(words: tuple[str, ...]):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tui", *words], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, done.stderr) == (1, "palaver: No space left on device\n")
