"""The examples of CommonMark's specification: none fails, none is too wide, nothing said is lost.

`npm install --prefix ~/.cache/palaver-tools commonmark-spec` puts them where they are looked for
(PALAVER_TOOLS is another folder).
"""

from __future__ import annotations

import html
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.transcript.support import STYLES, answer, rows, sheet, shown
from tui.transcript import highlight
from tui.transcript.blocks import parse
from tui.transcript.growing import GrowingText
from tui.transcript.renderer import write_blocks

TOOLS = Path(os.environ.get("PALAVER_TOOLS") or Path.home() / ".cache" / "palaver-tools")
SPEC = TOOLS / "node_modules" / "commonmark-spec" / "spec.txt"
_EXAMPLE = re.compile(r"^`{32} example\n(.*?)\n?^\.\n(.*?)^`{32}$", re.M | re.S)
_WIDTH = 40

pytestmark = pytest.mark.skipif(
    not SPEC.exists() and os.environ.get("REQUIRE_TOOLS") != "1",
    reason=f"npm install --prefix {TOOLS} commonmark-spec",
)


@pytest.fixture(scope="module")
def examples() -> list[tuple[str, str]]:
    """Markdown and what it is as HTML."""
    highlight.prepare([highlight.FORMULAS])
    text = SPEC.read_text(encoding="utf-8").replace("→", "\t")
    found = [(source, made) for source, made in _EXAMPLE.findall(text)]
    assert len(found) > 600
    return found


def test_none_is_too_wide_and_nothing_said_is_lost(examples: list[tuple[str, str]]) -> None:
    for source, made in examples:
        drawn = rows(answer(2, source), width=_WIDTH)
        assert all(cell_len(row.plain) <= _WIDTH for row in drawn), source
        alt = re.sub(r'<img [^>]*alt="([^"]*)"[^>]*>', r"\1", made)
        if r"\<br" in source:
            continue  # a break to us: what is escaped cannot be told from what is not
        said = html.unescape(re.sub(r"<[^>]*>", "", alt))
        missing = Counter(filter(str.isalpha, said)) - Counter(" ".join(shown(drawn)))
        assert not missing, source


def test_streamed_they_end_as_at_once(examples: list[tuple[str, str]]) -> None:
    differ: list[str] = []
    for source, _ in examples:
        growing = GrowingText(_WIDTH, STYLES, 0)
        for character in source:
            growing.add(character)
            growing.update()
        fresh = sheet(_WIDTH)
        write_blocks(fresh, parse(source))
        if _full(growing.rows) != _full(fresh.rows):
            differ.append(source)
    # What a definition far below changes is only seen when the whole is laid out anew; and marks
    # of a fence at the very end may become the ones that close it.
    assert not [source for source in differ if not re.search(r"\]:|\n[ `~]+\Z", source)]


def _full(made: list) -> list[str]:  # type: ignore[type-arg]
    return [row for row in shown(made) if row.strip()]
