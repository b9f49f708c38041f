"""`palaver ask "/image …"`: the order's parameters and a model that draws, as in the app."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tui.__main__ import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _nothing_is_piped_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))


def test_an_order_is_drawn_without_naming_a_model(tmp_path: Path, capsys: Capture) -> None:
    asked = "/image 64x96 n=2 seed=7 steps=3 a fox"
    assert main(["ask", "--json", "-o", f"{tmp_path}/", asked]) == 0
    told = capsys.readouterr()
    pictures = json.loads(told.out)["pictures"]
    assert [(p["width"], p["height"], p["prompt"]) for p in pictures] == [(64, 96, "a fox")] * 2
    assert len(list(tmp_path.glob("*.png"))) == 2
    assert "canvas does not take steps" in told.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["/image n=99 a fox"], "n must be 1 to 10."),
        (["/image 3:2"], "/image needs the words to draw"),
        (["-m", "guide/guide", "/image a fox"], "guide/guide does not draw"),
        (["/image model=nobody/x a fox"], "nobody"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(
    words: list[str], sentence: str, capsys: Capture
) -> None:
    assert main(["ask", *words]) == 2
    assert sentence in capsys.readouterr().err
