"""AutonomousAI: chat completions behind an address a model, the messages packed as base64.

A `base_url` takes the place of the documented host: `http://h`, `http://h/api/v1` and
`http://h/api/v1/ai` all lead to `http://h/api/v1/ai/chat` and its neighbours.
"""

from __future__ import annotations

import base64
import json
from typing import Any, ClassVar

from chat.chunks import Chunk
from chat.text import repaired
from providers.adapter import Adapter, Question, Request
from providers.base import Messages, ProviderModelMixin, Stream
from providers.browser import AGENT
from providers.openai_answer import Completion
from providers.openai_messages import rows
from providers.reading import Reading

_AI = "https://chatgpt.autonomous.ai/api/v1/ai"


class AutonomousAI(ProviderModelMixin, Adapter):
    """Asks the model's own address among `api_endpoints`."""

    label = "AutonomousAI"
    url = "https://www.autonomous.ai/anon/"
    api_endpoints: ClassVar[dict[str, str]] = {
        "llama": f"{_AI}/chat",
        "qwen_coder": f"{_AI}/chat",
        "hermes": f"{_AI}/chat-hermes",
        "vision": f"{_AI}/chat-vision",
        "summary": f"{_AI}/summary",
    }
    working = False

    default_model = "llama"
    models = [*api_endpoints]
    model_aliases = {
        "llama-3.3-70b": "llama",
        "qwen-2.5-coder-32b": "qwen_coder",
        "hermes-3": "hermes",
        "llama-3.2-90b": "vision",
        "llama-3.2-70b": "summary",
    }

    @classmethod
    def create_async_generator(  # pyright: ignore[reportIncompatibleMethodOverride] - as documented
        cls,
        model: str,
        messages: Messages,
        proxy: str | None = None,
        stream: bool = False,
        **kwargs: Any,
    ) -> Stream:
        """The chunks of one answer; what else is among `kwargs` the service does not know."""
        return super().create_async_generator(model, messages, proxy, stream, **kwargs)

    @classmethod
    def request(cls, question: Question) -> Request:
        packed = repaired(json.dumps(rows(question.messages), ensure_ascii=False)).encode()
        body = {
            "messages": base64.b64encode(packed).decode("ascii"),
            "threadId": question.model,
            "stream": question.stream,
            "aiAgent": question.model,
        }
        return Request(cls.api_endpoints[question.model], body)

    @classmethod
    def reading(cls, question: Question) -> Reading:
        return Told(question.prompt)

    @classmethod
    def headers(cls, api_key: str | None) -> dict[str, str]:
        return super().headers(api_key) | {
            "accept": "*/*",
            "accept-language": "en-US,en;q=0.9",
            "country-code": "US",
            "origin": "https://www.autonomous.ai",
            "referer": "https://www.autonomous.ai/",
            "time-zone": "America/New_York",
            "user-agent": AGENT,
        }


class Told(Completion):
    """A chat completion whose reason may stand beside its choices."""

    def value(self, value: dict[str, Any], name: str) -> list[Chunk]:
        chunks = super().value(value, name)
        if reason := value.get("finish_reason"):
            chunks += super().value({"choices": [{"finish_reason": reason}]}, name)
        return chunks
