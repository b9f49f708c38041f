"""Inline tokens as lines of spans. A line break of the source is one: models mean them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.transcript.rows import Span
from tui.transcript.styles import CODE, EMPHASIS, LINK, STRIKE, STRONG

if TYPE_CHECKING:
    from markdown_it.token import Token

Line = tuple[Span, ...]

_FLAGS = {"strong": STRONG, "em": EMPHASIS, "s": STRIKE}
_SAFE = ("http://", "https://", "mailto:")


def inline_lines(tokens: Sequence[Token]) -> tuple[Line, ...]:
    """The lines of a paragraph, a heading or a cell."""
    lines: list[list[Span]] = [[]]
    flags, href = 0, ""
    for token in tokens:
        name, _, edge = token.type.rpartition("_")
        match token.type:
            case "text" | "html_inline" | "text_special":
                if token.content:
                    lines[-1].append(Span(token.content.replace("\t", " "), "text", flags, href))
            case "code_inline":
                lines[-1].append(Span(token.content, "text", flags | CODE, href))
            case "softbreak" | "hardbreak":
                lines.append([])
            case "link_open":
                href = _address(token)
                flags |= LINK if href else 0
            case "link_close":
                flags, href = flags & ~LINK, ""
            case "image":
                href_of = _address(token, "src")
                words = token.content or href_of or "picture"
                lines[-1].append(Span(f"▣ {words}", "text", LINK if href_of else 0, href_of))
            case _ if name in _FLAGS:
                flags = flags | _FLAGS[name] if edge == "open" else flags & ~_FLAGS[name]
            case _:
                pass
    return tuple(tuple(line) for line in lines)


def _address(token: Token, name: str = "href") -> str:
    """An address a person may open; others are shown as text only."""
    address = str(token.attrGet(name) or "")
    return address if address.lower().startswith(_SAFE) else ""
