"""Keys: where each endpoint's comes from, and the file that entered ones are kept in.

In order: what the config names, a command, the environment, the person's own .env. A key that was
entered in the app is kept with the host it was entered for, and with a print of the key that it
replaces: it wins over that one only, and is never sent to another host.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

from chat.errors import KeyCommandError
from chat.files import write_whole
from chat.instance import alone
from providers.endpoints import Endpoint
from providers.key_command import told

_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_HOST, _INSTEAD = "_FOR_HOST", "_INSTEAD_OF"


class Keys:
    """Finds keys when they are needed; never prints one."""

    def __init__(self, environ: Mapping[str, str], env_file: Path) -> None:
        self._environ, self._file = environ, env_file
        self._commands: dict[str, str] = {}
        self._asking = asyncio.Lock()

    def __repr__(self) -> str:
        return f"Keys({str(self._file)!r})"

    def named(self, endpoint: Endpoint) -> str:
        """The variable under which an entered key of this endpoint is kept."""
        own = f"{endpoint.name.upper().replace('-', '_')}_API_KEY"
        return endpoint.key_names[0] if endpoint.key_names else own

    def variables(self, endpoint: Endpoint) -> tuple[str, ...]:
        """The environment variables that are read for the key: of a person's own endpoint only
        those that the config names."""
        if endpoint.api_key is not None:
            return tuple(_VARIABLE.findall(endpoint.api_key))
        return endpoint.key_names

    def known(self, endpoint: Endpoint) -> bool:
        """Whether there is a key, without running a command. Reads a small file."""
        return endpoint.api_key_cmd is not None or self._without_command(endpoint) is not None

    async def find(self, endpoint: Endpoint) -> str | None:
        """The key, or None. `KeyCommandError` when its command fails."""
        if endpoint.api_key_cmd is None or endpoint.api_key is not None:
            return self._without_command(endpoint)
        given = await self._told(endpoint.api_key_cmd, endpoint.name)
        return self._entered(endpoint, given, _read(self._file))

    async def store(self, endpoint: Endpoint, key: str) -> None:
        """Keep an entered key for this endpoint's host. `OSError` when it cannot be written."""
        key = clean_key(key)
        try:
            replaced = await self._configured(endpoint)
        except KeyCommandError:
            replaced = None
        name = self.named(endpoint)
        values = {name: key, name + _HOST: endpoint.host}
        if replaced and replaced != key:
            values[name + _INSTEAD] = _print(replaced)
        await asyncio.to_thread(_write, self._file, values, {name + _INSTEAD})

    async def remove(self, endpoint: Endpoint) -> bool:
        """Take the endpoint's key out of the file; whether one was there. `OSError` as `store`.

        What the environment or the config names is still there (`source` tells).
        """
        name = self.named(endpoint)
        if name not in await asyncio.to_thread(_read, self._file):
            return False
        gone = {name, name + _HOST, name + _INSTEAD}
        await asyncio.to_thread(_write, self._file, {}, gone)
        return True

    def source(self, endpoint: Endpoint) -> str:
        """Where the endpoint's key comes from, in words; empty where there is none."""
        kept = _read(self._file)
        given = None if endpoint.api_key_cmd else self._given(endpoint, kept)
        key = self._entered(endpoint, given, kept)
        if key is not None and key != given:
            return "entered"
        if endpoint.api_key is not None:
            return "config.toml" if given else ""
        if endpoint.api_key_cmd is not None:
            return "its command"
        named = next((n for n in endpoint.key_names if self._environ.get(n, "").strip()), None)
        return f"environment, {named}" if named else ("the .env file" if given else "")

    def forget(self, endpoint: Endpoint) -> None:
        """Run the endpoint's command again next time: its key was refused."""
        self._commands.pop(endpoint.api_key_cmd or "", None)

    async def _configured(self, endpoint: Endpoint) -> str | None:
        if endpoint.api_key_cmd is not None and endpoint.api_key is None:
            return await self._told(endpoint.api_key_cmd, endpoint.name)
        return self._given(endpoint, _read(self._file))

    async def _told(self, command: str, endpoint: str) -> str:
        """What `command` says; run once, for it may ask the person something."""
        async with self._asking:
            if command not in self._commands:
                self._commands[command] = await told(command, endpoint)
            return self._commands[command]

    def _without_command(self, endpoint: Endpoint) -> str | None:
        kept = _read(self._file)
        return self._entered(endpoint, self._given(endpoint, kept), kept)

    def _given(self, endpoint: Endpoint, kept: Mapping[str, str]) -> str | None:
        """The key that the config or the environment names, or the .env file by hand."""
        if endpoint.api_key is not None:
            return self._expanded(endpoint.api_key, kept)
        for name in endpoint.key_names:
            key = self._environ.get(name, "").strip()
            if key:
                return key
        for name in endpoint.key_names:
            if name in kept and name + _HOST not in kept:
                return kept[name] or None
        return None

    def _entered(
        self, endpoint: Endpoint, given: str | None, kept: Mapping[str, str]
    ) -> str | None:
        """The key entered for this host, if it replaces `given`; else `given`."""
        name = self.named(endpoint)
        if name not in kept or kept.get(name + _HOST) != endpoint.host:
            return given
        replaces = kept.get(name + _INSTEAD)
        return kept[name] if given is None or _print(given) == replaces else given

    def _expanded(self, text: str, kept: Mapping[str, str]) -> str | None:
        """`${NAME}` taken from the environment, then from .env; None if one is missing."""
        names = _VARIABLE.findall(text)
        values = {
            name: self._environ.get(name, "").strip()
            or ("" if name + _HOST in kept else kept.get(name, ""))
            for name in names
        }
        if not all(values.values()):
            return None
        return _VARIABLE.sub(lambda match: values[match[1]], text).strip() or None


def clean_key(text: str) -> str:
    """A key as pasted: without quotes, spaces, or the name it is assigned to."""
    text = text.strip().removeprefix("export ").strip()
    name, equals, value = text.partition("=")
    if equals and name.isupper() and name.replace("_", "").isalnum():
        text = value
    text = text.strip().strip("\"'").removeprefix("Bearer ").strip()
    return text if text.isascii() and text.isprintable() and " " not in text else ""


def _print(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16]


def _read(file: Path) -> dict[str, str]:
    """The values of a .env file; an unreadable one has none."""
    try:
        lines = _lines(file)
    except OSError:
        return {}
    found = (_LINE.match(line) for line in lines if not line.lstrip().startswith("#"))
    return {match[1]: _unquoted(match[2]) for match in found if match is not None}


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value.split(" #", 1)[0].rstrip()


def _write(file: Path, values: Mapping[str, str], gone: set[str]) -> None:
    """Set `values` in the file and take out `gone`; other lines stay. Blocking."""
    file = Path(os.path.realpath(file))
    with alone(file.parent):
        try:
            lines = _lines(file)
        except FileNotFoundError:
            lines = []
        gone = gone | set(values)
        kept = [line for line in lines if (m := _LINE.match(line)) is None or m[1] not in gone]
        new = [f"{name}={value}" for name, value in values.items()]
        text = "".join(f"{line}\n" for line in [*kept, *new])
        write_whole(file, text.encode("utf-8", "surrogateescape"))


def _lines(file: Path) -> list[str]:
    """As they stand there: bytes that are no UTF-8 survive being written again."""
    text = file.read_bytes().decode("utf-8", "surrogateescape")
    return text.removesuffix("\n").split("\n") if text else []
