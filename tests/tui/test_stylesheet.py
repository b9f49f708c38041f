"""Another theme gives every widget the styles and cells that Textual's own sheet gives it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet
from textual.strip import Strip
from textual.widget import Widget

from tests.tui.stage import Stage, staged
from tui.stylesheet import SparingStylesheet


def _styles(stage: Stage) -> list[tuple[str, dict[str, Any]]]:
    """What each widget, and each of its component classes, is drawn with."""
    found = []
    for node in stage.app.walk_children(with_self=True):
        for name, styles in {"": node.styles, **node._component_styles}.items():
            rules = dict(styles.base._rules)
            rules["layout"] = str(rules.get("layout"))
            found.append((f"{node!r} {name}", rules))
    return found


def _cells(stage: Stage) -> list[Strip]:
    update = stage.chat._compositor.render_full_update()
    return [Strip.join(line).simplify() for line in update.strips]


async def _turned(stage: Stage, name: str) -> None:
    stage.app.use_theme(name)
    await stage.pilot.pause()
    await stage.pilot.pause()


async def test_another_theme_gives_what_textual_gives(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0
    plain = Widget.refresh

    def counted(self: Widget, *regions: Any, **options: Any) -> Widget:
        nonlocal calls
        calls += 1
        return plain(self, *regions, **options)

    monkeypatch.setattr(Widget, "refresh", counted)
    async with staged(home, size=(120, 40)) as stage:
        await stage.answered("\n".join(f"{number}. one" for number in range(80)))
        assert isinstance(stage.app.stylesheet, SparingStylesheet)
        told = []
        shown = []
        for sheet in (stage.app.stylesheet, stage.app.stylesheet.copy()):
            stage.app.stylesheet = sheet
            sheet.parse()
            await _turned(stage, "dark")
            before = _cells(stage)
            calls = 0
            await _turned(stage, "light")
            told.append(calls)
            shown.append((_styles(stage), _cells(stage)))
            assert _cells(stage) != before
        assert type(stage.app.stylesheet) is Stylesheet
        for (name, mine), (other, textual) in zip(shown[0][0], shown[1][0], strict=True):
            assert (name, mine) == (other, textual)
        assert shown[0][1] == shown[1][1]
        assert told[0] < told[1] / 3
