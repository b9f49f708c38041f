"""Palaver that notes what it has spent as an answer grows.

For each batch of an answer a line in the file named in PALAVER_METER: which answer, CPU seconds of
the process so far, characters taken so far.
"""

from __future__ import annotations

import atexit
import os
import sys
import time
from collections.abc import Sequence
from typing import Any

_rows: list[tuple[int, float, int]] = []


def _tell() -> None:
    with open(os.environ["PALAVER_METER"], "w", encoding="utf-8") as file:
        file.writelines(f"{answer} {cpu} {taken}\n" for answer, cpu, taken in _rows)


if __name__ == "__main__":
    from tui.__main__ import main
    from tui.transcript.live import LiveAnswer

    _plain = LiveAnswer.take
    _taken: dict[int, int] = {}

    def _noted(self: LiveAnswer, events: Sequence[tuple[float, Any]]) -> None:
        said = sum(len(event) for _, event in events if isinstance(event, str))
        _taken[id(self.turn)] = _taken.get(id(self.turn), 0) + said
        _rows.append((id(self.turn), time.process_time(), _taken[id(self.turn)]))
        _plain(self, events)

    LiveAnswer.take = _noted  # type: ignore[method-assign]
    atexit.register(_tell)
    sys.exit(main([]))
