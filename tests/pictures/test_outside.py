"""Opening outside: the system's opener gets a link with an ending, and failures are told."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.pictures.stage import pictures
from tui.pictures import outside
from tui.pictures.outside import OpenError, open_outside


def opener(folder: Path, script: str) -> None:
    program = folder / "xdg-open"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "temp").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    monkeypatch.setattr("sys.platform", "linux")


async def test_the_opener_gets_a_name_with_an_ending(tmp_path: Path) -> None:
    picture = pictures(tmp_path)[0]
    opener(tmp_path / "bin", f'echo "$1" > {tmp_path}/told')
    for _ in range(2):
        await open_outside(picture, tmp_path / picture.hash)
    told = Path((tmp_path / "told").read_text().strip())
    assert told.suffix == ".png"
    assert told.resolve() == (tmp_path / picture.hash).resolve()
    assert stat.S_IMODE(told.parent.stat().st_mode) == 0o700


async def opened(folder: Path) -> None:
    """The first of the pictures that are made there."""
    picture = pictures(folder)[0]
    await open_outside(picture, folder / picture.hash)


async def test_no_opener(tmp_path: Path) -> None:
    with pytest.raises(OpenError, match="xdg-utils"):
        await opened(tmp_path)


async def test_no_program_for_it(tmp_path: Path) -> None:
    opener(tmp_path / "bin", "exit 3")
    with pytest.raises(OpenError, match="no program"):
        await opened(tmp_path)


async def test_no_file(tmp_path: Path) -> None:
    opener(tmp_path / "bin", "exit 0")
    with pytest.raises(OpenError, match="missing"):
        await open_outside(pictures(tmp_path)[0], tmp_path / "nothing")


async def test_an_opener_that_stays_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.pictures.outside._PATIENCE", 0.02)
    opener(tmp_path / "bin", "read nothing < /dev/null; /bin/sleep 0.2")
    await opened(tmp_path)
    (process,) = outside._staying
    assert process.wait(5) == 0
    opener(tmp_path / "bin", "exit 0")
    monkeypatch.setattr("tui.pictures.outside._PATIENCE", 2.0)
    await opened(tmp_path)
    assert outside._staying == []


async def test_a_link_of_another_time_or_of_somebody_else_is_not_opened(tmp_path: Path) -> None:
    picture = pictures(tmp_path)[0]
    file = tmp_path / picture.hash
    opener(tmp_path / "bin", f'echo "$1" > {tmp_path}/told')
    told = lambda: Path((tmp_path / "told").read_text().strip())  # noqa: E731
    await open_outside(picture, file)
    link = told()
    link.unlink()
    link.symlink_to(tmp_path / "gone")
    await open_outside(picture, file)
    assert told().resolve() == file.resolve()
    (tmp_path / "theirs").mkdir()
    link.unlink()
    link.parent.rmdir()
    link.parent.symlink_to(tmp_path / "theirs")
    await open_outside(picture, file)
    assert told() == file
