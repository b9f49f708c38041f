"""What a server says when it refuses, as the failure it means: by status, code and words.

Servers disagree on the status (a wrong key is 400 or 500 at some), so the words come first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, cast

from chat import errors
from chat.errors import ProviderError
from chat.text import clean, clean_line
from providers.address import bare
from providers.values import parsed, table
from providers.waits import retry_after

EXCERPT = 500
"""Characters of a body that are kept for the details view."""

_WORDS: tuple[tuple[type[ProviderError], re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.DOTALL))
    for kind, pattern in (
        (
            errors.ContextTooLongError,
            r"context_length_exceeded|exceed_context_size|maximum context length|context window"
            r"|context length|context size|prompt is too long|input is too long|too many tokens"
            r"|max_prompt_tokens|maximum (?:prompt|input) (?:length|tokens)|reduce the length"
            r"|model_max_prompt_tokens_exceeded|string_above_max_length|n_prompt_tokens"
            r"|exceed context limit|input token count",
        ),
        (
            errors.QuotaError,
            r"insufficient_quota|current quota|insufficient (?:credit|balance|fund)|no credits"
            r"|credit balance|billing_|payment required|requires more credits",
        ),
        (
            errors.AuthenticationError,
            r"(?:invalid|incorrect|missing|wrong|no|malformed|provide an?|your)\W+(?:\w+\W+){0,2}"
            r"api.?key(?! limit)|invalid_api_key|api key not valid|no auth credentials"
            r"|api_key_invalid|api key expired"
            r"|authentication_?error|invalid authentication|unauthorized|invalid x-api-key"
            r"|user not found|key_not_found|token_not_found",
        ),
        (
            errors.ContentFilterError,
            r"content_filter|content management policy|content_policy|content policy"
            r"|safety system|moderation_blocked|was flagged|responsible.?ai",
        ),
        (
            errors.NotSupportedError,
            r"(?:image|vision|multimodal|picture)s?\b.{0,40}\b(?:not supported|unsupported)"
            r"|(?:not|n't) support.{0,30}\b(?:image|vision|multimodal)|support image input"
            r"|required for image input",
        ),
        (
            errors.ModelNotSupportedError,
            r"model_not_found|no such model|unknown model|not a valid model|invalid model"
            r"|no endpoints found for|model_not_available"
            r"|\bmodel\b.{0,120}(?:does not exist|not found|not exist|is not available|not loaded)"
            r"|no models? (?:is )?loaded|not_found_error.{0,40}\"model: |models/\S+ is not found",
        ),
        (errors.RateLimitError, r"rate.?limit|too many requests|resource_exhausted"),
    )
)
_OWN_FAULT = re.compile(r"server_?error|overloaded|internal|unavailable|upstream|loading|timeout")
_TYPES = {"overloaded_error": 529, "api_error": 500, "timeout_error": 504}
"""Faults that have a status only as long as the answer has not begun."""
_LOST = re.compile(r"unexpected endpoint|invalid url|unknown url|cannot (?:get|post) /", re.I)

_LASTING = re.compile(r"PerDay|limit: 0\b")

_CLASS = re.compile(r"\w+(?:Error|Exception)")

_SENTENCES = {
    400: "The server did not understand the request.",
    401: "The server does not take this key.",
    402: "The account has nothing left.",
    403: "The server does not allow this.",
    404: "There is nothing at this address.",
    405: "There is no model to be asked at this address.",
    408: "The server waited too long.",
    413: "The request is too large for the server.",
    429: "Too many requests.",
    500: "The server has a fault.",
    502: "The server behind the gateway does not answer.",
    503: "The server is not available now.",
    504: "The server behind the gateway took too long.",
    529: "The server is overloaded.",
}


def refused(status: int, headers: Mapping[str, str], body: bytes, url: str) -> ProviderError:
    """The failure of a response whose status says so. `url` is told where it may be wrong."""
    if status == 407:
        return errors.NetworkError("The proxy does not take its user and password.", status=status)
    text = body.decode("utf-8", "replace")
    if is_page(text):
        return web_page(text, status, url)
    try:
        payload: Any = parsed(text)
    except ValueError:
        payload = text.strip()
    return told(payload, status=status, headers=headers, url=url)


def told(
    payload: Any,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
    url: str = "",
) -> ProviderError:
    """The failure that an error value means: a body, or the `error` of an event."""
    sentence = message_of(payload)
    raw = payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)
    code = _code(payload)
    if status is None or status < 400:
        status = code
    kind = _kind(status, raw)
    if issubclass(kind, errors.ProtocolError) and url:
        tried = f"(tried {shown(url)})"
        sentence = f"{sentence.rstrip('.')} {tried}." if sentence else _plain(status, tried)
    if status == 500 and sentence and " " not in sentence:  # "boom" alone says nothing
        sentence = f"{_plain(status).rstrip('.')}: {sentence}"
    return kind(
        clean_line(sentence, 300) or _plain(status),
        status=status,
        retry_after=retry_after(headers or {}, raw),
        excerpt=excerpt(raw),
    )


def _plain(status: int | None, tried: str = "") -> str:
    """What a status means where the server has no words for it, with its number."""
    words = "Nothing there." if tried else _SENTENCES.get(status or 0, "The server refused.")
    number = f"(status {status})" if status else ""
    return f"{' '.join(filter(None, (words.rstrip('.'), number, tried)))}."


def shown(url: str) -> str:
    """An address as it may be told: without the user and password in it."""
    return clean_line(bare(url), 160)


def is_page(text: str) -> bool:
    """Whether a body is a web page rather than an answer."""
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    return start.startswith(("<!doctype", "<html", "<head", "<?xml", "<body", "<script", "<center"))


def web_page(text: str, status: int | None, url: str) -> ProviderError:
    """A page of a gateway or a portal: its title is for the details, never shown as text."""
    title = re.search(r"<title[^>]*>(.{0,200}?)</title", text, re.IGNORECASE | re.DOTALL)
    found = clean_line(title[1], 80) if title else ""
    named = f" (“{found}”)" if found else ""
    kinds = {401: errors.AuthenticationError, 429: errors.RateLimitError}
    code = status or 0
    number = f" with status {status}" if code >= 400 else ""
    kind = kinds.get(code) or (errors.ServerError if code >= 500 else errors.ProtocolError)
    return kind(
        f"A web page{named} came instead of an answer{number} from {shown(url)}.",
        status=status,
        excerpt=found,
    )


def excerpt(text: str) -> str:
    """The beginning of a body, harmless."""
    return clean(text[: EXCERPT * 2])[:EXCERPT]


def message_of(payload: Any, depth: int = 0) -> str:
    """The words for a person in an error value of any shape, or the empty string."""
    if isinstance(payload, str):
        return payload if not is_page(payload) else ""
    if isinstance(payload, list):
        items = cast("list[Any]", payload)
        return "; ".join(filter(None, (message_of(item, depth + 1) for item in items[:3])))
    if not isinstance(payload, dict) or depth > 4:
        return ""
    value = cast("dict[str, Any]", payload)
    inner = _upstream(value.get("metadata"), depth)
    for name in ("message", "msg", "error", "detail", "errors", "error_message", "title"):
        if value.get(name) and (found := message_of(value[name], depth + 1)):
            if _CLASS.fullmatch(found):
                # The name of an exception; its words are in another field.
                others = {other: value.get(other) for other in ("detail", "errors")}
                return message_of(others, depth + 1) or found
            return f"{found}: {inner}" if inner and inner not in found else found
    return inner


def _upstream(metadata: Any, depth: int) -> str:
    """What the server behind a gateway said."""
    raw = table(metadata).get("raw")
    if not isinstance(raw, str):
        return ""
    try:
        return message_of(parsed(raw), depth + 1)
    except ValueError:
        return raw


def _code(payload: Any) -> int | None:
    """A status inside the error value: codes are numbers, texts or null."""
    if not isinstance(payload, dict):
        return None
    value = cast("dict[str, Any]", payload)
    for name in ("status_code", "code", "status"):
        code = value.get(name)
        if isinstance(code, str) and code.isdecimal() and len(code) == 3:
            code = int(code)
        if isinstance(code, int) and 400 <= code < 600:
            return code
    return _TYPES.get(str(value.get("type"))) or _code(value.get("error"))


def _for_a_minute(kind: type[ProviderError], text: str) -> bool:
    """Gemini calls every limit a quota; one that it says to wait for is none of the account's."""
    return kind is errors.QuotaError and "retryDelay" in text and _LASTING.search(text) is None


def _kind(status: int | None, raw: str) -> type[ProviderError]:
    text = raw[:8000]
    if _LOST.search(text):
        return errors.ProtocolError
    for kind, words in _WORDS:
        if words.search(text):
            return errors.RateLimitError if _for_a_minute(kind, text) else kind
    match status:
        case 401 | 403:
            return errors.AuthenticationError
        case 402:
            return errors.QuotaError
        case 429:
            return errors.RateLimitError
        case 404 | 405:
            return errors.ProtocolError
        case 408 | 409:
            return errors.ServerError
        case None:
            return errors.ServerError if _OWN_FAULT.search(text.lower()) else errors.RequestError
        case _:
            return errors.ServerError if status >= 500 else errors.RequestError
