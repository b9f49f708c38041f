"""Every test runs in a home of its own and opens no address but this machine's."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests import support_css, support_idle

# How long an example takes says something about the machine, nothing about the program.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.load_profile("here")

_LOCAL = ("127.", "::1", "localhost")
_SERVERS = (1234, 1337, 7860, 8000, 8080, 11434)
"""Where model servers of a developer's own may listen: no test must find one."""
_PATIENCE = 300
"""Seconds for one test; a campaign's are longer."""
_refused: list[str] = []


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook sees every connect, whatever library makes it."""
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOCAL):
            _refused.append(f"connect to {address[0]}:{address[1]}")
            raise PermissionError(f"a test opened {address[0]}; only 127.0.0.1 is allowed")
        if isinstance(address, tuple) and address[1] in _SERVERS:
            raise ConnectionRefusedError(f"port {address[1]} is not the test's own")
    elif event == "socket.getaddrinfo":
        host = arguments[0]
        name = host.decode() if isinstance(host, bytes) else host
        local = not name or name.startswith(_LOCAL) or name.replace(".", "").isdigit()
        if not local and ":" not in name:
            _refused.append(f"look-up of {name}")
            raise PermissionError(f"a test looked up {name}; only 127.0.0.1 is allowed")


sys.addaudithook(_audit)


@pytest.fixture(autouse=True, scope="session")
def _quick() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        support_idle.install(patch)
        support_css.install(patch)
        yield


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """A test that hangs fails, and is named: a whole run that hangs names nobody."""

    def told(number: int, frame: object) -> None:
        raise AssertionError(f"not over within {_PATIENCE} s")

    before = signal.signal(signal.SIGALRM, told)
    signal.alarm(0 if os.environ.get("PALAVER_CAMPAIGN") else _PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    _refused.clear()
    yield
    assert not _refused, f"the network is off in tests: {_refused}"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PALAVER_HOME of the test's own; no key and no terminal of the developer's leaks in."""
    for name in list(os.environ):
        if name.endswith(("_API_KEY", "_BASE_URL", "_PROXY", "_proxy")) or name in (
            "TMUX",
            "NO_COLOR",
            "COLORTERM",
            "ESCDELAY",
        ):
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("PALAVER_HOME", str(folder))
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(tmp_path))
    return folder


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What went to the clipboard, by a road called `test`."""
    from tui import clipboard

    texts: list[str] = []

    async def copy(text: str, app: object, environ: object = None) -> str:
        texts.append(text)
        return "test"

    monkeypatch.setattr(clipboard, "copy", copy)
    return texts
