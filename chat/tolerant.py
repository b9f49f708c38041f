"""TOML as a person wrote it: a line that is not TOML is left out and told, the rest is used.

An error inside a table `[endpoints.x]` leaves out the whole table: half an endpoint could send
its key to the wrong host.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

# Compiled when something is wrong, which is seldom: this is read before the first paint.
_AT_LINE = r"\(at line (\d+)"
_HEADER = r"^\s*\[\[?\s*(.+?)\s*\]?\]?\s*(?:#.*)?$"
_KEY = r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
_NAME = r"""[\w-]+|"[^"]*"|'[^']*'"""
_ATTEMPTS = 30
_WALK = 300
"""Lines looked back over for where an unclosed string or list began."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is not TOML."""

    line: int
    """From 1."""
    sentence: str
    table: tuple[str, ...] = ()
    """The table it stood in, left out with it; empty at the top level."""


def parse(text: str) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """The document without the lines that are not TOML, and those. Never raises."""
    lines = text.replace("\r\n", "\n").split("\n")
    faults: list[Fault] = []
    for _ in range(_ATTEMPTS):
        try:
            return tomllib.loads("\n".join(lines)), tuple(faults)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            faults.append(_leave_out(lines, str(error)))
    return {}, tuple(faults)


def _leave_out(lines: list[str], message: str) -> Fault:
    """Blank what the parser stumbled over; the document keeps its line numbers."""
    number = _line_of_error(lines, message)
    start = next((i for i in range(number, -1, -1) if _is_header(lines[i])), None)
    header = re.match(_HEADER, lines[start]) if start is not None else None
    table = tuple(_names(header[1])) if header else ()
    if start is None:
        lines[number] = ""
    else:
        end = next((i for i in range(number + 1, len(lines)) if _is_header(lines[i])), len(lines))
        lines[start:end] = [""] * (end - start)
    sentence = re.sub(r"\s*\(at .*\)$", "", message) or "not TOML"
    return Fault(number + 1, sentence, table)


def _line_of_error(lines: list[str], message: str) -> int:
    match = re.search(_AT_LINE, message)
    if match:
        return min(int(match[1]), len(lines)) - 1
    for end in range(len(lines) - 1, max(-1, len(lines) - _WALK), -1):
        try:
            tomllib.loads("\n".join(lines[:end]))
        except (tomllib.TOMLDecodeError, RecursionError):
            continue
        return end
    return next((i for i, line in enumerate(lines) if line.strip()), 0)


def _is_header(line: str) -> bool:
    return line.lstrip().startswith("[") and "=" not in line.split("]")[0] and "," not in line


def _names(dotted: str) -> list[str]:
    return [name.strip("\"'") for name in re.findall(_NAME, dotted)]


def line_of(text: str, path: tuple[str, ...]) -> int:
    """The line (from 1) where the field `path` is set, or its nearest table; 0 if nowhere."""
    best, depth = 0, 0
    table: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if _is_header(line):
            header = re.match(_HEADER, line)
            table = _names(header[1]) if header else []
            here = table
        else:
            key = re.match(_KEY, line)
            if key is None:
                continue
            here = [*table, *_names(key[1])]
        if len(here) > depth and tuple(here) == path[: len(here)]:
            best, depth = number, len(here)
    return best
