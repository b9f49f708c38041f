"""Code as lines of spans by Pygments; kept, because a streamed block is seen twice.

First imported after the paint.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from functools import lru_cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Token, _TokenType
from pygments.util import ClassNotFound

from tui.transcript.rows import Span

_KINDS: tuple[tuple[_TokenType, str], ...] = (
    (Token.Comment.Preproc, "keyword"),
    (Token.Comment, "comment"),
    (Token.Keyword.Constant, "number"),
    (Token.Keyword, "keyword"),
    (Token.Operator.Word, "keyword"),
    (Token.Name.Function, "name"),
    (Token.Name.Class, "name"),
    (Token.Name.Tag, "name"),
    (Token.Name.Decorator, "builtin"),
    (Token.Name.Builtin, "builtin"),
    (Token.Name.Exception, "builtin"),
    (Token.Name.Attribute, "builtin"),
    (Token.Literal.String, "string"),
    (Token.Literal.Number, "number"),
    (Token.Generic.Deleted, "deleted"),
    (Token.Generic.Inserted, "inserted"),
    (Token.Generic.Heading, "name"),
    (Token.Generic.Subheading, "name"),
    (Token.Generic.Prompt, "comment"),
)
MOST = 200_000
"""Characters; beyond, code is shown plain."""

_SHORT = 8_000
FORMULAS = "$"
"""What the reader of formulas is asked for by: no language has this name."""
CodeLine = tuple[Span, ...]


_ready: set[str] = set()
_wanted: set[str] = set()


def code_lines(text: str, language: str) -> tuple[CodeLine, ...]:
    """The lines of `text`, each as spans; plain for a language nobody knows or that is not ready.

    A lexer compiles its expressions when it is first used, up to 100 ms of them: `prepare` does
    that in a thread, and what is `wanted` meanwhile is plain.
    """
    language = language.lower()
    read = _lines if len(text) < _SHORT else _long
    return read(text, language if language and is_ready(language) else "")


def is_ready(name: str) -> bool:
    """Whether what colours a language (or reads `FORMULAS`) is there; else it is wanted."""
    if name not in _ready:
        _wanted.add(name)
    return name in _ready


def wanted() -> set[str]:
    """Languages asked for since the last time and not ready."""
    asked = _wanted - _ready
    _wanted.clear()
    return asked


def prepare(languages: Iterable[str]) -> None:
    """Make lexers ready; blocking, for a thread."""
    for language in languages:
        if language == FORMULAS:
            importlib.import_module("tui.maths.readable").readable(r"\frac{1}{2}")
        lexer = _lexer(language)
        if lexer is not None:
            list(lexer.get_tokens("x = 1\n"))
        _ready.add(language)


@lru_cache(maxsize=256)
def _lines(text: str, language: str) -> tuple[CodeLine, ...]:
    text = text.expandtabs(4)
    lexer = _lexer(language) if language and len(text) < MOST else None
    if lexer is None:
        return tuple((Span(line),) for line in text.split("\n"))
    lines: list[list[Span]] = [[]]
    for kind, value in lexer.get_tokens(text + "\n"):  # some lexers know whole lines only
        first, *rest = value.split("\n")
        role = _role(kind)
        if first:
            lines[-1].append(Span(first, role))
        for line in rest:
            lines.append([Span(line, role)] if line else [])
    wanted = text.count("\n") + 1
    return tuple(tuple(line) for line in lines[:wanted])


@lru_cache(maxsize=6)
def _long(text: str, language: str) -> tuple[CodeLine, ...]:
    """Few are kept: what is read of them is many times as large."""
    return _lines.__wrapped__(text, language)


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=512)
def _role(kind: _TokenType) -> str:
    return next((role for parent, role in _KINDS if kind in parent), "text")
