"""Our packages compiled, as an installed program is: no start is measured with a compiler in it."""

from __future__ import annotations

import compileall
import contextlib
import sys
import tempfile
from collections.abc import Iterator

from tests.pty.terminal import ROOT

_PACKAGES = ("chat", "providers", "tests/benchmarks", "themes", "tui")


@contextlib.contextmanager
def compiled() -> Iterator[dict[str, str | None]]:
    """The environment in which a program finds all that it imports compiled.

    The bytecode stands in a folder of its own: what a checkout or this machine's settings make
    of it (PYTHONDONTWRITEBYTECODE) does not matter, and nothing is left behind. What is not ours
    is compiled by the first run, and the fastest one counts.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": None}
        before, sys.pycache_prefix = sys.pycache_prefix, folder
        try:
            for package in _PACKAGES:
                compileall.compile_dir(ROOT / package, quiet=2)
        finally:
            sys.pycache_prefix = before
        yield environment
