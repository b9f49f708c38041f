"""An answer of 20,000 tokens that is one list, table, paragraph or fence, against a mixed one: CPU
per 1,000 tokens at 1,000/s."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks import stage
from tests.benchmarks.figure import Figure

_TOKENS, _RATE = 20_000, 1000


def figures() -> Iterator[Figure]:
    with stage.serving() as url:
        mixed = _cpu(url, "mixed")
        for shape in ("list", "table", "paragraph", "fence"):
            name = f"20,000 tokens, one {shape}, CPU per 1,000 (floor: mixed)"
            yield Figure(name, _cpu(url, shape), "ms", 1.5, mixed)


def _cpu(url: str, shape: str) -> float:
    """Once each, twenty seconds long: an answer of that length has its quiet moments in itself."""
    with stage.home(url) as folder, stage.app(folder) as terminal:
        return stage.streamed(terminal, _TOKENS, _RATE, shape)
