"""Inline tokens as lines of spans. A line break of the source is one: models mean them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chat.text import clean
from tui.transcript.formulas import shown_formula
from tui.transcript.rows import Span
from tui.transcript.styles import CODE, EMPHASIS, LINK, STRIKE, STRONG

if TYPE_CHECKING:
    from markdown_it.token import Token

Line = tuple[Span, ...]

_FLAGS = {"strong": STRONG, "em": EMPHASIS, "s": STRIKE}
_SAFE = ("http://", "https://", "mailto:")
_BREAK = re.compile(r"<br */?>", re.I)
_ADDRESS = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})(?::\d+)?(?:[/?#]\S*)?", re.I)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def inline_lines(tokens: Sequence[Token]) -> tuple[Line, ...]:
    """The lines of a paragraph, a heading or a cell."""
    lines: list[list[Span]] = [[]]
    flags, href, begun = 0, "", (0, 0)
    for token in tokens:
        name, _, edge = token.type.rpartition("_")
        match token.type:
            case "text" | "html_inline" | "text_special":
                first, *more = _BREAK.split(_one_line(token.content))
                _add(lines, first, flags, href)
                for text in more:
                    lines.append([])
                    _add(lines, text.lstrip(" "), flags, href)
            case "code_inline":
                lines[-1].append(Span(_one_line(token.content), "text", flags | CODE, href))
            case "math_inline":
                lines[-1] += shown_formula(token.content, token.markup, flags)
            case "footnote_ref":
                lines[-1].append(Span(raised(token.content), "accent", flags))
            case "softbreak" | "hardbreak":
                lines.append([])
            case "link_open":
                href, begun = _address(token), (len(lines) - 1, len(lines[-1]))
                flags |= LINK if href else 0
            case "link_close":
                lines[-1] += _elsewhere(lines[begun[0]][begun[1] :], href)
                flags, href = flags & ~LINK, ""
            case "image":
                href_of = _address(token, "src")
                words = _one_line(_said(token.children or ())) or href_of or "picture"
                lines[-1].append(Span(f"▣ {words}", "text", LINK if href_of else 0, href_of))
            case _ if name in _FLAGS:
                flags = flags | _FLAGS[name] if edge == "open" else flags & ~_FLAGS[name]
            case _:
                pass
    return tuple(tuple(line) for line in lines)


def _said(tokens: Sequence[Token]) -> str:
    """The words of what stands in place of a picture, which may be links and pictures itself."""
    return "".join(_said(token.children) if token.children else token.content for token in tokens)


def _one_line(text: str) -> str:
    """Cleaned once more: `&#10;` and the `%1b` of an address are characters only now."""
    return clean(text).replace("\t", " ").replace("\n", " ")


def raised(label: str) -> str:
    """A footnote's mark."""
    return label.translate(_RAISED) if label.isdecimal() and label.isascii() else f"[{label}]"


def _add(lines: list[list[Span]], text: str, flags: int, href: str) -> None:
    if text:
        lines[-1].append(Span(text, "text", flags, href))


def _address(token: Token, name: str = "href") -> str:
    """An address a person may open; others are shown as text only."""
    address = str(token.attrGet(name) or "")
    return address if address.lower().startswith(_SAFE) else ""


def _elsewhere(spans: Sequence[Span], href: str) -> list[Span]:
    """Where a link leads whose words are an address of another place."""
    said = _ADDRESS.fullmatch("".join(span.text for span in spans).strip())
    if said is None or not href:
        return []
    try:
        place = urlsplit(href).hostname or ""
    except ValueError:
        place = ""
    same = said[1].lower().removeprefix("www.") == place.removeprefix("www.")
    return [] if same or not place else [Span(f" ⚠ {place}", "warn")]
