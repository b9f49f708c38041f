"""A case of what servers do to clients: what arrives, and what a person then has."""

from __future__ import annotations

import email.utils
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.providers.recorded import recorded
from tests.support_server import Reply, Request, delta, error, json_reply, said


@dataclass(frozen=True, slots=True)
class Case:
    """`answer` is given to each request; the rest is what comes of it."""

    answer: bytes | Reply | Sequence[Reply] | Callable[[Request], Reply]
    text: str = ""
    thoughts: str = ""
    pictures: tuple[str, ...] = ()
    tokens: tuple[int | None, int | None] | None = None
    """Of the question and of the answer."""
    end: str = "stop"
    """Why it finished, or the kind of its failure."""
    sentence: str = ""
    """Words of the failure."""
    waits: int = 0
    """How many were seen."""
    requests: int = 1
    last: Mapping[str, Any] = field(default_factory=dict)
    """What the last request holds; None is what it does not."""
    given: Mapping[str, Any] = field(default_factory=dict)
    """Parameters, or other arguments, of the question."""
    path: str = "/v1"
    """What the person wrote behind the host."""
    lines: bool = False
    """Whether it is a wire of JSON lines."""


URI = "data:image/png;base64,iVBORw0KGgo="
SAYS = [delta("a"), delta("b")]
HI = said("Hi")


def recording(name: str, text: str, **more: Any) -> Case:
    return Case(recorded(name), text, **more)


def teacher(name: str, told: str, status: int = 400) -> Callable[[Request], Reply]:
    return lambda request: error(status, told) if name in request.json else HI


def refused(name: str, told: str, value: Any = 1, status: int = 400, **more: Any) -> Case:
    """A parameter is refused once, then the question goes without it, this time and the next."""
    last = {name: None, **more.pop("last", {})}
    given = {name: value, **more.pop("given", {})}
    return Case(teacher(name, told, status), "Hi", requests=2, last=last, given=given)


def roles(told: str, refuse: Callable[[list[str]], bool], then: list[str]) -> Case:
    def answer(request: Request) -> Reply:
        seen = [message["role"] for message in request.json["messages"]]
        return error(400, told) if refuse(seen) else HI

    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "One"},
        {"role": "user", "content": "Two"},
    ]
    given = {"messages": messages}
    return Case(answer, "Hi", requests=2, given=given, last={"roles": then})


def wait(text: str = "Busy", **headers: str) -> Case:
    """The server wants to be left alone for some milliseconds; the wait is seen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Case([error(429, text, headers=named), HI], "Hi", waits=1, requests=2)


def failed(status: int, payload: Any, kind: str, sentence: str, **more: Any) -> Case:
    return Case(json_reply(payload, status), end=kind, sentence=sentence, **more)


def page(status: int, kind: str, requests: int = 1, sentence: str = "web page") -> Case:
    html = b"\r\n <!DOCTYPE html><html><title>Sign in</title><body><b>boo</b></body></html>"
    reply = Reply([html], status, "text/html", {"retry-after-ms": "5"})
    return Case(reply, end=kind, sentence=sentence, requests=requests, waits=requests - 1)


def moved(to: str, status: int = 307) -> Callable[[Request], Reply]:
    """Redirects once, with an empty body."""

    def answer(request: Request) -> Reply:
        again = request.path.endswith("/")
        return HI if again else Reply(status=status, headers={"location": to or request.path + "/"})

    return answer


def tokens(*numbers: int) -> bytes:
    return b"".join(json.dumps({"say": f"{n} "}).encode() + b"\n" for n in numbers)


def date() -> str:
    return email.utils.formatdate(0, usegmt=True)
