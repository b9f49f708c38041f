"""TOML as a person wrote it: a line that is not TOML is left out and told, the rest is used.

An error inside a table `[endpoints.x]` leaves out the whole table: half an endpoint could send
its key to the wrong host. Tables are parsed apart, so many faults cost no more than one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

# Compiled when something is wrong, which is seldom: this is read before the first paint.
_AT_LINE = r"\(at line (\d+)"
_HEADER = r"^\s*\[\[?\s*(.+?)\s*\]?\]?\s*(?:#.*)?$"
_KEY = r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
_NAME = r"""[\w-]+|"[^"]*"|'[^']*'"""
_MARKS = 300
"""Lines that may close a value, tried for one."""
_OPEN = (
    ("Unterminated string", '"""'),
    ("Expected \"'''\"", "'''"),
    ("Unclosed array", "]"),
    ("Invalid value", "]"),
)
"""What the parser says where a value is open at the end, and what would close it."""

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


@dataclass(frozen=True, slots=True)
class _Statement:
    """A header, or a name with its value: the lines from `start` to before `end`."""

    start: int
    end: int
    names: tuple[str, ...] = ()
    header: bool = False
    message: str | None = None
    """What the parser says of it at the line `at`; None when it is TOML."""
    at: int = 0


def parse(text: str) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """The document without the lines that are not TOML, and those. Never raises."""
    lines = text.replace("\r\n", "\n").split("\n")
    if _wrong(lines) is None:
        return tomllib.loads("\n".join(lines)), ()
    top, *tables = _tables(lines)
    faults = [_left_out(lines, wrong, wrong) for wrong in _mistakes(top)]
    pieces, seen = top, set[tuple[str, ...]]()
    for statements in tables:
        header = statements[0]
        table = replace(header, end=statements[-1].end)
        if header.names in seen and not lines[header.start].lstrip().startswith("[["):
            statements = [replace(header, message="Cannot declare")]
        if wrong := next(_mistakes(statements), None):
            faults.append(_left_out(lines, table, wrong))
        else:
            seen.add(header.names)
        pieces.append(table)
    # What is left is TOML piece by piece; only what two pieces say of one name can be wrong.
    while (message := _wrong(lines)) is not None:
        found = re.search(_AT_LINE, message)
        last = int(found[1]) if found else len(lines)
        piece = next(p for p in reversed(pieces) if p.start < last and any(lines[p.start : p.end]))
        faults.append(_left_out(lines, piece, replace(piece, message=message)))
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


def _tables(lines: list[str]) -> list[list[_Statement]]:
    """The statements above all tables, then each table's, its header first."""
    groups: list[list[_Statement]] = [[]]
    start = 0
    while start < len(lines):
        begun = _header if _is_header(lines[start]) else _statement
        statement = begun(lines, start)
        if statement.header:
            groups.append([])
        groups[-1].append(statement)
        start = statement.end
    return groups


def _header(lines: list[str], at: int) -> _Statement:
    return _Statement(at, at + 1, _table(lines[at]), True, _wrong([lines[at]]), at)


def _statement(lines: list[str], start: int) -> _Statement:
    """What begins at `start`, as many lines as its open bracket or quotes need to be closed."""
    key = re.match(_KEY, lines[start])
    names = tuple(_names(key[1])) if key else ()
    end, message = start + 1, "too long"
    for _ in range(_MARKS):
        # With the end of its last line: else a value that is missing looks like one that is open.
        message = _wrong([*lines[start:end], ""])
        if message is None:
            return _Statement(start, end, names)
        mark = next((mark for words, mark in _OPEN if message.startswith(words)), None)
        if mark is None or re.search(_AT_LINE, message):
            break
        closed = next((i for i in range(end, len(lines)) if mark in lines[i]), None)
        if closed is None:
            break
        end = closed + 1
    return _unclosed(lines, start, end, message)


def _unclosed(lines: list[str], start: int, end: int, message: str) -> _Statement:
    """A statement that is not TOML: it costs what it swallowed, never a header or another name."""
    header = next((i for i in range(start + 1, end) if _is_header(lines[i])), None)
    if header is not None:
        message = _wrong([*lines[start:header], ""]) or message
    found = re.search(_AT_LINE, message)
    at = min(start + int(found[1]), header or end) - 1 if found else start
    stop = at if at > start and re.match(_KEY, lines[at]) else at + 1
    while at > start and stop < len(lines) and _goes_on(lines[stop]):
        stop += 1
    return _Statement(start, stop, (), False, message, at)


def _goes_on(line: str) -> bool:
    """Whether it is the rest of a value rather than a line of its own."""
    begins = line.lstrip().startswith("#") or _is_header(line) or re.match(_KEY, line)
    return bool(line.strip()) and not begins


def _mistakes(statements: Iterable[_Statement]) -> Iterator[_Statement]:
    """Those of one table that are not TOML, or set a name that is set already."""
    leaves, inner = set[tuple[str, ...]](), set[tuple[str, ...]]()
    for statement in statements:
        names = () if statement.header else statement.names
        steps = [names[:count] for count in range(1, len(names) + 1)]
        if statement.message is not None:
            yield statement
        elif names in inner or any(step in leaves for step in steps):
            yield replace(statement, message="Cannot overwrite", at=statement.start)
        else:
            leaves.update(steps[-1:])
            inner.update(steps[:-1])


def _left_out(lines: list[str], piece: _Statement, wrong: _Statement) -> Fault:
    """Blank `piece`, because of what is `wrong` in it."""
    words = _sentence(wrong.message or "", lines[wrong.at])
    lines[piece.start : piece.end] = [""] * (piece.end - piece.start)
    return Fault(wrong.start + 1, words, piece.names if piece.header else ())


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
    found = re.findall(_NAME, dotted)
    return [name[1:-1] if name[0] in "\"'" else name for name in found]


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
            if depth == len(path):
                break
    return best
