"""`palaver ask` against a server: the key, the stream, a wrong key, another host's key."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
from pathlib import Path

from tests.providers.web import Request, Web, reply, web
from tests.tui.scripts import png

PNG = png()


def sse(*texts: str) -> bytes:
    events = [{"choices": [{"delta": {"content": text}}]} for text in texts]
    events.append({"choices": [{"delta": {}, "finish_reason": "stop"}]})
    lines = [f"data: {json.dumps(event)}\n\n" for event in events]
    return "".join([*lines, "data: [DONE]\n\n"]).encode()


def server(request: Request) -> bytes:
    if request.headers.get("authorization") != "Bearer sk-right":
        body = {"error": {"message": f"Incorrect API key: {request.headers.get('authorization')}"}}
        return reply(json.dumps(body).encode(), status=401)
    if request.path.endswith("/models"):
        return reply(b'{"data": [{"id": "small"}, {"id": "flux-dev"}]}')
    if request.path.endswith("/images/generations"):
        data = {"data": [{"b64_json": base64.b64encode(PNG).decode()}]}
        return reply(json.dumps(data).encode())
    return reply(sse("Hel", "lo \x1b[31mred"), kind="text/event-stream")


async def palaver(site: Web, *words: str, key: str = "sk-right") -> tuple[int, str, str]:
    environ = {**os.environ, "OPENAI_BASE_URL": f"{site.url}/v1", "OPENAI_API_KEY": key}
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tui",
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environ,
    )
    out, err = await child.communicate()
    return child.returncode or 0, out.decode(), err.decode()


async def test_an_answer_streams():
    async with web(server) as site:
        code, out, err = await palaver(site, "ask", "-m", "openai/small", "-p", "seed=7", "hi")
    assert (code, out, err) == (0, "Hello red\n", "")
    sent = json.loads(site.seen[-1].body)
    assert (sent["model"], sent["seed"], sent["stream"]) == ("small", 7, True)
    assert sent["messages"] == [{"role": "user", "content": "hi"}]


async def test_a_wrong_key():
    async with web(server) as site:
        code, out, err = await palaver(site, "ask", "-m", "openai/small", "hi", key="sk-wrong")
    assert (code, out) == (1, "")
    assert "OPENAI_API_KEY" in err
    assert "sk-wrong" not in err


async def test_the_models_of_a_server():
    async with web(server) as site:
        code, out, _ = await palaver(site, "models", "openai")
    assert code == 0
    assert [line.split() for line in out.splitlines()] == [
        ["openai/small"],
        ["openai/flux-dev", "draws"],
    ]


async def test_a_picture(tmp_path: Path):
    target = tmp_path / "fox.png"
    async with web(server) as site:
        words = ("ask", "-m", "openai/flux-dev", "-o", str(target), "a fox")
        code, out, err = await palaver(site, *words)
    assert (code, out.strip(), err) == (0, str(target), "")
    assert target.read_bytes().startswith(PNG[:33]), "the same picture"
    assert b"openai/flux-dev" in target.read_bytes()


async def test_the_key_stays_when_the_server_moves_elsewhere():
    async with web(server) as other:
        away = reply(status=307, location=other.url + "/v1/chat/completions")
        async with web(lambda request: away) as site:
            code, _, err = await palaver(site, "ask", "-m", "openai/small", "hi")
        assert code == 1
        assert "base_url" in err
        assert other.seen == []


async def test_another_endpoint_gets_no_key(home: Path):
    async with web(lambda request: reply(sse("hi"), kind="text/event-stream")) as lab:
        (home / "config").mkdir(parents=True)
        text = f'[endpoints.lab]\nbase_url = "{lab.url}/v1"\n'
        (home / "config" / "config.toml").write_text(text)
        async with web(server) as site:
            code, out, _ = await palaver(site, "ask", "-m", "lab/any", "hi")
        assert (code, out) == (0, "hi\n")
        assert "authorization" not in lab.seen[0].headers
        assert site.seen == []
