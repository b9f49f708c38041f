"""Markdown as blocks free of width and colour: a conversation's text is parsed once a look.

Imports the parser: first imported after the paint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tui.transcript.inline import Line, inline_lines


@dataclass(frozen=True, slots=True)
class Paragraph:
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Code:
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[tuple[Block, ...], ...]
    start: int | None = None
    """The first number; None for bullets."""
    tight: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    alignments: tuple[str, ...]
    """`left`, `right`, `center` for each column."""


@dataclass(frozen=True, slots=True)
class Rule:
    pass


Block = Paragraph | Heading | Code | Quote | Listing | Table | Rule


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """HTML is text, addresses become links."""
    return MarkdownIt("commonmark", {"html": False, "linkify": True}).enable(
        ["table", "strikethrough", "linkify"]
    )


def parse(text: str) -> list[Block]:
    """The blocks of cleaned `text`."""
    return blocks_of(parser().parse(text))


def parse_placed(text: str) -> list[tuple[Block, int]]:
    """The top-level blocks with the line (from 0) at which each starts."""
    tokens = parser().parse(text)
    placed: list[tuple[Block, int]] = []
    start = 0
    while start < len(tokens):
        end = _close(tokens, start)
        where = tokens[start].map
        for block in blocks_of(tokens[start : end + 1]):
            placed.append((block, where[0] if where else 0))
        start = end + 1
    return placed


def blocks_of(tokens: Sequence[Token]) -> list[Block]:
    blocks: list[Block] = []
    at = 0
    while at < len(tokens):
        end = _close(tokens, at)
        block = _block(tokens[at], tokens[at + 1 : end])
        if block is not None:
            blocks.append(block)
        at = end + 1
    return blocks


def _close(tokens: Sequence[Token], at: int) -> int:
    """The index of the token that closes the one at `at`; `at` itself if it holds nothing."""
    depth = 0
    for index in range(at, len(tokens)):
        depth += tokens[index].nesting
        if depth <= 0:
            return index
    return len(tokens) - 1


def _block(token: Token, inside: Sequence[Token]) -> Block | None:
    match token.type:
        case "paragraph_open":
            return Paragraph(_lines(inside))
        case "heading_open":
            return Heading(int(token.tag[1:]), _lines(inside))
        case "fence" | "code_block":
            words = token.info.split()
            language = words[0].split("{")[0].strip(",:") if words else ""
            return Code(token.content.removesuffix("\n"), language[:24])
        case "blockquote_open":
            return Quote(tuple(blocks_of(inside)))
        case "bullet_list_open":
            return _listing(inside, None)
        case "ordered_list_open":
            return _listing(inside, int(token.attrGet("start") or 1 if token.attrs else 1))
        case "table_open":
            return _table(inside)
        case "hr":
            return Rule()
        case "inline":
            return Paragraph(inline_lines(token.children or []))
        case _:
            return None


def _lines(inside: Sequence[Token]) -> tuple[Line, ...]:
    return inline_lines(inside[0].children or []) if inside else ()


def _listing(inside: Sequence[Token], start: int | None) -> Listing:
    items: list[tuple[Block, ...]] = []
    tight = not any(
        t.type == "paragraph_open" and not t.hidden and t.level == inside[0].level + 1
        for t in inside
    )
    at = 0
    while at < len(inside):
        end = _close(inside, at)
        items.append(tuple(blocks_of(inside[at + 1 : end])))
        at = end + 1
    return Listing(tuple(items), start, tight)


def _table(inside: Sequence[Token]) -> Table:
    rows: list[list[Line]] = []
    alignments: list[str] = []
    for index, token in enumerate(inside):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            lines = inline_lines(inside[index + 1].children or [])
            rows[-1].append(tuple(span for line in lines for span in line))
            if token.type == "th_open":
                style = str(token.attrGet("style") or "")
                alignments.append(style.removeprefix("text-align:") or "left")
    header, *body = rows or [[]]
    return Table(tuple(header), tuple(tuple(row) for row in body), tuple(alignments))


def all_code(blocks: Sequence[Block]) -> list[Code]:
    """Code blocks in order, those in lists and quotes too."""
    found: list[Code] = []
    for block in blocks:
        match block:
            case Code():
                found.append(block)
            case Quote(inside):
                found += all_code(inside)
            case Listing(items):
                for item in items:
                    found += all_code(item)
            case _:
                pass
    return found
