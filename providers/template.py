"""A wire to copy: an invented service, whole. Put its name into `providers/wires.py`."""

from __future__ import annotations

from typing import Any, ClassVar

from chat.chunks import Chunk, Reasoning, Usage
from providers.adapter import Adapter, Question, Request
from providers.openai_messages import rows
from providers.reading import Reading


class Template(Adapter):
    """Asks `POST {base_url}/talk`; the answer is events of `{"say": …}`."""

    label = "Template"
    base_url: ClassVar[str] = "http://127.0.0.1:9000"
    needs_key = True

    @classmethod
    def request(cls, question: Question) -> Request:
        body = {"model": question.model, "messages": rows(question.messages), "stream": True}
        return Request("/talk", body | dict(question.parameters))

    @classmethod
    def reading(cls, question: Question) -> Reading:
        return Talk(question.prompt)

    @classmethod
    def headers(cls, api_key: str | None) -> dict[str, str]:
        return {"x-api-key": api_key} if api_key else {}


class Talk(Reading):
    """One value of the answer after the other; `{"error": …}` is a failure without our doing."""

    def value(self, value: dict[str, Any], name: str) -> list[Chunk]:
        chunks: list[Chunk] = []
        if thought := value.get("think"):
            chunks.append(Reasoning(str(thought)))
        if said := value.get("say"):
            chunks.append(str(said))
        if value.get("tokens"):
            self.usage = Usage(output=value["tokens"])
        if ended := value.get("ended"):
            self.reason, self.over = str(ended), True
        self.understood = self.understood or bool(chunks)
        return chunks
