"""How much a model of Anthropic's may think and say: what is asked for, and what is learned of it.

Older models are told how much to think in tokens, later ones in words, and some think by
themselves. Which is which is guessed from the name; the server's refusal corrects the guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from chat.errors import ProviderError
from providers.adapter import Question
from providers.openai_refused import learn

_BUDGETS = {"low": 2048, "medium": 8192, "high": 24576, "xhigh": 32000, "max": 48000}
_LEAST = 1024
"""Tokens of a budget, by the server's rule."""
_WORTH_IT = 256
"""Tokens without which there is no room for an answer."""
_LONGEST = (
    (re.compile(r"claude-(?:opus-4(?!-[5-9](?!\d)))"), 32000),
    (re.compile(r"claude-3[-.]5"), 8192),
    (re.compile(r"claude-(?:[12]|instant|3-(?!7))"), 4096),
    (re.compile(r"claude-"), 64000),
)
"""Tokens of the longest answer, which this wire wants to be told with every question."""
_OTHERS = 16000
_BUDGETED = re.compile(
    r"claude-(?:[123][-.]|instant|haiku-4|(?:sonnet|opus)-4(?:-[015](?!\d)|-\d{4}|$))"
)
_BY_ITSELF = re.compile(r"claude-[a-z]+-[5-9](?!\d)")
_TOO_MUCH = (
    re.compile(r"max_tokens: \d+ > (\d+)"),
    re.compile(r"max_tokens.{0,80}\[\s*\d+\s*,\s*(\d+)\s*\]"),
    re.compile(
        r"max_tokens.{0,80}(?:at most|equal to|maximum(?: value)?(?: is| of)?|<=)\s*(\d+)", re.I
    ),
)
_NO_ROOM = re.compile(r"max_tokens.{0,40}exceed context limit: (\d+) \+ \d+ > (\d+)")
_NOT_BOTH = re.compile(r"temperature.{0,30}top_p.{0,30}cannot both")


def allowance(given: dict[str, Any], question: Question) -> dict[str, Any]:
    """`max_tokens`, `thinking` and `output_config` of a request; the wishes are taken out of
    what is `given`, and so is what does not go together with thinking."""
    learned = question.learned
    effort, thinking = given.pop("reasoning_effort", None), given.pop("thinking", None)
    asked = given.pop("max_tokens", None)
    usual = next((n for name, n in _LONGEST if name.match(question.model)), _OTHERS)
    longest = min(learned.get("most", 1 << 40), question.now.get("most", 1 << 40))
    tokens = min(asked if type(asked) is int else usual, longest)
    if isinstance(thinking, dict):
        return {"max_tokens": tokens, "thinking": thinking}
    wish = _wish(effort if thinking is None else thinking, question.model)
    if wish is None or "thinking" in learned.get("dropped", ()):
        return {"max_tokens": tokens}
    how = learned.get("thinks") or _guessed(question.model)
    if wish == "off":
        still = how == "always" or not _BY_ITSELF.match(question.model)
        return {"max_tokens": tokens} | ({} if still else {"thinking": {"type": "disabled"}})
    for name in ("temperature", "top_p", "top_k"):
        given.pop(name, None)
    if how != "budget":
        told = {"output_config": {"effort": wish}} if wish in _BUDGETS else {}
        thinks = {"type": "adaptive", "display": "summarized"}
        return {"max_tokens": tokens, "thinking": thinks, **told}
    budget = wish if isinstance(wish, int) else _BUDGETS.get(wish, _BUDGETS["medium"])
    if type(asked) is int:
        # What the person allows is for the answer.
        tokens = min(tokens + budget, longest)
    budget = min(budget, tokens // 2 if asked is None else tokens - 1)
    if budget < _LEAST:
        return {"max_tokens": tokens}
    return {"max_tokens": tokens, "thinking": {"type": "enabled", "budget_tokens": budget}}


def _guessed(model: str) -> str:
    later = model.startswith("claude-") and _BUDGETED.match(model) is None
    return "adaptive" if later else "budget"


def _wish(wish: Any, model: str) -> str | int | None:
    """A word, a budget in tokens, `off`, or None for no wish."""
    match wish:
        case None:
            return "auto" if _BY_ITSELF.match(model) else None
        case False | 0 | "" | "none" | "off" | "false" | "disabled":
            return "off"
        case True:
            return "auto"
        case int():
            return wish
        case str() if wish.isdecimal():
            return int(wish)
        case "minimal":
            return "low"
        case _:
            return str(wish)


def lesson(error: ProviderError, sent: Mapping[str, Any], question: Question) -> bool:
    """Whether a refusal taught something about this model or this question."""
    words, before = f"{error.sentence} {error.excerpt}", (dict(question.learned), {**question.now})
    if error.status is None or error.status in (400, 413, 422, 500):
        _told(words, sent, question)
    if (question.learned, question.now) != before:
        return True
    # What this wire must have is not left out, and has no other name.
    rest = {name: value for name, value in sent.items() if name != "max_tokens"}
    return _NO_ROOM.search(words) is None and learn(error, rest, question.learned)


def _told(words: str, sent: Mapping[str, Any], question: Question) -> None:
    learned = question.learned
    thinking: Any = sent.get("thinking") or {}
    kind = thinking.get("type")
    if room := _NO_ROOM.search(words):
        left = int(room[2]) - int(room[1])
        if left >= _WORTH_IT:
            question.now["most"] = left
    elif most := next(filter(None, (each.search(words) for each in _TOO_MUCH)), None):
        learned["most"] = max(1, int(most[1]))
    elif "signature" in words or "thinking block" in words.lower():
        # Bound to what was said before: after a change there, they are refused.
        question.now["unsigned"] = True
    elif kind == "disabled" and "thinking" in words:
        learned["thinks"] = "always"
    elif kind == "enabled" and "adaptive" in words:
        learned["thinks"] = "adaptive"
    elif kind == "adaptive" and re.search(r"adaptive|thinking\.type|display", words):
        learned["thinks"] = "budget"
    elif "output_config" in sent and "effort" in words and "support" in words:
        learned["dropped"] = [*learned.get("dropped", ()), "output_config"]
    elif _NOT_BOTH.search(words) and "top_p" in sent:
        learned["dropped"] = [*learned.get("dropped", ()), "top_p"]
