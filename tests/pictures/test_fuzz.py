"""Spoiled files end in a picture or a sentence; a few hundred here, 200,000 in `make fuzz`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pictures import fuzz

_FEW = 500


def test_spoiled_files(tmp_path: Path) -> None:
    counts, peak, wrong = fuzz.block(0, _FEW, tmp_path)
    assert wrong == ""
    assert sum(counts.values()) == _FEW
    assert min(counts["a picture"], counts["The file is broken, or no picture."]) > 50
    assert peak < 700


def test_the_same_number_is_the_same_file() -> None:
    once = [fuzz.spoiled(number) for number in range(300)]
    assert once == [fuzz.spoiled(number) for number in range(300)]
    assert len(set(once)) > 280


def test_what_is_wrong_is_told_by_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fuzz, "BLOCK", 4)
    monkeypatch.setattr(fuzz.sys, "executable", "false")
    counts, wrong = fuzz.campaign(8, 4, tmp_path, 2)
    assert not counts
    assert wrong == ["number 4: ended with 1", "number 8: ended with 1"]
    assert "next --from 12" in capsys.readouterr().out
