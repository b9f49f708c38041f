"""`{"data": [{"url": …}]}`: where a service put the pictures it made."""

from __future__ import annotations

from typing import Any

from chat.chunks import Chunk, ImageResponse
from providers.reading import Reading
from providers.values import items, table


class Addresses(Reading):
    """All addresses of an answer in one response; an answer without one is not understood."""

    def value(self, value: dict[str, Any], name: str) -> list[Chunk]:
        found = [table(row).get("url") for row in items(value.get("data"))]
        urls = tuple(url for url in found if isinstance(url, str) and url)
        self.understood = bool(urls)
        return [ImageResponse(urls, self.prompt)] if urls else []
