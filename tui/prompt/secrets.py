"""Text that looks like an API key: pasted into the wrong place, it would go to a model."""

from __future__ import annotations

import re

_KNOWN = re.compile(
    r"(?<![\w-])(?:sk-[A-Za-z0-9_-]{16,}|AIza[\w-]{30,}|gsk_\w{20,}|xai-\w{20,}|hf_\w{20,}"
    r"|pplx-\w{20,}|r8_\w{20,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|AKIA[A-Z0-9]{16}(?!\w)"
    r"|nvapi-[\w-]{20,}|csk-\w{20,}|tgp_v1_[\w-]{20,})"
)
_LONE = re.compile(r"[A-Za-z0-9_-]{32,256}\Z")
_LONGEST = 20_000
"""Characters looked at: a key is pasted alone or into a short sentence."""


def looks_like_key(text: str) -> bool:
    """Whether `text` has a known kind of key in it, or is nothing but something key-like."""
    text = text[:_LONGEST].strip()
    if _KNOWN.search(text):
        return True
    if not _LONE.match(text):
        return False
    return all(any(test(c) for c in text) for test in (str.isdigit, str.islower, str.isupper))
