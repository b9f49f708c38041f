"""What each construct of Markdown looks like, as `cases.txt` says it: at once and as it streams."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.transcript.support import STYLES, answer, rows, sheet, shown
from tui.transcript import highlight
from tui.transcript.blocks import parse
from tui.transcript.growing import GrowingText
from tui.transcript.renderer import write_blocks

_WIDTH = 48
_LANGUAGES = (highlight.FORMULAS, "diff", "go", "js", "md", "py", "python", "sh", "tex")


def _cases() -> dict[str, tuple[str, str]]:
    """Title: source and rows."""
    text = Path(__file__).with_name("cases.txt").read_text(encoding="utf-8")
    found: dict[str, tuple[str, str]] = {}
    for block in text.split("=== ")[1:]:
        title, _, rest = block.partition("\n")
        source, _, drawn = rest.partition("\n---8<---\n")
        assert title not in found
        found[title] = (source, drawn.removesuffix("\n"))
    return found


CASES = _cases()


@pytest.fixture(autouse=True, scope="module")
def _ready() -> None:
    highlight.prepare(_LANGUAGES)


def test_there_are_enough() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("title", CASES)
def test_at_once(title: str) -> None:
    source, drawn = CASES[title]
    made = shown(rows(answer(2, source), width=_WIDTH)[1:])
    assert "\n".join(row.removeprefix("  ") for row in made) == drawn


@pytest.mark.parametrize("title", CASES)
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_as_it_streams(title: str, size: int) -> None:
    """The last flush shows what a fresh layout does, but for blank rows."""
    source = CASES[title][0]
    growing = GrowingText(_WIDTH, STYLES, 0)
    for at in range(0, len(source), size):
        growing.add(source[at : at + size])
        growing.update()
    fresh = sheet(_WIDTH)
    write_blocks(fresh, parse(source))
    assert _full(growing) == _full(fresh)


def _full(made: GrowingText | object) -> list[str]:
    return [row for row in shown(made.rows) if row.strip()]  # type: ignore[attr-defined]
