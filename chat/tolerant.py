"""TOML as a person wrote it: a line that is not TOML is left out and told, the rest is used.

An error inside a table `[endpoints.x]` leaves out the whole table: half an endpoint could send
its key to the wrong host. Tables are parsed apart, so many faults cost no more than one.
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
_WALK = 300
"""Lines looked back over for where an unclosed string or list began."""
_JOINED = 20
"""Lines like a header that one long text or list may hold."""

_WORDS = (
    ("Illegal character '\\n'", "a quote is not closed: end the text with the quote it began with"),
    ("Unterminated string", "a quote is not closed: end the text with the quote it began with"),
    ('Expected "\'"', "a quote is not closed: end the text with the quote it began with"),
    ("Expected \"'''\"", "a quote is not closed: end the text with the quotes it began with"),
    ('Expected \'"""\'', "a quote is not closed: end the text with the quotes it began with"),
    ("Expected '='", "an = is missing: write name = value"),
    ("Unclosed array", "a [ is not closed: end the list with ]"),
    ("Unclosed inline table", "a { is not closed: end it with } on the same line"),
    ("Expected ']", "a ] is missing: write a table as [name]"),
    ("Cannot declare", "this table is there twice: put its lines into one"),
    ("Cannot overwrite", "this name is set twice: delete one of the two"),
    ("Duplicate inline table key", "a name is set twice: delete one of the two"),
    ("Cannot ", "this name is set in two ways: delete one of the two"),
    ("Unescaped '\\'", "write \\\\ for a backslash, or put the text in single quotes"),
    ("Expected newline", "there is something behind the value: delete it, or put # before it"),
    ("Invalid value", "the value is not one: put a text in quotes"),
)
_NOT_A_LINE = "not a setting: write name = value"


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
    if _wrong(lines) is None:
        return tomllib.loads("\n".join(lines)), ()
    faults = _leave_out_top(lines, _end_of_table(lines, 0)) + _leave_out_tables(lines)
    # What is left is TOML piece by piece; only what two pieces say of one name can be wrong.
    while (message := _wrong(lines)) is not None:
        faults.append(_leave_out(lines, message))
    faults.sort(key=lambda fault: fault.line)
    return tomllib.loads("\n".join(lines)), tuple(faults)


def _wrong(lines: list[str]) -> str | None:
    """What the parser says of them; None when they are TOML."""
    try:
        tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        return str(error)
    except RecursionError:
        return "too deep"
    return None


def _leave_out_top(lines: list[str], end: int) -> list[Fault]:
    """Blank the statements above the first table that are not TOML, one by one."""
    faults: list[Fault] = []
    start = 0
    while start < end and (message := _wrong(lines[start:end])) is not None:
        at = start + _line_of_error(lines[start:end], message)
        first = at
        while first > max(start, at - _WALK) and _wrong(lines[start:first]) is not None:
            first -= 1
        swallowed = first < at and re.match(_KEY, lines[at]) is not None
        stop = at if swallowed else at + 1
        while first < at and stop < end and _goes_on(lines[stop]):
            stop += 1
        faults.append(Fault(first + 1, _sentence(message, lines[at])))
        lines[first:stop] = [""] * (stop - first)
        start = first if not _twice(message) else 0
    return faults


def _twice(message: str) -> bool:
    return message.startswith("Cannot ")


def _goes_on(line: str) -> bool:
    """Whether it is the rest of a value rather than a line of its own."""
    return bool(line.strip()) and re.match(_KEY, line) is None and not line.lstrip().startswith("#")


def _leave_out_tables(lines: list[str]) -> list[Fault]:
    """Blank each table that is not TOML, or that is there already."""
    faults: list[Fault] = []
    seen: set[tuple[str, ...]] = set()
    start = _end_of_table(lines, 0)
    while start < len(lines):
        end = _end_of_table(lines, start + 1)
        message = _wrong(lines[start:end])
        further = end
        for _ in range(_JOINED):
            if message is None or further >= len(lines) or re.search(_AT_LINE, message):
                break
            further = _end_of_table(lines, further + 1)
            if _wrong(lines[start:further]) is None:
                message, end = None, further
        table = _table(lines[start])
        if message is None and table in seen and not lines[start].lstrip().startswith("[["):
            message = "Cannot declare twice (at line 1)"
        if message is not None:
            at = start + _line_of_error(lines[start:end], message)
            faults.append(Fault(at + 1, _sentence(message, lines[at]), table))
            lines[start:end] = [""] * (end - start)
        else:
            seen.add(table)
        start = end
    return faults


def _end_of_table(lines: list[str], start: int) -> int:
    """The next header from `start` on, or the end."""
    return next((i for i in range(start, len(lines)) if _is_header(lines[i])), len(lines))


def _leave_out(lines: list[str], message: str) -> Fault:
    """Blank the table, or the line above all tables, that the parser stumbled over."""
    number = _line_of_error(lines, message)
    start = next((i for i in range(number, -1, -1) if _is_header(lines[i])), None)
    fault = Fault(
        number + 1,
        _sentence(message, lines[number]),
        _table(lines[start]) if start is not None else (),
    )
    end = number + 1 if start is None else _end_of_table(lines, number + 1)
    begin = number if start is None else start
    lines[begin:end] = [""] * (end - begin)
    return fault


def _line_of_error(lines: list[str], message: str) -> int:
    """From 0."""
    match = re.search(_AT_LINE, message)
    if match:
        return min(int(match[1]), len(lines)) - 1
    for end in range(len(lines) - 1, max(-1, len(lines) - _WALK), -1):
        if lines[end].strip() and _wrong(lines[:end]) is None:
            return end
    return next((i for i, line in enumerate(lines) if line.strip()), 0)


def _sentence(message: str, line: str) -> str:
    """What is wrong and what to do, in a person's words."""
    if re.fullmatch(r"[\s\[\]{}(),]+", line):
        return "a bracket stands alone: delete it, or close what it belongs to"
    return next((words for start, words in _WORDS if message.startswith(start)), _NOT_A_LINE)


def _table(header: str) -> tuple[str, ...]:
    match = re.match(_HEADER, header)
    return tuple(_names(match[1])) if match else ()


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
