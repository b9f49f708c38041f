"""A model: an id at an endpoint, and what is known of what it can do."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DRAWS = re.compile(
    r"(?:^|[/_.-])(?:gpt-image|chatgpt-image|dall-?e|flux|stable-diffusion|sdxl?|imagen|recraft"
    r"|ideogram|midjourney|playground-v|kandinsky|hidream|qwen-image|seedream|z-image|sana)"
    r"(?:$|[/_.:\d-])"
)
_NO_CHAT = re.compile(
    r"(?:embed|whisper|(?:^|-)tts|moderation|rerank|transcribe|(?:^|-)realtime|sora|davinci-00"
    r"|babbage-00)"
)


@dataclass(frozen=True, slots=True)
class Model:
    """`None` is "nobody said": it is then tried."""

    id: str
    endpoint: str
    chats: bool = True
    draws: bool = False
    sees: bool | None = None
    thinks: bool | None = None
    context: int | None = None
    """Tokens."""
    name: str = ""
    """How it is called for people, where that differs from the id."""

    def __str__(self) -> str:
        """The full name, `endpoint/id`."""
        return f"{self.endpoint}/{self.id}"


def named(id: str, endpoint: str = "") -> Model:  # noqa: A002 - the field's own name
    """A model of which only the id is known: whether it draws is guessed from the name."""
    draws = draws_by_name(id)
    return Model(id, endpoint, chats=not draws, draws=draws)


def draws_by_name(id: str) -> bool:  # noqa: A002
    """Whether a model of this name makes pictures."""
    return _DRAWS.search(id.lower()) is not None


def answers_by_name(id: str) -> bool:  # noqa: A002
    """Whether a model of this name chats or draws at all (embeddings and speech do not)."""
    return _NO_CHAT.search(id.lower()) is None
