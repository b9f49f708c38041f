"""The floor of streaming: read the same bytes with httpx, parse the JSON, show nothing.

`python -m tests.benchmarks.floor_sse URL TOKENS RATE [WIRE [AT ONCE]]`: one small request first, so
that imports and connecting are not counted; then the CPU seconds of the measured one are printed,
and when it had ended (CLOCK_MONOTONIC).
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

import httpx

from tests.benchmarks.spoken import SPOKEN


async def read(client: httpx.AsyncClient, url: str, wire: str, question: str) -> int:
    body = {"model": "bench", "stream": True, "messages": [{"role": "user", "content": question}]}
    count = 0
    async with client.stream("POST", url + SPOKEN[wire][0], json=body) as response:
        async for line in response.aiter_lines():
            line = line.removeprefix("data: ")
            if line.startswith("{"):
                count += len(json.loads(line))
    return count


async def main(url: str, tokens: str, rate: str, wire: str = "openai", count: str = "1") -> None:
    async with httpx.AsyncClient() as client:
        await read(client, url, wire, "stream 50 0 1")
        before = time.process_time()
        question = f"stream {tokens} {rate} 2"
        await asyncio.gather(*(read(client, url, wire, question) for _ in range(int(count))))
        print(f"at={time.monotonic():.6f} cpu={time.process_time() - before:.6f}", flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
