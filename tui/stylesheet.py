"""A theme changes colours, hundreds of them: each widget is told once, not once a colour.

Textual 8.2.8 has a widget and all below it marked for painting for every single rule that differs,
which was half the work of another theme. tests/tui/test_stylesheet.py proves that styles are the
same.
"""

from __future__ import annotations

from typing import Any

from textual.color import Color
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget


class SparingStylesheet(Stylesheet):
    """Sets colours quietly; whatever else may change a layout goes Textual's way."""

    @classmethod
    def replace_rules(cls, node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
        if animate:
            super().replace_rules(node, rules, animate=animate)
            return
        styles = node.styles.base
        old: dict[str, Any] = styles._rules  # type: ignore[assignment]
        coloured = False
        for key in old.keys() | rules.keys():
            before, after = old.get(key), rules.get(key)
            if before == after:
                continue
            if isinstance(before, Color) and isinstance(after, Color):
                styles.set_rule(key, after)
                coloured = True
            else:
                setattr(styles, key, after)
        if coloured:
            styles.refresh(children=True)
            for bar in _bars(node):
                bar.refresh()
        node.notify_style_update()


def _bars(node: DOMNode) -> list[Widget]:
    """The scrollbars that are shown; they are drawn in the widget's colours."""
    if not isinstance(node, Widget):
        return []
    bars: list[Widget] = []
    if node.show_vertical_scrollbar:
        bars.append(node.vertical_scrollbar)
    if node.show_horizontal_scrollbar:
        bars.append(node.horizontal_scrollbar)
    return bars
