"""What a server refuses of a request, learned from its words and left out or put otherwise.

`learned` is a plain dict that the caller keeps (JSON and TOML values only); its values are
replaced, never changed in place, so that a shallow copy shows what is new.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from chat.errors import ProviderError
from providers.openai_messages import alternating, without_system

Learned = dict[str, Any]

LESSONS = 6
"""How often one question may be asked anew because a parameter was refused."""

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
    r"|between|at (?:most|least)|(?:less|greater) than|[<>]=?\s*-?\d",
    re.IGNORECASE,
)
"""A value that is wrong, not a parameter: the person is told, and nothing is left out for ever."""
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


def learn(error: ProviderError, sent: Mapping[str, Any], learned: Learned) -> bool:
    """Whether something was learned from a refusal, so that asking once more makes sense."""
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
    if _REFUSAL.search(words) is None or _RANGE.search(words) is not None:
        return False
    return _parameter(words, sent, learned)


def _parameter(words: str, sent: Mapping[str, Any], learned: Learned) -> bool:
    named = [name for name in sent if name not in _KEPT and _mentions(words, name)]
    # "Use max_completion_tokens instead of max_tokens" names both: the one that was sent is meant.
    for name in sorted(named, key=len, reverse=True):
        twin = _TWINS.get(name)
        renamed: dict[str, str] = learned.get("renamed", {})
        # A server that wants the other spelling names it; one that names neither may want it too.
        if twin is not None and twin not in renamed and twin not in sent:
            learned["renamed"] = {**renamed, name: twin}
        else:
            learned["dropped"] = [*learned.get("dropped", ()), name]
        return True
    return False


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
    path = urlsplit(base).path
    if re.search(r"/v\d+\w*(?:/|$)", path):
        return (base,)
    with_version = base + "/v1"
    return (base, with_version) if path else (with_version, base)
