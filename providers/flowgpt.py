"""FlowGpt: signed requests, answered by a JSON object a line.

A `base_url` takes the place of the documented host: `http://h` and `http://h/v3` both lead to
`http://h/v3/chat-anonymous`.
"""

from __future__ import annotations

import hashlib
import secrets
import string
import time
from collections.abc import Mapping
from typing import Any, ClassVar

from chat.chunks import Chunk
from chat.errors import CutOffError, ProtocolError
from chat.text import clean_line
from providers.adapter import Adapter, Question, Request
from providers.base import Messages, ProviderModelMixin, Stream
from providers.browser import AGENT, fetching
from providers.reading import Reading
from providers.words import earlier_words, last_words, words

GREETING = {"role": "assistant", "content": "Hello, how can I help you today?"}
SYSTEM = "You are helpful assistant. Follow the user's instructions carefully."
"""What the service says to a model that was told nothing."""
_DEVICE = string.ascii_lowercase + string.digits


class FlowGpt(ProviderModelMixin, Adapter):
    """Asks `api_endpoint`; each attempt is signed anew."""

    label = "FlowGpt"
    url = "https://flowgpt.com/chat"
    api_endpoint: ClassVar[str] = "https://prod-backend-k8s.flowgpt.com/v3/chat-anonymous"
    working = False
    lines = True

    default_model = "gpt-3.5-turbo"
    models = [
        "gpt-3.5-turbo",
        "gpt-3.5-long",
        "gpt-4-turbo",
        "google-gemini",
        "claude-instant",
        "claude-v1",
        "claude-v2",
        "llama2-13b",
        "mythalion-13b",
        "pygmalion-13b",
        "chronos-hermes-13b",
        "Mixtral-8x7B",
        "Dolphin-2.6-8x7B",
    ]
    model_aliases = {"gemini": "google-gemini", "gemini-pro": "google-gemini"}

    @classmethod
    def create_async_generator(  # pyright: ignore[reportIncompatibleMethodOverride] - as documented
        cls,
        model: str,
        messages: Messages,
        proxy: str | None = None,
        temperature: float = 0.7,
        **kwargs: Any,
    ) -> Stream:
        """The chunks of one answer; what else is among `kwargs` the service does not know."""
        more: dict[str, Any] = kwargs | {"temperature": temperature}
        return super().create_async_generator(model, messages, proxy, **more)

    @classmethod
    def request(cls, question: Question) -> Request:
        told = [words(each) for each in question.messages if each.get("role") == "system"]
        body: dict[str, Any] = {
            "model": question.model,
            "nsfw": False,
            "question": last_words(question.messages),
            "history": history(question.messages),
            "system": "\n".join(told) or SYSTEM,
            "promptId": f"model-{question.model}",
            "documentIds": [],
            "chatFileDocumentIds": [],
            "generateImage": False,
            "generateAudio": False,
        }
        given = question.parameters
        if "temperature" in given:
            body["temperature"] = given["temperature"]
        return Request(cls.api_endpoint, body)

    @classmethod
    def reading(cls, question: Question) -> Reading:
        return Events(question.prompt)

    @classmethod
    def headers(cls, api_key: str | None) -> dict[str, str]:
        return {
            "accept": "*/*",
            "accept-language": "en-US;q=0.7,en;q=0.3",
            "authorization": f"Bearer {api_key or 'null'}",
            "origin": "https://flowgpt.com",
            "referer": "https://flowgpt.com/",
            "te": "trailers",
            "user-agent": AGENT,
            **fetching("same-site"),
        }

    @classmethod
    def signed(cls, question: Question, headers: Mapping[str, str]) -> dict[str, str]:
        timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
        text = f"{timestamp}-{nonce}-{headers['authorization']}"
        device = "".join(secrets.choice(_DEVICE) for _ in range(19))
        return {
            "x-flow-device-id": f"f-{device}",
            "x-nonce": nonce,
            "x-signature": hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(),
            "x-timestamp": timestamp,
        }


def history(messages: Messages) -> list[dict[str, str]]:
    """What was said before the question, behind the service's greeting."""
    spoken = [each for each in messages[:-1] if each.get("role") != "system"]
    said = [
        {"role": str(each.get("role", "user")), "content": earlier_words(each)} for each in spoken
    ]
    return [GREETING, *said]


class Events(Reading):
    """`{"event": "text", "data": …}`; the answer is complete with the body."""

    def __init__(self, prompt: str = "") -> None:
        super().__init__(prompt)
        self.unmarked = True
        self._half = False
        """Whether the last line is the beginning of an object: then the body was cut."""

    def value(self, value: dict[str, Any], name: str) -> list[Chunk]:
        self._half = False
        event, data = value.get("event"), value.get("data")
        self.understood = self.understood or isinstance(event, str)
        if event != "text":
            return []
        if not isinstance(data, str):
            excerpt = clean_line(str(value), 500)
            raise ProtocolError("The server's text is no text.", excerpt=excerpt)
        return [data] if data else []

    def text(self, text: str) -> list[Chunk]:
        self._half = text.startswith("{")
        return []

    def end(self) -> list[Chunk]:
        if self._half:
            raise CutOffError("The answer was cut off: the connection closed before its end.")
        return super().end()
