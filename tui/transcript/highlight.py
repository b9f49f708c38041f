"""Code as lines of spans by Pygments; kept, because a streamed block is seen twice.

First imported after the paint.
"""

from __future__ import annotations

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
_LONGEST = 200_000
"""Characters; beyond, code is shown plain."""

CodeLine = tuple[Span, ...]


@lru_cache(maxsize=256)
def code_lines(text: str, language: str) -> tuple[CodeLine, ...]:
    """The lines of `text`, each as spans; plain for a language nobody knows."""
    text = text.expandtabs(4)
    lexer = _lexer(language.lower()) if language and len(text) < _LONGEST else None
    if lexer is None:
        return tuple((Span(line),) for line in text.split("\n"))
    lines: list[list[Span]] = [[]]
    for kind, value in lexer.get_tokens(text):
        first, *rest = value.split("\n")
        role = _role(kind)
        if first:
            lines[-1].append(Span(first, role))
        for line in rest:
            lines.append([Span(line, role)] if line else [])
    wanted = text.count("\n") + 1
    return tuple(tuple(line) for line in lines[:wanted])


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=512)
def _role(kind: _TokenType) -> str:
    return next((role for parent, role in _KINDS if kind in parent), "text")
