"""An independent speaker of the wires: the server of the npm package `@copilotkit/aimock`.

`npm install --prefix ~/.cache/palaver-tools @copilotkit/aimock` puts it where it is looked for
(PALAVER_TOOLS is another folder).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chat.chunks import FinishReason, ImageResponse, Reasoning, Status, Usage
from chat.errors import ProviderError
from providers.wires import names, wire
from tests.providers.recorded import merged
from tests.support import wait_for

TOOLS = Path(os.environ.get("PALAVER_TOOLS") or Path.home() / ".cache" / "palaver-tools")
SCRIPT = TOOLS / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"
NODE = shutil.which("node")

pytestmark = [
    pytest.mark.skipif(
        (NODE is None or not SCRIPT.exists()) and os.environ.get("REQUIRE_TOOLS") != "1",
        reason=f"npm install --prefix {TOOLS} @copilotkit/aimock",
    ),
    # One server for all of them.
    pytest.mark.xdist_group("aimock"),
]

TEXT = "Grüße, 世界 🌍! Nothing of it is lost, wherever it is split."
THOUGHT = "Let me see, 世界."
COUNTED = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
SAYS: dict[str, Any] = {
    "greet": {"content": TEXT, "usage": COUNTED},
    "think": {"content": TEXT, "reasoning": THOUGHT},
    "busy": {"error": {"message": "Slow down", "type": "rate_limit_error"}, "status": 429},
    "refuse": {"error": {"message": "Invalid API key", "type": "auth_error"}, "status": 401},
    "fail": {"error": {"message": "Overloaded", "type": "overloaded_error"}, "status": 503},
    "draw": {"image": {"b64Json": "iVBORw0KGgo="}},
}
WIRES = {
    "openai": ("/v1", "o3"),
    "anthropic": ("/v1", "claude-sonnet-4-5"),
    "gemini": ("/v1beta", "gemini-2.5-flash"),
    "ollama": ("", "deepseek-r1"),
}
"""By wire: what stands behind the host, and a model that thinks."""
WHOLE = {"openai", "anthropic", "gemini"}
"""Where it tells tokens and thoughts under the names of the vendor."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("aimock")
    fixtures = [{"match": {"userMessage": asked}, "response": told} for asked, told in SAYS.items()]
    (folder / "says.json").write_text(json.dumps({"fixtures": fixtures}))
    assert NODE is not None, "node is missing"
    assert SCRIPT.exists(), f"npm install --prefix {TOOLS} @copilotkit/aimock"
    told = folder / "told"
    with told.open("wb") as out:
        command = [NODE, str(SCRIPT), "--port", "0", "--chunk-size", "3", "--fixtures"]
        child = subprocess.Popen(
            [*command, str(folder / "says.json")], stdout=out, stderr=subprocess.STDOUT, cwd=folder
        )
        try:
            address = re.compile(r"listening on (http://127\.0\.0\.1:\d+)")
            yield wait_for(lambda: address.search(told.read_text()), timeout=30)[1]
        finally:
            child.terminate()
            child.wait(10)


async def asked(server: str, name: str, question: str, **more: Any) -> list[Any]:
    behind, model = WIRES[name]
    messages = [{"role": "user", "content": question}]
    more = {"model": model, "base_url": server + behind, "api_key": "key", **more}
    source = wire(name).create_async_generator(messages=messages, timeout=20, **more)
    return merged([chunk async for chunk in source])


def test_every_wire_that_it_speaks_is_ours() -> None:
    assert set(WIRES) <= set(names())


@pytest.mark.parametrize("name", WIRES)
async def test_text_and_tokens(server: str, name: str) -> None:
    chunks = await asked(server, name, "greet")
    assert chunks[0] == TEXT
    assert chunks[-1] == FinishReason("stop")
    if name in WHOLE:
        assert [chunk for chunk in chunks if isinstance(chunk, Usage)] == [Usage(11, 7)]


@pytest.mark.parametrize("name", WIRES)
async def test_thoughts(server: str, name: str) -> None:
    chunks = await asked(server, name, "think")
    assert TEXT in chunks
    assert (chunks[0] == Reasoning(THOUGHT)) == (name in WHOLE)


@pytest.mark.parametrize(
    ("question", "kind", "sentence"),
    [("refuse", "authentication", "Invalid API key"), ("nobody knows", "protocol", "No fixture")],
)
@pytest.mark.parametrize("name", WIRES)
async def test_refusals(server: str, name: str, question: str, kind: str, sentence: str) -> None:
    with pytest.raises(ProviderError, match=sentence) as caught:
        await asked(server, name, question)
    assert caught.value.kind == kind


@pytest.mark.parametrize(("question", "kind"), [("busy", "rate_limit"), ("fail", "server")])
async def test_what_passes_is_waited_for(server: str, question: str, kind: str) -> None:
    behind, model = WIRES["openai"]
    seen: list[Any] = []
    source = wire("openai").create_async_generator(
        model, [{"role": "user", "content": question}], base_url=server + behind
    )
    with pytest.raises(ProviderError) as caught:
        await _into(seen, source)
    assert caught.value.kind == kind
    assert [type(chunk) for chunk in seen] == [Status, Status]


async def _into(seen: list[Any], source: Any) -> None:
    async for chunk in source:
        seen.append(chunk)


async def test_a_picture(server: str) -> None:
    (chunk,) = await asked(server, "openai", "draw", model="gpt-image-1")
    assert chunk == ImageResponse((b"\x89PNG\r\n\x1a\n",), "draw", (None,))
