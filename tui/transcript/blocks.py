"""Markdown as blocks free of width and colour: a conversation's text is parsed once a look.

Imports the parser: first imported after the paint.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block, table
from markdown_it.token import Token

from tui.maths.as_source import as_source
from tui.maths.syntax import maths
from tui.transcript.addresses import Addresses
from tui.transcript.footnotes import footnotes
from tui.transcript.inline import Line, inline_lines
from tui.transcript.rows import Span


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
class Formula:
    """One that stands on lines of its own; `opener` is how it was begun."""

    source: str
    opener: str = "$$"


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple[Block, ...]
    alert: str = ""
    """`note`, `tip`, `important`, `warning` or `caution`."""


@dataclass(frozen=True, slots=True)
class Footnote:
    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[tuple[Block, ...], ...]
    start: int | None = None
    """The first number; None for bullets."""
    tight: bool = True
    delimiter: str = "."
    """Behind the numbers."""
    tasks: tuple[bool | None, ...] = ()
    """For each item whether it is done; None: it is no task. Empty if none of them is."""


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    alignments: tuple[str, ...]
    """`left`, `right`, `center` for each column."""


@dataclass(frozen=True, slots=True)
class Rule:
    pass


Block = Paragraph | Heading | Code | Formula | Quote | Footnote | Listing | Table | Rule
BlockRule = Callable[[StateBlock, int, int, bool], bool]
_DEEPEST = 60
"""Blocks in blocks; a list and its item are two."""
_INTERRUPTING = {
    "list": ["paragraph", "reference", "blockquote"],
    "blockquote": ["paragraph", "reference", "blockquote", "list"],
}
"""What each of them ends."""
_ALERT = re.compile(r"\[!(note|tip|important|warning|caution)\] *\Z", re.I)
_TASK = re.compile(r"\[([ xX])\] +")


class _Reader(MarkdownIt):
    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        """An address as people read it, unless something in it would not be seen."""
        read = super().normalizeLinkText(link)
        return read if read.isprintable() else link


def _not_too_deep(rule: BlockRule) -> BlockRule:
    """Deeper than `_DEEPEST` it is text: the parser would drop it."""

    def checked(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        return state.level < _DEEPEST and rule(state, first, last, silent)

    return checked


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """HTML is text, addresses become links."""
    plain = _Reader("commonmark", {"html": False, "linkify": True, "maxNesting": _DEEPEST + 10})
    plain.linkify = Addresses()
    plain.enable(["strikethrough", "linkify"]).use(maths).use(footnotes)
    for name, rule in (("list", list_block), ("blockquote", blockquote)):
        plain.block.ruler.at(name, _not_too_deep(rule), {"alt": _INTERRUPTING[name]})
    # What may be the head of a table is code, an item or a heading first, as on GitHub.
    plain.block.ruler.before("lheading", "last_table", table, {"alt": ["paragraph", "reference"]})
    return plain


def parse(text: str, *, tex: bool = False) -> list[Block]:
    """The blocks of cleaned `text`; `tex` shows the source of its formulas."""
    return blocks_of(_tokens(text, tex=tex))


def has_formulas(text: str) -> bool:
    return as_source(parser().parse(text))


def _tokens(text: str, *, tex: bool) -> list[Token]:
    tokens = parser().parse(text)
    if tex:
        as_source(tokens)
    return tokens


def parse_placed(text: str, *, tex: bool = False) -> list[tuple[Block, int]]:
    """The top-level blocks with the line (from 0) at which each starts."""
    tokens = _tokens(text, tex=tex)
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
            return _quote(blocks_of(inside))
        case "math_block":
            return Formula(token.content, token.markup)
        case "footnote_open":
            return Footnote(token.info, tuple(blocks_of(inside)))
        case "bullet_list_open":
            return _listing(inside, None)
        case "ordered_list_open":
            first = token.attrGet("start")
            return _listing(inside, 1 if first is None else int(first), token.markup)
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


def _quote(blocks: list[Block]) -> Quote:
    match blocks:
        case [Paragraph([[Span(text=words)], *lines]), *rest] if found := _ALERT.match(words):
            first = [Paragraph(tuple(lines))] if lines else []
            return Quote((*first, *rest), found[1].lower())
        case _:
            return Quote(tuple(blocks))


def _task(item: tuple[Block, ...]) -> tuple[bool | None, tuple[Block, ...]]:
    """Whether an item is done (None: it is no task), and the item without its box."""
    match item:
        case [Paragraph([[Span() as span, *spans], *lines]), *rest] if found := _TASK.match(
            span.text
        ):
            words = span._replace(text=span.text[found.end() :])
            paragraph = Paragraph(((words, *spans), *lines))
            return found[1] != " ", (paragraph, *rest)
        case _:
            return None, item


def _listing(inside: Sequence[Token], start: int | None, delimiter: str = ".") -> Listing:
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
    tasks = [_task(item) for item in items]
    if all(done is None for done, _ in tasks):
        return Listing(tuple(items), start, tight, delimiter)
    done, items = zip(*tasks, strict=True)
    return Listing(items, start, tight, delimiter, done)


def _table(inside: Sequence[Token]) -> Table:
    rows: list[list[Line]] = []
    alignments: list[str] = []
    for index, token in enumerate(inside):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(_cell(inline_lines(inside[index + 1].children or [])))
            if token.type == "th_open":
                style = str(token.attrGet("style") or "")
                alignments.append(style.removeprefix("text-align:") or "left")
    header, *body = rows or [[]]
    return Table(tuple(header), tuple(tuple(row) for row in body), tuple(alignments))


def _cell(lines: Sequence[Line]) -> Line:
    """The lines of a cell as one, with the breaks between them as spans."""
    spans: list[Span] = []
    for number, line in enumerate(lines):
        spans += [Span("\n"), *line] if number else line
    return tuple(spans)


def all_code(blocks: Sequence[Block]) -> list[Code]:
    """Code blocks in order, those in lists and quotes too."""
    found: list[Code] = []
    for block in blocks:
        match block:
            case Code():
                found.append(block)
            case Quote(inside) | Footnote(blocks=inside):
                found += all_code(inside)
            case Listing(items):
                for item in items:
                    found += all_code(item)
            case _:
                pass
    return found
