"""`palaver export`: into files whose names are printed, or down a pipe; honest exit codes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from chat.messages import Part, PicturePart, TextPart
from chat.pictures import PictureStore
from chat.store.store import Store
from tests.chat.support import image
from tests.export.parser import front, parse
from tests.export.support import conversation
from tui import paths
from tui.__main__ import main
from tui.cli.arguments import Export, UsageError
from tui.cli.arguments import parse as parsed

Capture = pytest.CaptureFixture[str]


def talks(*titles: str, drawn: bool = False) -> None:
    """A conversation of each title; with `drawn` their answers hold a picture."""
    folders = paths.folders()
    store = Store.open(folders.database, state=folders.state)
    for title in titles:
        said: tuple[Part, ...] = (TextPart(f"about {title}"),)
        if drawn:
            kept = PictureStore(folders.pictures).keep(image(), prompt=title)
            said += (PicturePart(kept),)
        asyncio.run(conversation(store, "a question", said, title=title))
    store.close()


def run(*words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tui", "export", *words],
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The download folder."""
    folder = tmp_path / "down loads"
    folder.mkdir()
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(folder))
    return folder


def test_what_is_typed() -> None:
    assert parsed(["export"]) == Export()
    assert parsed(["export", "-c", "-o", "x.md"]) == Export(output="x.md")
    assert parsed(["export", "two", "boats", "--branches"]) == Export("two boats", branches=True)
    assert parsed(["export", "--all", "--no-reasoning"]) == Export(every=True, reasoning=False)
    for wrong in ("-c 1", "--all 1", "--all -c", "--all -o -", "--json"):
        with pytest.raises(UsageError):
            parsed(["export", *wrong.split()])


def test_a_pipe_gets_the_markdown(home: Path, out: Path) -> None:
    talks("Boats", "Trees", drawn=True)
    done = run()
    assert (done.returncode, done.stderr) == (0, b"")
    markdown = done.stdout.decode()
    assert front(markdown)["title"] == "Trees"
    assert parse(markdown)[1].texts == ["about Trees"]
    link = markdown.rpartition("![Trees](")[2].partition(")")[0]
    assert Path(link).read_bytes() == image()
    assert run("-c").stdout == run("-o", "-").stdout == done.stdout
    assert list(out.iterdir()) == []


def test_what_was_said_goes_down_a_pipe_byte_for_byte(home: Path) -> None:
    talks("\x1b]0;title\x07" + "red \x1b[31m\r\n\x00é")
    assert "red \x1b[31m\r\n\x00é\n".encode() in run().stdout


def test_files_and_their_names(home: Path, out: Path, tmp_path: Path) -> None:
    talks("Boats of 1901", drawn=True)
    for path, words in (
        (tmp_path / "notes/boats-of-1901.md", ("-o", f"{tmp_path}/notes/")),
        (tmp_path / "notes/boats-of-1901-2.md", ("boats", "-o", f"{tmp_path}/notes")),
        (tmp_path / "mine.md", ("1", "-o", f"{tmp_path}/mine")),
        (tmp_path / "mine-2.md", ("1", "-o", f"{tmp_path}/mine.md")),
        (tmp_path / "v1.0 mine.txt", ("BOATS OF 1901", "-o", f"{tmp_path}/v1.0 mine.txt")),
    ):
        done = run(*words)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.decode() == f"{path}\n"
        assert path.with_name(f"{path.stem}-1.png").read_bytes() == image()
        assert parse(path.read_text())[1].texts == ["about Boats of 1901"]
    assert list(out.iterdir()) == []


def test_all_of_them(home: Path, out: Path) -> None:
    talks("Boats", "Boats", "", "日本の船")
    done = run("--all")
    assert done.returncode == 0
    assert sorted(done.stdout.decode().splitlines()) == sorted(map(str, out.iterdir()))
    names = {path.name for path in out.iterdir()}
    assert names == {"boats.md", "boats-2.md", "a-question.md", "日本の船.md"}


def test_which_conversation_is_meant(home: Path, capsys: Capture) -> None:
    talks("Boats", "More boats", "Trees")
    assert main(["export", "-o", "-", "boats"]) == 0
    assert 'title: "Boats"' in capsys.readouterr().out
    assert main(["export", "-o", "-", "more"]) == 0
    assert 'title: "More boats"' in capsys.readouterr().out
    assert main(["export", "-o", "-", "o"]) == 2
    assert "2 'More boats', 1 'Boats'" in capsys.readouterr().err
    assert main(["export", "-o", "-", "99"]) == 1
    assert capsys.readouterr().err == "palaver: There is no conversation called '99'.\n"


def test_nothing_there(home: Path, capsys: Capture) -> None:
    assert main(["export"]) == 1
    assert capsys.readouterr().err == "palaver: There is no conversation yet.\n"
    assert not paths.folders().database.exists(), "asking for nothing makes nothing"
    talks()
    assert main(["export", "--all"]) == 1
    assert "There is no conversation yet." in capsys.readouterr().err


def test_what_cannot_be_written(home: Path, tmp_path: Path, capsys: Capture) -> None:
    talks("Boats")
    (tmp_path / "file").write_text("mine")
    for output, sentence in (
        (f"{tmp_path}/none/x.md", f"there is no folder {tmp_path}/none."),
        (f"{tmp_path}/file/x.md", f"there is no folder {tmp_path}/file."),
        ("/dev/full", "/dev/full is neither a file nor a folder."),
        ("/proc/x.md", "there is no folder /proc."),
    ):
        assert main(["export", "-o", output]) == 1
        assert capsys.readouterr().err == f"palaver: Nothing was exported: {sentence}\n"
    assert (tmp_path / "file").read_text() == "mine"


def test_a_full_standard_output(home: Path) -> None:
    talks("Boats")
    done = subprocess.run(
        f"{sys.executable} -m tui export > /dev/full",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "palaver: The conversation cannot be written: No space left on device.\n"
    )


def test_a_reader_that_leaves(home: Path) -> None:
    talks("Boats", "long " * 40_000)
    program = f"{sys.executable} -m tui export | head -c 10"
    done = subprocess.run(program, shell=True, capture_output=True, check=False)
    assert (done.stdout, done.stderr) == (b"---\ntitle:", b"")


def test_a_missing_picture_is_said(home: Path, tmp_path: Path, capsys: Capture) -> None:
    talks("Boats", drawn=True)
    for file in paths.folders().pictures.glob("*/*"):
        file.unlink()
    for output in ("-", f"{tmp_path}/x.md"):
        assert main(["export", "-o", output]) == 1
        told = capsys.readouterr()
        assert told.err == "palaver: Boats: The picture's file is missing.\n"
    assert "A picture is missing here." in (tmp_path / "x.md").read_text()


def test_reasoning_and_branches_are_passed_on(home: Path, tmp_path: Path, capsys: Capture) -> None:
    talks("Boats")
    folders = paths.folders()
    store = Store.open(folders.database, state=folders.state)
    asyncio.run(store.ask(1, None, (TextPart("other"),), endpoint="lab", model="small"))
    store.close()
    assert main(["export", "-o", "-"]) == 0
    assert "a question" not in capsys.readouterr().out.partition("## 1.")[2]
    assert main(["export", "-o", "-", "--branches"]) == 0
    assert "a question" in capsys.readouterr().out


def test_every_option_is_in_the_help() -> None:
    told = run("--help").stdout.decode()
    for option in ("-c", "--all", "-o", "--branches", "--no-reasoning", "-h"):
        assert f" {option}" in told
