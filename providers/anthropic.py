"""Messages as Anthropic and everybody who is compatible with it speaks them.

Thoughts are asked for by `reasoning_effort` or `thinking` (see `anthropic_thinking`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, cast
from urllib.parse import quote

from chat.errors import ProtocolError, ProviderError
from chat.text import clean_line
from providers.adapter import Adapter, Question, Request
from providers.anthropic_answer import Said
from providers.anthropic_messages import spoken, system_of
from providers.anthropic_thinking import allowance, lesson
from providers.failures import told
from providers.models import Model
from providers.reading import Reading
from providers.values import table

_TAILS = re.compile(r"(?:/v1)*(?:/messages|/models)?(?:/v1)*/*$")
_NAMES = {"stop": "stop_sequences", "max_completion_tokens": "max_tokens"}


class Anthropic(Adapter):
    """`POST {base_url}/v1/messages`."""

    label = "Anthropic"
    url = "https://console.anthropic.com"
    base_url: ClassVar[str] = "https://api.anthropic.com"
    needs_key = True
    models_path: ClassVar[str] = "/v1/models?limit=1000"

    @classmethod
    def root(cls, base_url: str) -> str:
        return _TAILS.sub("", base_url.strip())

    @classmethod
    def headers(cls, api_key: str | None) -> dict[str, str]:
        version = {"anthropic-version": "2023-06-01"}
        return version | {"x-api-key": api_key} if api_key else version

    @classmethod
    def request(cls, question: Question) -> Request:
        unsigned = question.now.get("unsigned")
        given = {_NAMES.get(name, name): value for name, value in question.parameters.items()}
        if isinstance(given.get("stop_sequences"), str):
            given["stop_sequences"] = [given["stop_sequences"]]
        body: dict[str, Any] = {
            "model": question.model,
            "messages": spoken(question.messages, None if unsigned else question.model),
            "stream": question.stream,
        }
        if system := system_of(question.messages):
            body["system"] = system
        body |= allowance(given, question) | given
        return Request("/v1/messages", body)

    @classmethod
    def reading(cls, question: Question) -> Reading:
        return Said(question.prompt, question.model)

    @classmethod
    def taught(cls, error: ProviderError, sent: Mapping[str, Any], question: Question) -> bool:
        return lesson(error, sent, question)

    @classmethod
    def listed(cls, payload: Any, endpoint: str) -> list[Model]:
        value = table(payload)
        if value.get("error"):
            raise told(value["error"])
        if not isinstance(value.get("data"), list):
            raise ProtocolError("The server's list of models cannot be read.")
        found = (_model(row, endpoint) for row in cast("list[Any]", value["data"]))
        return [model for model in found if model is not None]

    @classmethod
    def further(cls, payload: Any) -> str:
        last = payload.get("last_id")
        more = payload.get("has_more") is True and isinstance(last, str) and last
        return f"{cls.models_path}&after_id={quote(last, safe='')}" if more else ""


def _model(row: Any, endpoint: str) -> Model | None:
    value = table(row)
    id_, name, most = value.get("id"), value.get("display_name"), value.get("max_input_tokens")
    if not isinstance(id_, str) or not id_ or id_ != clean_line(id_, 300):
        return None
    claude = id_.startswith("claude-")
    thinks = re.search(r"claude-(?:[12]|instant|3-(?!7))", id_) is None
    return Model(
        id_,
        endpoint,
        sees=True if claude else None,
        thinks=thinks if claude else None,
        context=most if type(most) is int and most > 0 else None,
        name=clean_line(name, 80) if isinstance(name, str) and name != id_ else "",
    )
