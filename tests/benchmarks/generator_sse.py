"""A provider's generator on the same bytes as the floor: `floor_sse`, with our reading in between.

The client is a plain one, not paced: what is measured is the work for a chunk, not how often the
socket is read.
"""

from __future__ import annotations

import asyncio
import sys
import time

import httpx

from providers.wires import wire


async def read(client: httpx.AsyncClient, url: str, name: str, question: str) -> int:
    messages = [{"role": "user", "content": question}]
    size = 0
    async for chunk in wire(name).create_async_generator(
        "bench", messages, client=client, base_url=url, api_key="key", stream=True
    ):
        if isinstance(chunk, str):
            size += len(chunk)
    return size


async def main(url: str, tokens: str, rate: str, name: str = "openai") -> None:
    async with httpx.AsyncClient() as client:
        await read(client, url, name, "stream 50 0 1")
        before = time.process_time()
        size = await read(client, url, name, f"stream {tokens} {rate} 2")
        print(f"cpu={time.process_time() - before:.6f}", flush=True)
    assert size > int(tokens), "that was no answer"


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
