"""Ollama's own wire: it tells the thoughts, the size of the context and that a model is loading.

`think` is sent when it is asked for (`think` or `reasoning_effort`); what a model refuses of it is
learned. Everything that is no field of the request is one of its `options`.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from typing import Any, ClassVar, cast

import httpx

from chat.chunks import Chunk
from chat.errors import ModelNotSupportedError, ProviderError
from chat.messages import PictureContent
from chat.text import clean_line
from providers.adapter import Adapter, Question, Request
from providers.http import Call, got
from providers.models import Model
from providers.ollama_answer import Spoken
from providers.ollama_loading import Loading
from providers.openai_models import models_in
from providers.reading import Reading
from providers.values import items, table, whole
from providers.words import words

_TAILS = re.compile(r"(?:/+(?:v1|api|chat|completions|tags|models))*/*$")
_FIELDS = {"think", "format", "keep_alive", "tools", "logprobs", "top_logprobs"}
"""Parameters that stand beside the messages."""
_NAMES = {"max_tokens": "num_predict", "max_completion_tokens": "num_predict"}
_EFFORTS: dict[str, bool | str] = {"none": False, "minimal": "low", "xhigh": "high"}
_NO_THOUGHTS = re.compile(r"not support.{0,20}think|think\w*\W.{0,40}not support", re.I | re.S)
_WINDOW = re.compile(r"^num_ctx\s+(\d{1,9})\s*$", re.MULTILINE)

AT_ONCE, SHOWN, PATIENCE = 4, 100, 10.0
"""Details: models at a time and in all, seconds for all. A list without them is one, too."""
LARGEST = 2 << 20
"""Bytes of one model's details: with its license and template."""
_SHOWN = ("capabilities", "model_info", "parameters")


class Ollama(Adapter):
    """`POST {base_url}/api/chat`."""

    label = "Ollama"
    url = "https://ollama.com"
    base_url: ClassVar[str] = "http://127.0.0.1:11434"
    lines: ClassVar[bool] = True
    models_path: ClassVar[str] = "/api/tags"

    @classmethod
    def root(cls, base_url: str) -> str:
        return _TAILS.sub("", base_url.strip())

    @classmethod
    def request(cls, question: Question) -> Request:
        given = {_NAMES.get(name, name): value for name, value in question.parameters.items()}
        effort = given.pop("reasoning_effort", None)
        if effort is not None:
            given.setdefault("think", _EFFORTS.get(effort, effort))
        if isinstance(given.get("think"), str) and question.learned.get("thinks_plainly"):
            given["think"] = True
        body: dict[str, Any] = {
            "model": question.model,
            "messages": [_row(message) for message in question.messages],
            "stream": question.stream,
        }
        body |= {name: given.pop(name) for name in _FIELDS & given.keys()}
        options = cast("Mapping[str, Any]", given.pop("options", None) or {})
        if options or given:
            body["options"] = {**options, **given}
        return Request("/api/chat", body)

    @classmethod
    def reading(cls, question: Question) -> Reading:
        return Spoken(question.prompt)

    @classmethod
    def taught(cls, error: ProviderError, sent: Mapping[str, Any], question: Question) -> bool:
        if "think" not in sent or _NO_THOUGHTS.search(error.sentence) is None:
            return False
        if isinstance(sent["think"], str) and sent["think"] in error.sentence:
            question.learned["thinks_plainly"] = True
        else:
            question.learned["dropped"] = [*question.learned.get("dropped", ()), "think"]
        return True

    @classmethod
    async def answers(
        cls,
        client: httpx.AsyncClient,
        question: Question,
        base_url: str,
        headers: Mapping[str, str],
        timeout: float,
    ) -> AsyncGenerator[Chunk, None]:
        """The answer, and that the model is loading while it is."""
        source = super().answers(client, question, base_url, headers, timeout)
        loading = Loading(client, base_url, headers, question.model)
        try:
            async with contextlib.aclosing(loading.told(source)) as told:
                async for chunk in told:
                    yield chunk
        except ModelNotSupportedError as error:
            name = clean_line(question.model, 80)
            raise ModelNotSupportedError(
                f"Ollama has no model called {name}; “ollama pull {name}” gets it.",
                status=error.status,
                excerpt=error.excerpt,
            ) from None

    @classmethod
    async def models_at(
        cls,
        client: httpx.AsyncClient,
        base_url: str,
        headers: Mapping[str, str],
        timeout: float,
        endpoint: str,
    ) -> list[Model]:
        """What is pulled, with what each model can do."""
        found = await super().models_at(client, base_url, headers, timeout, endpoint)
        details: dict[str, Mapping[str, Any]] = {}
        turns = asyncio.Semaphore(AT_ONCE)

        async def ask(model: Model) -> None:
            async with turns:
                with contextlib.suppress(ProviderError):
                    call = Call(base_url + "/api/show", {"model": model.id}, headers, PATIENCE)
                    shown = table(await got(client, call, LARGEST))
                    details[model.id] = {name: shown.get(name) for name in _SHOWN}

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await asyncio.gather(*(ask(model) for model in found[:SHOWN]))
        detailed = (_detailed(model, details.get(model.id, {})) for model in found)
        return [model for model in detailed if model is not None]

    @classmethod
    def listed(cls, payload: Any, endpoint: str) -> list[Model]:
        about = {
            str(row.get("name") or row.get("model")): table(row.get("details"))
            for row in map(table, items(table(payload).get("models")))
        }
        # Whatever its name says, a model is asked in words here.
        return [
            replace(model, chats=True, draws=False, name=_called(model.id, about.get(model.id, {})))
            for model in models_in(payload, endpoint)
        ]


def _called(id_: str, details: Mapping[str, Any]) -> str:
    """`llama3.2 · 3.2B · Q4_K_M`."""
    facts = [details.get("parameter_size"), details.get("quantization_level")]
    told = [clean_line(fact, 20) for fact in facts if isinstance(fact, str) and fact]
    name = clean_line(" · ".join([id_.removesuffix(":latest"), *told]), 80)
    return name if name != id_ else ""


def _detailed(model: Model, shown: Mapping[str, Any]) -> Model | None:
    """The model as `/api/show` tells of it; None for one that cannot talk."""
    can = shown.get("capabilities")
    if isinstance(can, list):
        if can and "completion" not in can:
            return None
        model = replace(model, sees="vision" in can, thinks="thinking" in can)
    facts = table(shown.get("model_info"))
    longest = [whole(n) for name, n in facts.items() if name.endswith(".context_length")]
    # The model's file may have it run with less than it was made for.
    set_to = _WINDOW.search(str(shown.get("parameters") or ""))
    context = int(set_to[1]) if set_to else next((n for n in longest if n), None)
    return replace(model, context=context or model.context)


def _row(message: Mapping[str, Any]) -> dict[str, Any]:
    content = message.get("content") or ""
    row: dict[str, Any] = {"role": message.get("role", "user")}
    if isinstance(content, str):
        return row | {"content": content}
    parts = cast("tuple[Any, ...]", content)
    pictures = [part for part in parts if isinstance(part, PictureContent)]
    others = tuple(part for part in parts if not isinstance(part, PictureContent))
    row["content"] = words({"content": others})
    if pictures:
        row["images"] = [base64.b64encode(part.load()).decode("ascii") for part in pictures]
    return row
