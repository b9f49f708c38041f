"""A gateway on a real socket that speaks as AmigoChat, AiChats, FlowGpt and AutonomousAI did.

Every field, header and signature of a request is checked; what is wrong is in `wrong`, and the
answer is then a 400 that says so.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

from providers import AiChats, AmigoChat, AutonomousAI, FlowGpt
from tests.providers.gateway_answers import CHATS
from tests.support_server import Reply, Request, Server, error, json_reply, png

PICTURE = png(8, 6)
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
SYSTEM = "You are helpful assistant. Follow the user's instructions carefully."
GREETING = {"role": "assistant", "content": "Hello, how can I help you today?"}
JSON = {"content-type": "application/json"}


DOCUMENTED = {
    "amigochat": AmigoChat,
    "aichats": AiChats,
    "flowgpt": FlowGpt,
    "autonomousai": AutonomousAI,
}


@dataclass(slots=True)
class Gateway:
    """`first` are answers given before the right one; `body` is another one than usual."""

    first: list[Reply] = field(default_factory=list)
    body: bytes | None = None
    cut: int = -1
    """Bytes after which the connection breaks."""
    ended: bool = False
    """Whether a cut body ends as if it were whole."""
    wrong: list[str] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)
    url: str = ""
    pictures: int = 1
    prefix: str = ""
    """What every path begins with."""

    def answer(self, request: Request) -> Reply:
        if request.method == "GET":
            return Reply([PICTURE], type="image/png")
        self.asked.append(request)
        request.path = request.path.removeprefix(self.prefix)
        service, drawn = self._checked(request)
        if self.wrong:
            return error(400, f"wrong: {self.wrong[-1]}")
        if self.first:
            return self.first.pop(0)
        if self.body is None and drawn:
            urls = [{"url": f"{self.url}/picture-{n}.png"} for n in range(self.pictures)]
            return json_reply({"created": 1, "data": urls})
        body = CHATS[service]() if self.body is None else self.body
        if self.cut < 0:
            return Reply([body], type="text/plain")
        end = "close" if self.ended else "cut"
        return Reply([body[: self.cut]], type="text/plain", end=end)

    def _checked(self, request: Request) -> tuple[str, bool]:
        for name, check in CHECKS.items():
            drawn = check(request, self.wrong)
            if drawn is not None:
                return name, drawn
        self.wrong.append(f"nothing is at {request.path}")
        return "", False


class Site(Server):
    """`async with Site(Gateway()) as site:`; `site.at` is the base URL, without a path."""

    def __init__(self, gateway: Gateway | None = None) -> None:
        self.gateway = gateway or Gateway()
        super().__init__(self.gateway.answer)

    async def __aenter__(self) -> Site:
        await super().__aenter__()
        self.gateway.url = self.at
        return self

    @property
    def at(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def _headers(request: Request, wrong: list[str], expected: dict[str, str]) -> None:
    """Values are patterns, except those that begin with `=`."""
    for name, value in expected.items():
        told = request.headers.get(name)
        fits = value[1:] == told if value[:1] == "=" else re.fullmatch(value, told or "")
        if not fits:
            wrong.append(f"{name}: {told!r}")
    if "cookie" in request.headers:
        wrong.append("a cookie")
    if not request.headers.get("user-agent", "").startswith("Mozilla/5.0 "):
        wrong.append("user-agent")


def _same(told: Any, expected: Any, wrong: list[str], what: str) -> None:
    if told != expected or list(map(type, (told, expected))) != [type(told)] * 2:
        wrong.append(f"{what}: {told!r} instead of {expected!r}")


def _messages(told: Any, wrong: list[str]) -> None:
    fine = isinstance(told, list) and all(
        set(row) == {"role", "content"} and row["role"] in ("system", "user", "assistant")
        for row in told
    )
    if not fine:
        wrong.append(f"messages: {told!r}")


def _hints(request: Request, wrong: list[str]) -> None:
    for name in ("sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform"):
        if not request.headers.get(name):
            wrong.append(name)


def amigochat(request: Request, wrong: list[str]) -> bool | None:
    drawn = request.path == "/v1/images/generations"
    if not drawn and request.path != "/v1/chat/completions":
        return None
    _headers(
        request,
        wrong,
        {
            "accept": "=*/*",
            "accept-language": "=en-US,en;q=0.9",
            "authorization": "=Bearer",
            "cache-control": "=no-cache",
            **JSON,
            "origin": "=https://amigochat.io/chat/",
            "pragma": "=no-cache",
            "priority": "=u=1, i",
            "referer": "=https://amigochat.io/chat//",
            "x-device-language": "=en-US",
            "x-device-platform": "=web",
            "x-device-uuid": UUID,
            "x-device-version": "=1.0.45",
        },
    )
    _hints(request, wrong)
    body = dict(request.json)
    if body.get("personaId") != AmigoChat.get_personaId(body.get("model", "")):
        wrong.append("personaId")
    if drawn:
        _same(sorted(body), ["model", "personaId", "prompt"], wrong, "fields")
        return True
    fields = "chatId frequency_penalty max_tokens messages model personaId presence_penalty "
    _same(sorted(body), [*fields.split(), "stream", "temperature", "top_p"], wrong, "fields")
    if re.fullmatch(UUID, str(body.get("chatId"))) is None:
        wrong.append("chatId")
    _messages(body.get("messages"), wrong)
    return False


def aichats(request: Request, wrong: list[str]) -> bool | None:
    if request.path != "/chat/send2/":
        return None
    body = request.json
    drawn = body.get("type") == "image"
    _headers(
        request,
        wrong,
        {
            "accept": "=application/json, text/event-stream",
            "accept-language": ".+",
            "cache-control": "=no-cache",
            **JSON,
            "origin": "=https://ai-chats.org",
            "pragma": "=no-cache",
            "referer": f"=https://ai-chats.org/{'image' if drawn else 'chat'}/",
            "sec-fetch-dest": "=empty",
            "sec-fetch-mode": "=cors",
            "sec-fetch-site": "=same-origin",
        },
    )
    _hints(request, wrong)
    told = body["messagesHistory"][0]["content"]
    kind = "image" if drawn else "chat"
    expected = {"type": kind, "messagesHistory": [{"from": "you", "content": told}]}
    _same(body, expected, wrong, "body")
    return drawn


def flowgpt(request: Request, wrong: list[str]) -> bool | None:
    if request.path != "/v3/chat-anonymous":
        return None
    stamp, nonce = (request.headers.get(f"x-{name}", "") for name in ("timestamp", "nonce"))
    signed = hashlib.md5(f"{stamp}-{nonce}-Bearer null".encode()).hexdigest()
    _headers(
        request,
        wrong,
        {
            "authorization": "=Bearer null",
            "x-flow-device-id": "f-[a-z0-9]{19}",
            "x-nonce": "[0-9a-f]{32}",
            "x-signature": f"={signed}",
            "x-timestamp": "[0-9]{10}",
            "accept": "=*/*",
            "accept-language": "=en-US;q=0.7,en;q=0.3",
            **JSON,
            "origin": "=https://flowgpt.com",
            "referer": "=https://flowgpt.com/",
            "sec-fetch-dest": "=empty",
            "sec-fetch-mode": "=cors",
            "sec-fetch-site": "=same-site",
            "te": "=trailers",
        },
    )
    if abs(int(stamp or 0) - time.time()) > 60:
        wrong.append("x-timestamp is not now")
    body = dict(request.json)
    fixed = {
        "nsfw": False,
        "promptId": f"model-{body.get('model')}",
        "documentIds": [],
        "chatFileDocumentIds": [],
        "generateImage": False,
        "generateAudio": False,
    }
    for name, value in fixed.items():
        _same(body.pop(name, None), value, wrong, name)
    _same(sorted(body), ["history", "model", "question", "system", "temperature"], wrong, "fields")
    _same(body["history"][:1], [GREETING], wrong, "history")
    _messages(body["history"], wrong)
    return False


def autonomousai(request: Request, wrong: list[str]) -> bool | None:
    if not request.path.startswith("/api/v1/ai/"):
        return None
    _headers(
        request,
        wrong,
        {
            "accept": "=*/*",
            "accept-language": "=en-US,en;q=0.9",
            **JSON,
            "country-code": "=US",
            "origin": "=https://www.autonomous.ai",
            "referer": "=https://www.autonomous.ai/",
            "time-zone": "=America/New_York",
        },
    )
    body = request.json
    _same(sorted(body), ["aiAgent", "messages", "stream", "threadId"], wrong, "fields")
    _same(body["threadId"], body["aiAgent"], wrong, "threadId")
    paths = {"hermes": "chat-hermes", "vision": "chat-vision", "summary": "summary"}
    expected = f"/api/v1/ai/{paths.get(body['aiAgent'], 'chat')}"
    _same(request.path, expected, wrong, "path")
    _messages(json.loads(base64.b64decode(body["messages"], validate=True)), wrong)
    return False


CHECKS = {
    "amigochat": amigochat,
    "aichats": aichats,
    "flowgpt": flowgpt,
    "autonomousai": autonomousai,
}
