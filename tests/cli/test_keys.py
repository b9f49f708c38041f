"""`palaver keys`: where keys come from, and that none is ever printed."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path

import pytest

from providers import wires
from tui.__main__ import main

Capture = pytest.CaptureFixture[str]
KEY = "sk-lab-0123456789"


@pytest.fixture(autouse=True)
def _prepared(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(wires._WIRES, "fake", ("tests.providers.fake_wire", "Fake"))
    (home / "config").mkdir(parents=True)
    (home / "config" / "config.toml").write_text(
        '[endpoints.lab]\nprovider = "fake"\nbase_url = "http://127.0.0.1:9/v1"\n'
        '[endpoints.down]\nprovider = "fake"\nbase_url = "http://127.0.0.1:9/down"\n'
    )


def _type(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def _listed(capsys: Capture) -> dict[str, str]:
    capsys.readouterr()
    assert main(["keys", "--json"]) == 0
    return {row["endpoint"]: row["source"] for row in json.loads(capsys.readouterr().out)}


def test_a_key_is_tried_and_kept_where_only_its_owner_reads_it(
    home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
):
    _type(monkeypatch, f"  export LAB_API_KEY='{KEY}'\n")
    assert main(["keys", "set", "lab"]) == 0
    told = capsys.readouterr()
    assert "lab takes it" in told.out
    assert KEY not in told.out + told.err
    file = home / "config" / ".env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert KEY in file.read_text()
    assert _listed(capsys)["lab"] == "entered"
    assert main(["keys"]) == 0
    assert KEY not in capsys.readouterr().out


def test_a_refused_key_is_not_kept(home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch):
    _type(monkeypatch, "sk-wrong")
    assert main(["keys", "set", "lab"]) == 1
    assert "Nothing was kept" in capsys.readouterr().err
    assert not (home / "config" / ".env").exists()


def test_a_key_that_cannot_be_tried_is_kept_and_that_is_said(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
):
    _type(monkeypatch, KEY)
    assert main(["keys", "set", "down"]) == 0
    assert "could not be tried: It is down." in capsys.readouterr().out


def test_taking_a_key_away(home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch):
    (home / "config" / ".env").write_text("OTHER=1\n")
    _type(monkeypatch, KEY)
    main(["keys", "set", "lab"])
    assert main(["keys", "rm", "lab"]) == 0
    assert (home / "config" / ".env").read_text() == "OTHER=1\n"
    assert main(["keys", "rm", "lab"]) == 1
    assert "No key of lab is kept" in capsys.readouterr().err


def test_a_key_that_still_comes_from_elsewhere_is_told(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert _listed(capsys)["openai"] == "environment, OPENAI_API_KEY"
    assert main(["keys", "rm", "openai"]) == 1
    told = capsys.readouterr().err
    assert "one still comes from environment, OPENAI_API_KEY" in told
    assert KEY not in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["keys", "set", "lab", KEY], "shell's history"),
        (["keys", "set"], "expects the name"),
        (["keys", "set", "lba"], "there is no endpoint"),
        (["keys", "set", "guide"], "takes no key"),
        (["keys", "show"], "expects list"),
    ],
)
def test_wrong_usage(words: list[str], told: str, capsys: Capture):
    assert main(words) == 2
    error = capsys.readouterr().err
    assert told in error
    assert KEY not in error


@pytest.mark.parametrize("text", ["", "  \n", "two words", "schlüssel"])
def test_what_is_no_key_is_not_kept(
    text: str, home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
):
    _type(monkeypatch, text)
    assert main(["keys", "set", "lab"]) == 1
    assert "no key" in capsys.readouterr().err
    assert not (home / "config" / ".env").exists()
