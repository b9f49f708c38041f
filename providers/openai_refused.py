"""What a server refuses of a request, learned from its words and left out or put otherwise.

`learned` is a plain dict that the caller keeps (JSON and TOML values only); its values are
replaced, never changed in place, so that a shallow copy shows what is new. A lesson is undone when
the server says the opposite (`learn`), or when asking anew did not help (`unproven`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from chat.errors import NotSupportedError, ProviderError, RequestError
from providers.openai_messages import alternating, without_system

Learned = dict[str, Any]

_KEPT = {"model", "messages", "prompt"}
_TWINS = {
    "max_tokens": "max_completion_tokens",
    "max_completion_tokens": "max_tokens",
}
_REFUSAL = re.compile(
    r"unsupported|not supported|n't support|not support|unrecognized|unknown|unexpected|extra"
    r"|not permitted|not allowed|invalid|deprecated|only the default|additional propert|forbidden"
    r"|cannot be used|must be",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"above_max|below_min|maximum value|minimum value|out of range|too (?:large|small|high|low)"
    r"|between|at (?:most|least)|(?:less|greater) than|[<>]=?\s*-?\d"
    r"|(?:supported|valid|allowed|accepted|permitted) values (?:are|include)"
    r"|(?:must|should|expected to) be one of|expected one of|input should be '",
    re.IGNORECASE,
)
"""A value that is wrong, not a parameter: the person is told, and nothing is left out for ever."""
_REQUIRED = re.compile(r"require[ds]?\b|missing|must be (?:set|given|provided)", re.IGNORECASE)
_NESTED = re.compile(r"(?<!\w)reasoning(?:\.effort)?(?![\w.])", re.IGNORECASE)
_SYSTEM = re.compile(
    r"(?:system|developer)\W+(?:\w+\W+){0,4}(?:not supported|not enabled|unsupported|not allowed)"
    r"|(?:only|unsupported|invalid)\W+(?:\w+\W+){0,4}(?:system|developer) role"
    r"|support\W+(?:\w+\W+){0,2}(?:system|developer)",
    re.IGNORECASE,
)
_ALTERNATE = re.compile(
    r"roles? must alternate|alternat\w+ (?:between )?.?user|last message role|after the optional"
    r" system|expected last role|consecutive",
    re.IGNORECASE,
)


def shaped(body: Mapping[str, Any], learned: Mapping[str, Any]) -> dict[str, Any]:
    """The request as this model is known to take it."""
    result = dict(body)
    if learned.get("nested_effort") and "reasoning_effort" in result:
        result.setdefault("reasoning", {"effort": result.pop("reasoning_effort")})
    for name, other in learned.get("renamed", {}).items():
        if name in result:
            result[other] = result.pop(name)
    for name in learned.get("dropped", ()):
        result.pop(name, None)
    if learned.get("no_system") and "messages" in result:
        result["messages"] = without_system(result["messages"])
    if learned.get("alternate") and "messages" in result:
        result["messages"] = alternating(result["messages"])
    if "stream" not in result:
        result.pop("stream_options", None)
    return result


def learn(
    error: ProviderError, sent: Mapping[str, Any], learned: Learned, now: Learned | None = None
) -> bool:
    """Whether something was learned from a refusal, so that asking once more makes sense.

    `now` holds what was refused of this question: an old lesson that is refused in its turn is
    forgotten, one of this question is not.
    """
    words = f"{error.sentence} {error.excerpt}"
    if "messages" in sent:
        if _SYSTEM.search(words) and not learned.get("no_system"):
            learned["no_system"] = True
            return True
        if _ALTERNATE.search(words) and not learned.get("alternate"):
            learned["alternate"] = True
            return True
    if error.status is not None and error.status not in (400, 404, 415, 422, 500):
        return False
    refused: list[str] = [] if now is None else now.setdefault("refused", [])
    if _REQUIRED.search(words) and _wanted(words, learned, refused):
        return True
    if _REFUSAL.search(words) is None or _RANGE.search(words) is not None:
        return False
    return _parameter(words, sent, learned, refused)


def unproven(error: ProviderError, learned: Learned, before: Mapping[str, Any]) -> None:
    """Undo the lessons of a question that was refused all the same: they may be none.

    A failure that passes with time says nothing against them.
    """
    if isinstance(error, RequestError | NotSupportedError):
        learned.clear()
        learned.update(before)


def _wanted(words: str, learned: Learned, refused: list[str]) -> bool:
    """Whether the server misses what an older lesson left out or called otherwise."""
    dropped: list[str] = learned.get("dropped", [])
    missed = [name for name in dropped if name not in refused and _mentions(words, name)]
    if missed:
        learned["dropped"] = [name for name in dropped if name not in missed]
    return bool(missed)


def _parameter(words: str, sent: Mapping[str, Any], learned: Learned, refused: list[str]) -> bool:
    named = [name for name in sent if name not in _KEPT and _mentions(words, name)]
    # "Use max_completion_tokens instead of max_tokens" names both: the one that was sent is meant.
    for name in sorted(named, key=len, reverse=True):
        refused.append(name)
        if name == "reasoning_effort" and _NESTED.search(words):
            learned["nested_effort"] = True
        elif name == "reasoning" and learned.get("nested_effort"):
            _forget_nesting(learned, refused)
        elif not _renamed(name, sent, learned, refused):
            learned["dropped"] = [*learned.get("dropped", ()), name]
        return True
    return False


def _renamed(name: str, sent: Mapping[str, Any], learned: Learned, refused: list[str]) -> bool:
    """Whether the other spelling remains to be tried.

    A server that wants the other one names it; one that names neither may want it too.
    """
    twin, renamed = _TWINS.get(name), dict[str, str](learned.get("renamed", {}))
    if twin is None or twin in sent or twin in refused:
        return False
    if renamed.pop(twin, None) is None:
        renamed[name] = twin
    learned["renamed"] = renamed
    if not renamed:
        del learned["renamed"]
    return True


def _forget_nesting(learned: Learned, refused: list[str]) -> None:
    del learned["nested_effort"]
    if "reasoning_effort" in refused:
        learned["dropped"] = [*learned.get("dropped", ()), "reasoning_effort"]


def _mentions(words: str, name: str) -> bool:
    return re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", words) is not None


def roots(base_url: str) -> tuple[str, ...]:
    """The addresses a base URL may mean, likeliest first: people forget `/v1`, or write it twice.

    A pasted `…/chat/completions` is cut off.
    """
    base = base_url.strip().rstrip("/")
    for tail in ("/chat/completions", "/images/generations", "/models", "/completions"):
        base = base.removesuffix(tail).rstrip("/")
    base = re.sub(r"(/v\d+)(?:/v\d+)+$", r"\1", base)
    try:
        path = urlsplit(base).path
    except ValueError:
        return (base,)
    if re.search(r"/v\d+\w*(?:/|$)", path):
        return (base,)
    with_version = base + "/v1"
    return (base, with_version) if path else (with_version, base)
