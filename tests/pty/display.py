"""A virtual X display with a clipboard of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping


class Display:
    """Use it as a context manager; `name` is what DISPLAY is set to."""

    def __init__(self) -> None:
        read, write = os.pipe()
        words = (
            "Xvfb",
            "-displayfd",
            str(write),
            "-screen",
            "0",
            "1000x700x24",
            "-nolisten",
            "tcp",
        )
        self._server = subprocess.Popen(
            words, pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(write)
        with os.fdopen(read) as told:  # the server tells its number when it takes clients
            self.name = f":{told.readline().strip()}"

    def __enter__(self) -> Display:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.wait(10)

    @property
    def environ(self) -> Mapping[str, str]:
        return {**os.environ, "DISPLAY": self.name}

    @property
    def clipboard(self) -> str:
        """What any other program would paste."""
        done = subprocess.run(
            ["xclip", "-selection", "clipboard", "-o"],
            env=self.environ,
            capture_output=True,
            timeout=10,
        )
        return done.stdout.decode()
