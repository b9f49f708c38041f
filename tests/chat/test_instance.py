from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from chat.instance import Instance, alive

_ROOT = Path(__file__).parents[2]


def test_alive_until_it_is_closed(tmp_path: Path) -> None:
    one, two = Instance(tmp_path / "i"), Instance(tmp_path / "i")
    assert one.name != two.name
    assert alive(tmp_path / "i", one.name)
    assert alive(tmp_path / "i", one.name), "asking does not free it"
    one.close()
    one.close()
    assert not alive(tmp_path / "i", one.name)
    assert alive(tmp_path / "i", two.name)
    two.close()
    assert list((tmp_path / "i").iterdir()) == []
    assert not alive(tmp_path / "nowhere", "x")


def test_a_killed_process_is_not_alive_and_its_file_goes(tmp_path: Path) -> None:
    code = (
        "import pathlib, sys, time; from chat.instance import Instance;"
        "i = Instance(pathlib.Path(sys.argv[1])); print(i.name, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=_ROOT
    )
    assert process.stdout is not None
    name = process.stdout.readline().strip()
    assert alive(tmp_path, name)
    process.kill()
    process.wait()
    process.stdout.close()
    assert not alive(tmp_path, name)
    assert list(tmp_path.iterdir()) == []
