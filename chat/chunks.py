"""What a provider's generator yields: a closed union of plain text and frozen values.

A new kind needs a feature that a person can see; matching on `Chunk` ends in `assert_never`.
`str(chunk)` is what a plain script wants to print, `repr` never shows bytes.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def sniff(data: bytes) -> str | None:
    """The media type of an image's first bytes, or None for what is no picture we show."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in (b"avif", b"avis"):
        return "image/avif"
    return None


def _markdown(prompt: str, url: str) -> str:
    words = " ".join(prompt.replace("[", "(").replace("]", ")").split())
    return f"![{words}]({'<data>' if url.startswith('data:') else url})"


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What the model thinks before it answers; never sent back as text."""

    text: str

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class ImageResponse:
    """Pictures as the wire gave them: URLs, data URIs or bytes."""

    images: tuple[str | bytes, ...] = field(repr=False)
    prompt: str = ""
    sources: tuple[str | None, ...] = ()
    """For each image the URL it came from, where there is one."""

    @property
    def image_urls(self) -> list[str]:
        """For each image its source URL, else its own URL or data URI (bytes become one)."""
        sources = (*self.sources, *(None for _ in self.images))
        return [
            source or (image if isinstance(image, str) else data_uri(image))
            for image, source in zip(self.images, sources, strict=False)
        ]

    def __str__(self) -> str:
        return "\n".join(_markdown(self.prompt, url) for url in self.image_urls)


def data_uri(data: bytes) -> str:
    """A picture's bytes as a URL. Blocking in proportion to their length."""
    kind = sniff(data) or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class ImagePreview:
    """A partial picture, replaced by the next one; either field may be missing."""

    image: bytes | str | None = field(default=None, repr=False)
    progress: float | None = None
    """From 0 to 1."""

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Status:
    """What is being waited for (a retry, a model loading); replaced by the next, never stored."""

    sentence: str
    until: float | None = None
    """`time.time()` at which the wait ends, where that is known."""
    progress: float | None = None

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the server counted them; None where it does not say."""

    input: int | None = None
    output: int | None = None
    reasoning: int | None = None
    cached: int | None = None

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class FinishReason:
    """Why the model ended: `stop`, `length`, `filter`, `tool_calls` or the wire's own word."""

    reason: str

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class ProviderData:
    """Signatures and ids that go back unread, and only to the endpoint they came from."""

    data: Mapping[str, Any] = field(repr=False)

    def __str__(self) -> str:
        return ""


Chunk = (
    str | Reasoning | ImageResponse | ImagePreview | Status | Usage | FinishReason | ProviderData
)
