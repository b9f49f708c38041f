"""`{"data": [{"url": …}]}`: where a service put the pictures it made."""

from __future__ import annotations

from typing import Any, cast

from chat.chunks import Chunk, ImageResponse
from providers.reading import Reading


class Addresses(Reading):
    """All addresses of an answer in one response; an answer without one is not understood."""

    def value(self, value: dict[str, Any], name: str) -> list[Chunk]:
        data = value.get("data")
        rows = cast("list[Any]", data) if isinstance(data, list) else []
        urls = tuple(url for row in rows if (url := _address(row)))
        self.understood = bool(urls)
        return [ImageResponse(urls, self.prompt)] if urls else []


def _address(row: Any) -> str:
    url: Any = cast("dict[str, Any]", row).get("url") if isinstance(row, dict) else None
    return url if isinstance(url, str) else ""
