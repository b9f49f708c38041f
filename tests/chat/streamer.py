"""A process that streams into a store until it is killed; its pipe says what it has received.

Run as `python -m tests.chat.streamer FOLDER`: it prints the answer's id, then after each token
how many characters have come.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from chat.chunks import Chunk
from chat.messages import TextPart
from chat.recorder import record
from chat.turn import Turn
from tests.chat.support import open_store

RATE = 200
"""Tokens a second."""
TOKEN = "token "


async def source() -> AsyncIterator[Chunk]:
    length = 0
    while True:
        yield TOKEN
        length += len(TOKEN)
        print(length, flush=True)
        await asyncio.sleep(1 / RATE)


async def main(folder: Path) -> None:
    store = open_store(folder)
    conversation = await store.new_conversation()
    question = await store.ask(conversation, None, (TextPart("q"),), endpoint="lab", model="small")
    answer = await store.begin(question, endpoint="lab", model="small")
    print(answer, flush=True)
    turn = Turn(source())
    recording = asyncio.create_task(record(turn, store, answer))
    await turn.run()
    await recording


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
