"""What one app has parsed of a stylesheet, the next app of the same process takes as it is.

Every test that starts the app starts a new one, and a fifth of a start is the same text parsed into
the same rules. Rules are only read once they are parsed.
"""

from __future__ import annotations

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

_parsed: dict[tuple[object, ...], list[RuleSet]] = {}


def install(patch: pytest.MonkeyPatch) -> None:
    """Let every stylesheet of this process share what is parsed."""
    parse = Stylesheet._parse_rules

    def shared(
        self: Stylesheet,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        own = (css, read_from, is_default_rules, tie_breaker, scope)
        if own in self._parse_cache:
            return self._parse_cache[own]
        key = (*own, frozenset(self._variables.items()))
        if key not in _parsed:
            _parsed[key] = parse(self, css, read_from, is_default_rules, tie_breaker, scope)
        self._parse_cache[own] = _parsed[key]
        return _parsed[key]

    patch.setattr(Stylesheet, "_parse_rules", shared)
