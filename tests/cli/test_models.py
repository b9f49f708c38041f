"""`palaver models`: what can be asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from providers import wires
from tui.__main__ import main

Capture = pytest.CaptureFixture[str]
ROWS = ("lmstudio", "llamacpp", "ollama", "g4f", "a1111", "pollinations")
DOWN = "".join(
    f'[endpoints.{name}]\nprovider = "fake"\nbase_url = "http://127.0.0.1:9/down"\n'
    for name in ROWS
)
LAB = '[endpoints.lab]\nprovider = "fake"\nbase_url = "http://127.0.0.1:9/v1"\n'


@pytest.fixture(autouse=True)
def _prepared(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(wires._WIRES, "fake", ("tests.providers.fake_wire", "Fake"))
    (home / "config").mkdir(parents=True)
    (home / "config" / "config.toml").write_text(DOWN + LAB)


def test_a_name_a_line(capsys: Capture):
    assert main(["models"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[0] for line in lines] == ["guide/guide", "guide/canvas", "lab/one", "lab/two"]
    assert lines[1][1:] == ["draws"]


def test_only_some(capsys: Capture):
    assert main(["models", "lab"]) == 0
    assert capsys.readouterr().out == "lab/one\nlab/two\n"


def test_what_cannot_be_used_says_why(capsys: Capture):
    assert main(["models", "openai", "g4f"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "OPENAI_API_KEY" in told.err
    assert "It is down." in told.err


def test_an_endpoint_that_is_not(capsys: Capture):
    assert main(["models", "opnai"]) == 2
    assert "openai" in capsys.readouterr().err


def test_cached_asks_nobody(capsys: Capture):
    assert main(["models", "--cached", "lab"]) == 0
    assert capsys.readouterr().out == ""
    main(["models", "lab"])
    capsys.readouterr()
    main(["models", "--cached", "lab"])
    assert capsys.readouterr().out == "lab/one\nlab/two\n"


def test_json(capsys: Capture):
    assert main(["models", "--json"]) == 0
    rows = {row["endpoint"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["guide"]["usable"]
    assert rows["guide"]["models"][1]["full_name"] == "guide/canvas"
    assert rows["openai"]["reason"] == "needs a key (OPENAI_API_KEY)"
    assert not rows["g4f"]["usable"]


def test_no_key_is_printed(home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch):
    (home / "config" / "config.toml").write_text(DOWN + LAB + 'api_key = "sk-secret"\n')
    main(["models", "--json", "lab"])
    assert "sk-secret" not in capsys.readouterr().out


def test_a_check_tells_how_each_fares(home: Path, capsys: Capture):
    (home / "state").mkdir()
    (home / "state" / "health.toml").write_text(
        "[lab]\nsucceeded = 2.0\nfirsts = [0.5, 0.4, 0.9]\n"
        '[guide]\nfailed = 3.0\nwhy = "It broke."\n'
    )
    assert main(["models", "--check", "lab", "guide", "openai", "g4f"]) == 1
    told = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    lines = dict(told)
    assert lines["lab"].startswith("ok · 0.")
    assert lines["lab"].endswith(" · first word 0.5 s")
    assert lines["guide"] == "ok · last failure: It broke."
    assert "needs a key" in lines["openai"]
    assert "It is down." in lines["g4f"]
    assert main(["models", "--json", "lab"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["health"]["first"] == 0.5
