"""What drawing costs elsewhere: Textual's Markdown widget, fed by its own stream with what httpx
reads. `python -m tests.benchmarks.floor_markdown URL`; what stands in its Input is asked on Enter.
"""

from __future__ import annotations

import json
import sys

import httpx
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Markdown

from tests.benchmarks.spoken import SPOKEN


class Floor(App[None]):
    CSS = "Input { dock: bottom; }"

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url + SPOKEN["openai"][0]
        self._client = httpx.AsyncClient()

    def compose(self) -> ComposeResult:
        with VerticalScroll() as scroll:
            scroll.anchor()
        field = Input(placeholder="Ask anything …")
        field.cursor_blink = False
        yield field

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.input.clear()
        self.run_worker(self._ask(event.value))

    async def _ask(self, question: str) -> None:
        markdown = Markdown()
        await self.query_one(VerticalScroll).mount(markdown)
        stream = Markdown.get_stream(markdown)
        messages = [{"role": "user", "content": question}]
        body = {"model": "bench", "stream": True, "messages": messages}
        async with self._client.stream("POST", self._url, json=body, timeout=None) as response:
            async for line in response.aiter_lines():
                line = line.removeprefix("data: ")
                if line.startswith("{"):
                    await stream.write(json.loads(line)["choices"][0]["delta"].get("content", ""))
        await stream.stop()


if __name__ == "__main__":
    Floor(sys.argv[1]).run()
