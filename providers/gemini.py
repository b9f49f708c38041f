"""`generateContent` as Google's Gemini speaks it; its Imagen models draw by `predict`.

The key goes in a header, never into an address. What one model takes and another refuses of the
wishes is in `gemini_wishes`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, cast
from urllib.parse import quote

from chat.errors import ProtocolError, ProviderError
from chat.text import clean_line
from providers.adapter import Adapter, Question, Request
from providers.failures import told
from providers.gemini_answer import Candidate
from providers.gemini_messages import contents, system_of
from providers.gemini_wishes import drawing, lesson, wishes
from providers.models import Model
from providers.openai_messages import question as drawn
from providers.reading import Reading
from providers.values import table, whole

_TAILS = re.compile(r"(?:/v\d+(?:alpha|beta)?\d*)*(?:/openai)?(?:/models(?:/[^/]*)?)?/*$")
_OTHERS = re.compile(r"embedding|aqa|-tts|-live|native-audio|veo|lyria")


class Gemini(Adapter):
    """`POST {base_url}/v1beta/models/{model}:streamGenerateContent`."""

    label = "Gemini"
    url = "https://aistudio.google.com"
    base_url: ClassVar[str] = "https://generativelanguage.googleapis.com"
    needs_key = True
    models_path: ClassVar[str] = "/v1beta/models?pageSize=1000"

    @classmethod
    def root(cls, base_url: str) -> str:
        return _TAILS.sub("", base_url.strip())

    @classmethod
    def headers(cls, api_key: str | None) -> dict[str, str]:
        return {"x-goog-api-key": api_key} if api_key else {}

    @classmethod
    def request(cls, question: Question) -> Request:
        name = question.model if "/" in question.model else f"models/{question.model}"
        path = f"/v1beta/{quote(name, safe='/')}"
        if _imagen(question.model):
            instances = [{"prompt": drawn(question.messages)}]
            return Request(f"{path}:predict", {"instances": instances, **drawing(question)})
        body: dict[str, Any] = {"contents": contents(question)}
        if system := system_of(question):
            body["systemInstruction"] = {"parts": [{"text": system}]}
        body |= wishes(question)
        how = ":streamGenerateContent?alt=sse" if question.stream else ":generateContent"
        return Request(path + how, body)

    @classmethod
    def reading(cls, question: Question) -> Reading:
        return Candidate(question.prompt, question.model)

    @classmethod
    def taught(cls, error: ProviderError, sent: Mapping[str, Any], question: Question) -> bool:
        return lesson(error, sent, question)

    @classmethod
    def listed(cls, payload: Any, endpoint: str) -> list[Model]:
        value = table(payload)
        if value.get("error"):
            raise told(value["error"])
        # The last page of a list may be an empty object.
        rows = value.get("models", [] if value == {} and payload == {} else None)
        if not isinstance(rows, list):
            raise ProtocolError("The server's list of models cannot be read.")
        found = (_model(row, endpoint) for row in cast("list[Any]", rows))
        return [model for model in found if model is not None]

    @classmethod
    def further(cls, payload: Any) -> str:
        token = payload.get("nextPageToken")
        more = isinstance(token, str) and token
        return f"{cls.models_path}&pageToken={quote(token, safe='')}" if more else ""


def _imagen(model: str) -> bool:
    return model.rpartition("/")[2].startswith("imagen")


def _model(row: Any, endpoint: str) -> Model | None:
    value = table(row)
    name, shown, can = (
        value.get("name"),
        value.get("displayName"),
        value.get("supportedGenerationMethods"),
    )
    if not isinstance(name, str) or not name or name != clean_line(name, 300):
        return None
    id_ = name.removeprefix("models/")
    ways = cast("list[Any]", can) if isinstance(can, list) else ["generateContent"]
    answers = "generateContent" in ways or ("predict" in ways and _imagen(id_))
    if not answers or _OTHERS.search(id_):
        return None
    draws = _imagen(id_) or "-image" in id_
    thinks = value.get("thinking")
    return Model(
        id_,
        endpoint,
        chats=not draws,
        draws=draws,
        sees=True if id_.startswith("gemini-") else None,
        thinks=thinks if isinstance(thinks, bool) else None,
        context=whole(value.get("inputTokenLimit")) or None,
        name=clean_line(shown, 80) if isinstance(shown, str) and shown != id_ else "",
    )
