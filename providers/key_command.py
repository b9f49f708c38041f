"""`api_key_cmd`: a password program, whose first line is the key. It may ask the person something.

It may hang or print for ever, too: little is read of it, and it ends with the question that waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import selectors
import subprocess
import threading
import time
from typing import IO

from chat.errors import KeyCommandError
from chat.text import clean_line

PATIENCE = 60.0
"""Seconds: it may ask the person something."""
_TICK = 0.1
"""Seconds within which a command ends whose key nobody waits for any more."""
_SHORTEST = 8
"""Characters of a key: shorter words of the output may be told again."""
_SECRET = re.compile(r"(?=[\w-]*\d)[\w-]{24,}")
"""What looks like a key where no key should be."""
_LARGEST = 1 << 16
"""Bytes of output: no key is longer."""


async def told(command: str, endpoint: str) -> str:
    """The first line of a command's output. `KeyCommandError` where there is none."""
    given_up = threading.Event()
    try:
        return await asyncio.to_thread(_run, command, endpoint, given_up)
    finally:
        given_up.set()


def _run(command: str, endpoint: str, given_up: threading.Event) -> str:
    try:
        running = subprocess.Popen(
            command,
            shell=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except OSError as error:
        raise _failed(endpoint, f"cannot be run: {error.strerror}") from None
    assert running.stdout is not None
    assert running.stderr is not None
    with running, running.stdout as out, running.stderr as err:
        try:
            said, complaint = _heard(running, out, err, given_up)
        except subprocess.TimeoutExpired:
            raise _failed(endpoint, f"took longer than {PATIENCE:.0f} s") from None
        finally:
            running.kill()
    if len(said) > _LARGEST:
        raise _failed(endpoint, "printed more than a key")
    if running.returncode != 0:
        raise _failed(endpoint, _ended(running.returncode, _complaint(said, complaint)))
    lines = said.decode("utf-8", "replace").strip().splitlines()
    if not lines or not lines[0].strip():
        raise _failed(endpoint, "printed nothing")
    return lines[0].strip()


def _heard(
    running: subprocess.Popen[bytes], out: IO[bytes], err: IO[bytes], given_up: threading.Event
) -> tuple[bytes, bytes]:
    """The beginning of what it prints and complains of, once it has ended or printed too much.

    `TimeoutExpired` where it does not end in time, or nobody waits for it.
    """
    heard = {out.fileno(): b"", err.fileno(): b""}
    end = time.monotonic() + PATIENCE
    with selectors.DefaultSelector() as pipes:
        for pipe in heard:
            pipes.register(pipe, selectors.EVENT_READ)
        while len(heard[out.fileno()]) <= _LARGEST:
            if given_up.is_set() or time.monotonic() > end:
                raise subprocess.TimeoutExpired(running.args, PATIENCE)
            ended = running.poll() is not None
            ready = pipes.select(_TICK) if pipes.get_map() else []
            for key, _ in ready:
                piece = os.read(key.fd, 1 << 16)
                heard[key.fd] = (heard[key.fd] + piece)[: _LARGEST + 1]
                if not piece:
                    pipes.unregister(key.fd)
            # What it left running may hold the pipes open for ever.
            if ended and not ready:
                break
            if not pipes.get_map():
                with contextlib.suppress(subprocess.TimeoutExpired):
                    running.wait(_TICK)
    return heard[out.fileno()], heard[err.fileno()]


def _ended(status: int, why: str) -> str:
    how = f"failed with exit status {status}" if status > 0 else f"was ended by signal {-status}"
    return f"{how}: {why}" if why else how


def _complaint(said: bytes, complaint: bytes) -> str:
    """The first line of it, without the key or anything that may be one."""
    words = said.decode("utf-8", "replace").split()
    first = complaint.decode("utf-8", "replace").strip().partition("\n")[0]
    for word in (word for word in words if len(word) >= _SHORTEST):
        first = first.replace(word, "…")
    return clean_line(_SECRET.sub("…", first), 120)


def _failed(endpoint: str, reason: str) -> KeyCommandError:
    return KeyCommandError(f"api_key_cmd of {endpoint} {reason}", endpoint=endpoint)
