"""Inline tokens as lines of spans. A line break of the source is one: models mean them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

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
_ADDRESS = re.compile(
    r"(?:https?://|mailto:)?(?P<who>[^\s/@]+@)?(?P<place>(?:[\w-]+\.)+(?:[^\W\d_]{2,}|xn--[\w-]+)"
    r"|\d{1,3}(?:\.\d{1,3}){3}|(?<=//)[\w-]+|\[[\da-f:.]+\])\.?(?::\d+)?(?:[/?#]\S*)?[.,;:!?]?",
    re.I,
)
_NO_PLACE = re.compile(
    r"[\w.-]+\.(?:js|mjs|ts|jsx|tsx|json|html?|css|csv|toml|ya?ml|xml|ini|conf|cfg|lock|log|txt|pdf"
    r"|png|jpe?g|svg|cpp|hpp|java|rb|go|sql|ipynb|exe|dll)",
    re.I,
)
"""Names of files and libraries; nobody can have an address that ends so."""
_FILE = re.compile(r"[\w.-]+\.(?:md|py|rs|sh|pl|cc|ps)", re.I)
"""Names that are mostly of files: believed where the link leads to a file of that name."""
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
    """Where a link leads whose words are an address of another place, or another person's."""
    words = "".join(span.text for span in spans).strip()
    said = _ADDRESS.fullmatch(words)
    if said is None or not href or _NO_PLACE.fullmatch(words):
        return []
    if _FILE.fullmatch(words) and href.lower().endswith(f"/{words.lower()}"):
        return []
    who, place = _whose(href)
    mailed = said["who"].lower() if said["who"] and who else who
    same = (mailed, _known_as(said["place"])) == (who, _known_as(place))
    return [] if same or not place else [Span(f" ⚠ {who}{place}", "warn")]


def _whose(href: str) -> tuple[str, str]:
    """The place an address leads to, and before it to whom there, if it is one of mail."""
    try:
        parts = urlsplit(href)
        if parts.scheme != "mailto":
            return "", parts.hostname or ""
    except ValueError:
        return "", ""
    who, _, place = unquote(parts.path).lower().rpartition("@")
    return _one_line(f"{who}@"), _one_line(place)


def _known_as(place: str) -> str:
    """A host's name as it is looked up."""
    name = place.lower().strip("[].").removeprefix("www.")
    try:
        return name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        return name
