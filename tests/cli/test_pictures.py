"""`palaver pictures`: what is kept, and what a file tells of how it was made."""

from __future__ import annotations

import asyncio
import json
import zlib
from pathlib import Path

import pytest

from chat.messages import PicturePart
from chat.pictures import PictureStore
from chat.store.store import Store
from tests.chat.support import image
from tests.export.support import conversation
from tests.pictures.stage import photo, png
from tests.pictures.test_made import MADE, chunk, with_chunks
from tui import paths
from tui.__main__ import main
from tui.cli.arguments import Pictures, UsageError
from tui.cli.arguments import parse as parsed
from tui.pictures.made.inside import with_made

Capture = pytest.CaptureFixture[str]


def info(file: Path, capsys: Capture, *more: str) -> str:
    assert main(["pictures", "info", *more, str(file)]) == 0
    return capsys.readouterr().out


def test_what_is_typed() -> None:
    assert parsed(["pictures"]) == Pictures()
    assert parsed(["pictures", "--json", "rain", "flux"]) == Pictures("rain flux", json=True)
    assert parsed(["pictures", "info", "a b.png"]) == Pictures(file="a b.png")
    assert parsed(["pictures", "--", "info", "-x.png"]) == Pictures(file="-x.png")
    for wrong in (["pictures", "info"], ["pictures", "info", "a", "b"], ["pictures", "--what"]):
        with pytest.raises(UsageError):
            parsed(wrong)


def test_what_palaver_wrote_is_read_back(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "boat.png"
    file.write_bytes(with_made(png(photo(40, 30)), MADE))
    lines = info(file, capsys).splitlines()
    assert lines[0].startswith("file          boat.png (PNG, 40×30, ")
    assert lines[1:4] == [
        "prompt        Rain on old slate,",
        "              雨 <ink> & “light”",
        "model         lab/flux-dev",
    ]
    assert "seed          42" in lines
    told = json.loads(info(file, capsys, "--json"))
    assert told["made"]["prompt"] == MADE.prompt
    assert told["made"]["parameters"] == MADE.parameters
    assert (told["type"], told["width"], told["height"]) == ("image/png", 40, 30)


def test_what_others_wrote_is_shown_as_it_is_but_harmless(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "other.png"
    text = b"parameters\0a boat\x1b]0;owned\x07\x1b[2J\nSteps: 20, Seed: 7"
    file.write_bytes(
        with_chunks(
            chunk(b"tEXt", text),
            chunk(b"zTXt", b"work\x1b[2Jflow\0\0" + zlib.compress(b'{"nodes": []}')),
        )
    )
    out = info(file, capsys)
    assert "parameters    a boat\n              Steps: 20, Seed: 7\n" in out
    assert 'workflow      {"nodes": []}' in out
    assert "\x1b" not in out
    assert "\x1b" not in info(file, capsys, "--json")


def test_a_picture_that_tells_nothing(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "bare.png"
    file.write_bytes(png(photo(4, 4)))
    assert "It does not tell how it was made." in info(file, capsys)
    told = json.loads(info(file, capsys, "--json"))
    assert (told["made"], told["texts"]) == (None, {})


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("none.png", "missing", "no such file"),
        ("notes\x1b[2J.txt", "no_picture", "no picture"),
        (".", "no_picture", "not a file"),
    ],
)
def test_what_is_no_picture(
    tmp_path: Path, capsys: Capture, name: str, kind: str, words: str
) -> None:
    (tmp_path / "notes\x1b[2J.txt").write_text("hello")
    assert main(["pictures", "info", str(tmp_path / name)]) == 1
    told = capsys.readouterr()
    assert words in told.err
    assert "\x1b" not in told.err
    assert told.out == ""
    assert main(["pictures", "info", "--json", str(tmp_path / name)]) == 1
    assert json.loads(capsys.readouterr().out)["error"] == kind


def test_nothing_is_kept_yet(capsys: Capture) -> None:
    assert main(["pictures"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["pictures", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_all_that_are_kept_and_those_that_words_find(capsys: Capture) -> None:
    folders = paths.folders()
    store = Store.open(folders.database, state=folders.state)
    files = PictureStore(folders.pictures)
    for index, words in enumerate(("rain on slate", "a boat\x1b[2J\nat night")):
        kept = files.keep(image(size=(index + 5, 4)), prompt=words, endpoint="lab", model="flux")
        asyncio.run(conversation(store, "draw", (PicturePart(kept),), title=words))
    store.close()
    assert main(["pictures"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ", 2)[2] for line in lines] == [
        "lab/flux  a boat at night",
        "lab/flux  rain on slate",
    ]
    assert main(["pictures", "--json", "rain"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["prompt"] == "rain on slate"
    assert Path(told["path"]).read_bytes() == image(size=(5, 4))
