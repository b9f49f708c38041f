"""The floor of streaming: read the same SSE with httpx, parse the JSON, show nothing.

`python -m tests.benchmarks.floor_sse URL TOKENS RATE`: one small request first, so that imports
and connecting are not counted; then the CPU seconds of the measured one are printed.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

import httpx


async def read(client: httpx.AsyncClient, url: str, question: str) -> int:
    body = {"model": "bench", "stream": True, "messages": [{"role": "user", "content": question}]}
    text = ""
    async with client.stream("POST", f"{url}/chat/completions", json=body) as response:
        async for line in response.aiter_lines():
            if line.startswith("data: ") and line != "data: [DONE]":
                text += json.loads(line[6:])["choices"][0]["delta"].get("content", "")
    return len(text)


async def main(url: str, tokens: str, rate: str) -> None:
    async with httpx.AsyncClient() as client:
        await read(client, url, "stream 50 0 1")
        before = time.process_time()
        await read(client, url, f"stream {tokens} {rate} 2")
        print(f"cpu={time.process_time() - before:.6f}", flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
