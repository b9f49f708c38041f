"""The parts of the prompt that need no screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from chat.messages import FilePart, Picture, PicturePart
from tui.commands import COMMANDS, Given, given, matching, named
from tui.prompt import files
from tui.prompt.attaching import _dropped_paths
from tui.prompt.burst import GAP, KEYS, LONG_TAIL, SHOWN, TAIL, Burst
from tui.prompt.chips import label
from tui.prompt.completion import Wanted, wanted
from tui.prompt.editor import EditorError, command
from tui.prompt.history import History
from tui.prompt.secrets import looks_like_key
from tui.prompt.sizes import is_long, lines_of, size_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


class TestBurst:
    def test_typing_passes(self) -> None:
        burst = Burst()
        for number, char in enumerate("a question"):
            at = number * 0.06
            if burst.wait(at) == 0:
                burst.end()
            assert burst.key(char, at)
        assert not burst.holds

    def test_enter_is_held_until_it_is_known(self) -> None:
        burst = Burst()
        assert not burst.key("\r", 1.0)
        assert burst.wait(1.0) == pytest.approx(GAP)
        assert burst.wait(1.0 + GAP) == 0
        run = burst.end()
        assert (run.typed, run.held, run.paste) == ("", "\r", False)

    def test_short_lines_in_a_row_are_one_paste(self) -> None:
        burst = Burst()
        for number, char in enumerate("a\rb\rc\rd\re"):
            burst.key(char, number * 0.001)
        assert burst.paste
        assert burst.end().text == "a\rb\rc\rd\re"

    def test_fewer_keys_are_typing(self) -> None:
        burst = Burst()
        for number, char in enumerate("ok\r"):
            burst.key(char, number * 0.001)
        assert not burst.paste
        assert burst.end().held == "\r"

    def test_a_paste_waits_longer_for_its_rest(self) -> None:
        burst = Burst()
        for number in range(KEYS):
            burst.key("x", number * 0.001)
        last = (KEYS - 1) * 0.001
        assert burst.wait(last) == pytest.approx(TAIL)
        burst.key("\r", last)
        assert burst.wait(last) == pytest.approx(LONG_TAIL)

    def test_a_long_line_is_held_after_a_while(self) -> None:
        burst = Burst()
        passed = [burst.key("x", 0.0) for _ in range(SHOWN + 5)]
        assert passed == [True] * SHOWN + [False] * 5
        assert burst.end().text == "x" * (SHOWN + 5)

    def test_lumps_and_keys_are_one_run(self) -> None:
        burst = Burst()
        burst.lump("one\rtwo\rth", 1.0)
        burst.lump("ree\r", 1.1)
        assert not burst.key("x", 1.2)
        assert burst.wait(1.2) == pytest.approx(LONG_TAIL)
        run = burst.end()
        assert (run.text, run.paste) == ("one\rtwo\rthree\rx", True)

    @examples(st.lists(st.tuples(st.sampled_from("ab\r\t\n"), st.floats(0, 0.3)), max_size=60))
    def test_no_key_is_lost_or_doubled(self, keys: list[tuple[str, float]]) -> None:
        burst, now, seen = Burst(), 0.0, ""
        for char, gap in keys:
            now += gap
            if burst.wait(now) == 0:
                seen += burst.end().text
            burst.key(char, now)
        assert seen + burst.end().text == "".join(char for char, _ in keys)


class TestHistory:
    def test_the_draft_is_the_last_entry(self) -> None:
        history = History(_fetch("new", "old"))
        assert history.older("draft") == "new"
        assert history.older("new") == "old"
        assert history.older("old") is None
        assert history.newer() == "new"
        assert history.newer() == "draft"
        assert history.newer() is None

    def test_the_same_question_twice_is_one_step(self) -> None:
        history = History(_fetch("same", "same", "other"))
        assert history.older("") == "same"
        assert history.older("same") == "other"
        assert history.newer() == "same"

    def test_untouched_until_edited(self) -> None:
        history = History(_fetch("one"))
        history.older("mine")
        assert history.untouched("one")
        assert not history.untouched("one!")
        assert history.draft == "mine"
        history.forget()
        assert not history.browsing

    def test_nothing_to_walk(self) -> None:
        assert History().older("x") is None
        assert History().newer() is None


def _fetch(*entries: str):
    return lambda offset: entries[offset] if offset < len(entries) else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sk-proj-abcdefghijklmnop1234567890", True),
        ("my key is sk-ant-api03-abcdefghijklmnopqrst, use it", True),
        ("AIzaSyA1234567890abcdefghijklmnopqrstuv", True),
        ("Xk29fJq8Lm4Zp7Rt2Vw5Yb8Nc3Gd6Hs9", True),
        ("why does sk-learn fail?", False),
        ("0123456789abcdef0123456789abcdef01234567", False),
        ("a perfectly ordinary question about task-management-in-large-teams", False),
        ("", False),
    ],
)
def test_what_looks_like_a_key(text: str, expected: bool) -> None:
    assert looks_like_key(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/help", Given("help", "")),
        ("  /model openai/gpt-5 ", Given("model", "openai/gpt-5")),
        ("/system line one\nline two", Given("system", "line one\nline two")),
        ("/nonsense", Given("nonsense", "")),
        ("/etc/hosts what is this", None),
        ("//help", None),
        ("/", None),
        ("what is /help", None),
    ],
)
def test_what_is_a_command(text: str, expected: Given | None) -> None:
    assert given(text) == expected


def test_commands_are_found_by_their_letters() -> None:
    assert matching("mo")[0].name == "model"
    assert {command.name for command in matching("")} == {c.name for c in COMMANDS}
    assert [c.name for c in matching("tach")] == ["attach"]
    assert matching("zzz") == []
    assert named("help") is not None
    assert named("hel") is None


def test_commands_are_told_apart_and_described() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    assert all(command.help and not command.help.endswith(".") for command in COMMANDS)
    assert all(command.argument for command in COMMANDS if command.needed)


def test_sizes() -> None:
    assert [size_of(n) for n in (0, 840, 18_300, 999_600, 1_240_000)] == [
        "0 B",
        "840 B",
        "18 kB",
        "1.0 MB",
        "1.2 MB",
    ]
    assert [lines_of(t) for t in ("a", "a\n", "a\nb", "\n\n")] == [1, 1, 2, 2]
    assert not is_long("x\n" * 12)
    assert is_long("x\n" * 13)
    assert not is_long("x" * 1_000)
    assert is_long("x" * 1_001)


def test_labels() -> None:
    assert label(FilePart("pasted", "text/plain", "x\n" * 500)) == "[500 lines · 1 kB]"
    assert label(FilePart("a\x1b[31m.md", "text/plain", "one")) == "[a.md · 1 line]"
    picture = Picture("0" * 64, "image/png", 640, 480, 10)
    assert label(PicturePart(picture, prompt="cat.png")) == "[▣ cat.png · 640×480]"
    assert label(PicturePart()) == "[▣ picture]"


@pytest.mark.parametrize(
    ("before", "first", "expected"),
    [
        ("/mo", True, Wanted("command", "mo", 0)),
        ("/", True, Wanted("command", "", 0)),
        ("/mo", False, None),
        ("say /mo", True, None),
        ("/attach src/ma", True, Wanted("file", "src/ma", 8)),
        ("look at @src/ma", True, Wanted("file", "src/ma", 8)),
        ("@", False, Wanted("file", "", 0)),
        ('@"my notes/fi', False, Wanted("file", "my notes/fi", 0)),
        ("me@example", True, None),
        ("@file done", True, None),
    ],
)
def test_what_is_completed(before: str, first: bool, expected: Wanted | None) -> None:
    assert wanted(before, first_row=first) == expected


class TestFiles:
    def test_a_text(self, tmp_path: Path) -> None:
        (tmp_path / "n.md").write_bytes("\ufeffgrün\n".encode())
        part = files.read(tmp_path / "n.md")
        assert part == FilePart("n.md", "text/markdown", "grün\n")

    def test_old_encodings(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_bytes("grün".encode("cp1252"))
        (tmp_path / "b.txt").write_bytes("grün".encode("utf-16"))
        for name in ("a.txt", "b.txt"):
            part = files.read(tmp_path / name)
            assert isinstance(part, FilePart)
            assert part.text == "grün"

    def test_a_picture_is_known_by_its_bytes(self, tmp_path: Path) -> None:
        (tmp_path / "cat.txt").write_bytes(PNG)
        assert files.read(tmp_path / "cat.txt") == files.PictureFile("cat.txt", PNG)

    @pytest.mark.parametrize(
        ("name", "says"),
        [
            ("gone", "There is no file gone."),
            ("folder", "folder is a folder."),
            ("big", "big is too large: 1.0 MB, a text may have 1."),
            ("binary", "binary is neither a text nor a picture."),
            ("fifo", "fifo is no regular file."),
            ("nul\0name", "cannot be read"),
        ],
    )
    def test_what_cannot_be_attached(self, tmp_path: Path, name: str, says: str) -> None:
        import os

        (tmp_path / "folder").mkdir()
        (tmp_path / "big").write_bytes(b"x" * 1_000_001)
        (tmp_path / "binary").write_bytes(b"\0\1\2" * 50)
        os.mkfifo(tmp_path / "fifo")
        with pytest.raises(files.AttachError) as caught:
            files.read(tmp_path / name)
        assert says in str(caught.value)

    def test_completion_lists_beginnings_first(self, tmp_path: Path) -> None:
        for name in ("main.py", "domain.py", ".hidden", "Maps"):
            (tmp_path / name).touch()
        (tmp_path / "many").mkdir()
        (tmp_path / "ma\x1b[31m").touch()
        found = [e.typed.removeprefix(f"{tmp_path}/") for e in files.entries(f"{tmp_path}/ma")]
        assert found == ["main.py", "many/", "Maps", "domain.py"]
        assert [e.typed for e in files.entries(f"{tmp_path}/.h")] == [f"{tmp_path}/.hidden"]
        assert files.entries(f"{tmp_path}/gone/") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/home/me/cat.png", "/home/me/cat.png"),
        ("/me/a.png '/me/b c.png'", "/me/a.png /me/b c.png"),
        ("file://localhost/me/a.png file:///me/b.gif", "/me/a.png /me/b.gif"),
        ("/me/a.png and b.png", "/me/a.png and b.png"),
        ("/me/a.png is a cat", ""),
        ("'/home/me/my cat.png' ", "/home/me/my cat.png"),
        ("/home/me/my\\ cat.JPG", "/home/me/my cat.JPG"),
        ("/home/me/my cat.webp", "/home/me/my cat.webp"),
        ("file:///home/me/my%20cat.gif", "/home/me/my cat.gif"),
        ("/home/me/notes.md", ""),
        ("/home/me/a.png\n/home/me/b.png", ""),
        ("look at cat.png", ""),
        ("'/unclosed.png", ""),
    ],
)
def test_a_dropped_picture(text: str, expected: str) -> None:
    assert " ".join(_dropped_paths(text)) == expected


def test_the_editor_that_is_meant(tmp_path: Path) -> None:
    assert command({"VISUAL": "code --wait", "EDITOR": "vi"}) == ["code", "--wait"]
    assert command({"VISUAL": " ", "EDITOR": "vi"}) == ["vi"]
    nano = tmp_path / "nano"
    nano.write_text("#!/bin/sh\n")
    nano.chmod(0o755)
    assert command({"PATH": str(tmp_path)}) == [str(nano)]
    with pytest.raises(EditorError, match="No editor"):
        command({"PATH": str(tmp_path / "none")})
    with pytest.raises(EditorError, match="not a command"):
        command({"EDITOR": "'unclosed"})
