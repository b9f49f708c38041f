"""AmigoChat: chat completions and picture addresses, each model under a persona of the service.

A `base_url` takes the place of the documented host: `http://h` and `http://h/v1` both lead to
`http://h/v1/chat/completions` and `http://h/v1/images/generations`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from chat.errors import ModelNotSupportedError
from chat.text import clean_line
from providers.adapter import Adapter, Question, Request
from providers.base import Messages, ProviderModelMixin, Stream
from providers.browser import AGENT, HINTS
from providers.openai_answer import Completion
from providers.openai_messages import rows
from providers.picture_addresses import Addresses
from providers.reading import Reading
from providers.words import last_words

CHAT = {
    "gpt-4o-2024-11-20": "gpt",
    "gpt-4o": "summarizer",
    "gpt-4o-mini": "amigo",
    "o1-preview-": "openai-o-one",
    "o1-preview-2024-09-12-": "orion",
    "o1-mini-": "openai-o-one-mini",
    "meta-llama/Meta-Llama-3.1-405B-Instruct-Turbo": "llama-three-point-one",
    "meta-llama/Llama-3.2-90B-Vision-Instruct-Turbo": "llama-3-2",
    "codellama/CodeLlama-34b-Instruct-hf": "codellama-CodeLlama-34b-Instruct-hf",
    "gemini-1.5-pro": "gemini-1-5-pro",
    "gemini-1.5-flash": "gemini-1.5-flash",
    "claude-3-5-sonnet-20240620": "claude",
    "claude-3-5-sonnet-20241022": "clude-claude-3-5-sonnet-20241022",
    "claude-3-5-haiku-latest": "3-5-haiku",
    "Qwen/Qwen2.5-72B-Instruct-Turbo": "qwen-2-5",
    "google/gemma-2b-it": "google-gemma-2b-it",
    "google/gemma-7b": "google-gemma-7b",
    "Gryphe/MythoMax-L2-13b": "Gryphe-MythoMax-L2-13b",
    "mistralai/Mistral-7B-Instruct-v0.3": "mistralai-Mistral-7B-Instruct-v0.1",
    "mistralai/mistral-tiny": "mistralai-mistral-tiny",
    "mistralai/mistral-nemo": "mistralai-mistral-nemo",
    "deepseek-ai/deepseek-llm-67b-chat": "deepseek-ai-deepseek-llm-67b-chat",
    "databricks/dbrx-instruct": "databricks-dbrx-instruct",
    "NousResearch/Nous-Hermes-2-Mixtral-8x7B-DPO": "NousResearch-Nous-Hermes-2-Mixtral-8x7B-DPO",
    "x-ai/grok-beta": "x-ai-grok-beta",
    "anthracite-org/magnum-v4-72b": "anthracite-org-magnum-v4-72b",
    "cohere/command-r-plus": "cohere-command-r-plus",
    "ai21/jamba-1-5-mini": "ai21-jamba-1-5-mini",
    "zero-one-ai/Yi-34B": "zero-one-ai-Yi-34B",
}
"""Models that chat: the persona each is asked as."""

IMAGE = {
    "flux-pro/v1.1": "flux-1-1-pro",
    "flux-realism": "flux-realism",
    "flux-pro": "flux-pro",
    "flux-pro/v1.1-ultra": "flux-pro-v1.1-ultra",
    "flux-pro/v1.1-ultra-raw": "flux-pro-v1.1-ultra-raw",
    "flux/dev": "flux-dev",
    "dall-e-3": "dalle-three",
    "recraft-v3": "recraft",
}
"""Models that draw."""

TUNING: Mapping[str, float] = {
    "frequency_penalty": 0,
    "max_tokens": 4000,
    "presence_penalty": 0,
    "temperature": 0.5,
    "top_p": 0.95,
}
"""What the service is always told of the sampling."""


class AmigoChat(ProviderModelMixin, Adapter):
    """Asks `chat_api_endpoint`, or `image_api_endpoint` for a model that draws."""

    label = "AmigoChat"
    url = "https://amigochat.io/chat/"
    chat_api_endpoint: ClassVar[str] = "https://api.amigochat.io/v1/chat/completions"
    image_api_endpoint: ClassVar[str] = "https://api.amigochat.io/v1/images/generations"
    working = False

    default_model = "gpt-4o-mini"
    chat_models: ClassVar[list[str]] = [*CHAT]
    image_models = [*IMAGE]
    models = [*CHAT, *IMAGE]
    model_aliases = {
        "gpt-4o": "gpt-4o-2024-11-20",
        "gpt-4o-mini": "gpt-4o-mini",
        "llama-3.1-405b": "meta-llama/Meta-Llama-3.1-405B-Instruct-Turbo",
        "llama-3.2-90b": "meta-llama/Llama-3.2-90B-Vision-Instruct-Turbo",
        "codellama-34b": "codellama/CodeLlama-34b-Instruct-hf",
        "gemini-flash": "gemini-1.5-flash",
        "claude-3.5-sonnet": "claude-3-5-sonnet-20241022",
        "claude-3.5-haiku": "claude-3-5-haiku-latest",
        "qwen-2.5-72b": "Qwen/Qwen2.5-72B-Instruct-Turbo",
        "gemma-2b": "google/gemma-2b-it",
        "mythomax-13b": "Gryphe/MythoMax-L2-13b",
        "mixtral-7b": "mistralai/Mistral-7B-Instruct-v0.3",
        "mistral-nemo": "mistralai/mistral-nemo",
        "deepseek-chat": "deepseek-ai/deepseek-llm-67b-chat",
        "dbrx-instruct": "databricks/dbrx-instruct",
        "mixtral-8x7b-dpo": "NousResearch/Nous-Hermes-2-Mixtral-8x7B-DPO",
        "grok-beta": "x-ai/grok-beta",
        "magnum-72b": "anthracite-org/magnum-v4-72b",
        "command-r-plus": "cohere/command-r-plus",
        "jamba-mini": "ai21/jamba-1-5-mini",
        "flux-dev": "flux/dev",
    }

    @classmethod
    def get_personaId(cls, model: str) -> str:  # noqa: N802 - the service's own spelling
        """The persona of a model's own name. `ValueError` for a model that is not there."""
        persona = CHAT.get(model) or IMAGE.get(model)
        if persona is None:
            told = clean_line(model, 80)
            raise ModelNotSupportedError(f"AmigoChat has no persona for {told!r}.", model=model)
        return persona

    @staticmethod
    def generate_chat_id() -> str:
        """A new conversation's id, a UUID."""
        return str(uuid.uuid4())

    @classmethod
    def create_async_generator(  # pyright: ignore[reportIncompatibleMethodOverride] - as documented
        cls,
        model: str,
        messages: Messages,
        proxy: str | None = None,
        stream: bool = False,
        timeout: float = 300,
        frequency_penalty: float = 0,
        max_tokens: int = 4000,
        presence_penalty: float = 0,
        temperature: float = 0.5,
        top_p: float = 0.95,
        **kwargs: Any,
    ) -> Stream:
        """The chunks of one answer; what else is among `kwargs` the service does not know."""
        tuning: dict[str, Any] = {
            "frequency_penalty": frequency_penalty,
            "max_tokens": max_tokens,
            "presence_penalty": presence_penalty,
            "temperature": temperature,
            "top_p": top_p,
        }
        more = kwargs | tuning
        return super().create_async_generator(model, messages, proxy, stream, timeout, **more)

    @classmethod
    def request(cls, question: Question) -> Request:
        model = question.model
        named: dict[str, Any] = {"model": model, "personaId": cls.get_personaId(model)}
        if model in IMAGE:
            body = {"prompt": last_words(question.messages), **named}
            return Request(cls.image_api_endpoint, body)
        given = question.parameters
        body = {"chatId": cls.generate_chat_id(), "messages": rows(question.messages), **named}
        body |= {"stream": question.stream}
        body |= {name: given.get(name, usual) for name, usual in TUNING.items()}
        return Request(cls.chat_api_endpoint, body)

    @classmethod
    def reading(cls, question: Question) -> Reading:
        if question.model in IMAGE:
            return Addresses(last_words(question.messages))
        return Completion(question.prompt)

    @classmethod
    def headers(cls, api_key: str | None) -> dict[str, str]:
        return {
            "accept": "*/*",
            "accept-language": "en-US,en;q=0.9",
            "authorization": f"Bearer {api_key}" if api_key else "Bearer",
            "cache-control": "no-cache",
            "origin": cls.url,
            "pragma": "no-cache",
            "priority": "u=1, i",
            "referer": f"{cls.url}/",
            "user-agent": AGENT,
            "x-device-language": "en-US",
            "x-device-platform": "web",
            "x-device-version": "1.0.45",
            **HINTS,
        }

    @classmethod
    def signed(cls, question: Question, headers: Mapping[str, str]) -> dict[str, str]:
        return {"x-device-uuid": str(uuid.uuid4())}
