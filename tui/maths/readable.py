"""Formulas as readable Unicode, one line each: what has no readable form stays source.

The parser and most symbols are pylatexenc's; scripts, fractions and rows are laid out here. First
imported with the first formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from unicodedata import normalize

from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexNode,
    LatexSpecialsNode,
    LatexWalker,
    LatexWalkerError,
    get_default_latex_context_db,
)
from pylatexenc.macrospec import std_macro

from tui.maths.lined_up import lined_up
from tui.maths.symbols import (
    ACCENTS,
    BINARY,
    CLOSED,
    CLOSERS,
    GONE,
    LARGE,
    LOWERED,
    MORE,
    NAMES,
    RAISED,
    RELATIONS,
    ROOTS,
    ROWS,
    SILENT,
    SPACES,
    VULGAR,
    WORDS,
)

_LONGEST = 2000
"""Characters of a formula; a longer one is shown as it was written."""
_DEEPEST = 40
"""Groups in groups; deeper ones are nobody's formula."""

_CLOSE = re.compile(f" ([{''.join(sorted(RELATIONS | BINARY))}]) ")
_SIMPLE = re.compile(r"[\w.∞°′\u0300-\u036f\u20d7]+|[√∛∜]?\([^()]*\)|[^\W\d]\([^()]*\)")

_ONE = (*sorted(WORDS), *ACCENTS, "pmod", "operatorname*", "not")
_TWO = (
    *("frac", "tfrac", "dfrac", "cfrac", "binom", "tbinom", "dbinom"),
    *("overset", "underset", "stackrel", "color", "textcolor"),
)
_ROOT = ("sqrt", "xrightarrow", "xleftarrow")
_ALPHABETS = ("mathbb", "mathcal", "mathfrak", "mathscr")
_TAKING = frozenset((*_ONE, *_TWO, *_ROOT))


class _Unreadable(Exception):
    """Something in a formula has no readable form."""


@lru_cache(maxsize=512)
def readable(source: str) -> tuple[str, ...] | None:
    """The lines of the formula `source` (without its delimiters); None if it has no readable form.

    Raises nothing, whatever `source` is.
    """
    if len(source) > _LONGEST:
        return None
    try:
        nodes, _, _ = _walker(source).get_latex_nodes()
        lines = _lines(nodes)
    except (_Unreadable, LatexWalkerError, RecursionError):
        return None
    except (ValueError, IndexError, KeyError, AttributeError, TypeError):
        return None  # the parser's own, on what is hardly LaTeX
    return tuple(lines) or None


def _walker(source: str) -> LatexWalker:
    return LatexWalker(source, latex_context=_context(), tolerant_parsing=False)


@lru_cache(maxsize=1)
def _context() -> object:
    known = get_default_latex_context_db()
    macros = [std_macro(name, False, 1) for name in _ONE]
    macros += [std_macro(name, False, 2) for name in _TWO]
    macros += [std_macro(name, True, 1) for name in _ROOT]
    known.add_context_category("maths", macros=macros, prepend=True)
    return known


@lru_cache(maxsize=1)
def _symbols() -> LatexNodes2Text:
    return LatexNodes2Text(math_mode="text", fill_text=False)


def _lines(nodes: Sequence[LatexNode]) -> list[str]:
    """A formula's rows: those of an `aligned` around it too."""
    solid = [n for n in nodes if not (isinstance(n, LatexCharsNode) and not n.chars.strip())]
    match solid:
        case [LatexEnvironmentNode() as whole] if whole.environmentname in ROWS:
            return _lines(whole.nodelist)
        case _:
            table = _table(nodes)
            if sum(len(row) > 1 for row in table) > 1:
                return lined_up([[_texts(cell, 0) for cell in row] for row in table])
            rows = (_texts(list(chain(*row)), 0).strip() for row in table)
            return [row for row in rows if row]


def _table(nodes: Sequence[LatexNode]) -> list[list[list[LatexNode]]]:
    r"""Rows of cells: `\\` ends a row, `&` a cell."""
    rows: list[list[list[LatexNode]]] = [[[]]]
    for node in nodes:
        if isinstance(node, LatexMacroNode) and node.macroname in ("\\", "cr", "newline"):
            rows.append([[]])
        elif isinstance(node, LatexSpecialsNode) and node.specials_chars == "&":
            rows[-1].append([])
        else:
            rows[-1][-1].append(node)
    return rows


def _texts(nodes: Sequence[LatexNode], depth: int) -> str:
    """Nodes in a row as text, scripts raised and lowered."""
    if depth > _DEEPEST:
        raise _Unreadable
    made, apart = "", False
    atoms = _atoms(nodes, depth)
    for atom in atoms:
        if atom in ("^", "_"):
            script = _script(atom, _next(atoms))
            made, apart = made.rstrip() + script, apart or script[-1] == ")"
            continue
        if atom in RELATIONS or (atom in BINARY and made.strip()):
            made = f"{made.rstrip()} {atom} "
        elif atom in CLOSERS:
            made = made.rstrip() + atom
        elif atom != " ":
            first = atom[0]
            word = len(atom) > 1 and first.isalpha() and made[-1:].isalnum()  # "2 sin x"
            if word or (apart and (first.isalnum() or first in "(√{")):
                made += " "
            made += atom
        elif not made.endswith(" "):
            made += atom
        apart = atom in LARGE
    return made


def _next(atoms: Iterator[str]) -> str:
    """What a mark is of."""
    for atom in atoms:
        if atom.strip():
            return atom
    raise _Unreadable


def _atoms(nodes: Sequence[LatexNode], depth: int) -> Iterator[str]:
    """What a script may be put on, one by one."""
    for node in nodes:
        match node:
            case LatexCharsNode():
                yield from re.sub(r"\s+", " ", node.chars).replace("-", "−").replace("'", "′")
            case LatexGroupNode():
                if inner := _texts(node.nodelist, depth + 1):
                    yield inner
            case LatexMacroNode():
                if text := _macro(node, depth):
                    yield text
                    if node.macro_post_space and len(text) > 1:
                        yield " "
            case LatexEnvironmentNode():
                yield _environment(node, depth)
            case LatexSpecialsNode():
                yield {"~": " ", "&": " "}.get(node.specials_chars, node.specials_chars)
            case _:
                raise _Unreadable


def _script(mark: str, text: str) -> str:
    text = _CLOSE.sub(r"\1", text.strip())
    table = RAISED if mark == "^" else LOWERED
    plain = text.replace("−", "-")
    if mark == "^" and text in ("∘", "°"):
        return "°"
    if all(letter in table for letter in plain):
        return "".join(table[letter] for letter in plain)
    return f"{mark}{text}" if len(text) == 1 else f"{mark}({text})"


def _macro(node: LatexMacroNode, depth: int) -> str:
    name = node.macroname
    given = [_given(each, depth + 1) for each in (node.nodeargd.argnlist if node.nodeargd else ())]
    match name, given:
        case "tag", [what]:
            return f" ({what})"
        case _ if name in SILENT or name in GONE:
            return ""
        case _ if name in SPACES:
            return SPACES[name]
        case _ if name in MORE:
            return MORE[name]
        case _ if name in NAMES:
            return name
        case (("frac" | "tfrac" | "dfrac" | "cfrac"), [above, below]):
            return _fraction(above, below)
        case (("binom" | "tbinom" | "dbinom"), [above, below]):
            return f"C({above}, {below})"
        case "sqrt", [_, degree, what] | [degree, what]:
            root = ROOTS.get(degree)
            return f"{root or _script('^', degree) + '√'}{what if len(what) == 1 else f'({what})'}"
        case (("overset" | "stackrel"), [above, what]):
            return f"{what}{_script('^', above)}"
        case "underset", [below, what]:
            return f"{what}{_script('_', below)}"
        case (("xrightarrow" | "xleftarrow"), [*_, above]):
            return f" ─{above}→ " if name == "xrightarrow" else f" ←{above}─ "
        case "pmod", [of]:
            return f" (mod {of})"
        case "not", [of]:
            return normalize("NFC", f"{of}\u0338")
        case (("color" | "textcolor"), [*_, what]):
            return "" if name == "color" else what
        case _, [what] if name in ACCENTS:
            return normalize("NFC", "".join(letter + ACCENTS[name] for letter in what))
        case _, [*_, what] if name in WORDS:
            return what
        case _ if name in _ALPHABETS or name not in _TAKING:
            return _symbol(node)
        case _:
            raise _Unreadable


def _symbol(node: LatexMacroNode) -> str:
    """A symbol or a letter of another alphabet, from the library's table."""
    known = _symbols().latex_context.get_macro_spec(node.macroname)
    if known is None or not known.macroname:
        raise _Unreadable
    text = known.simplify_repl if isinstance(known.simplify_repl, str) else None
    if text is None or "%" in text:
        text = str(_symbols().node_to_text(node))
    if not text:
        raise _Unreadable
    return text


def _given(node: LatexNode | None, depth: int) -> str:
    return "" if node is None else _texts([node], depth).strip()


def _fraction(above: str, below: str) -> str:
    plain = f"{above}/{below}"
    return VULGAR.get(plain) or "/".join(
        part if _SIMPLE.fullmatch(part) else f"({part})" for part in (above, below)
    )


def _environment(node: LatexEnvironmentNode, depth: int) -> str:
    name = node.environmentname
    rows = [[_texts(cell, depth + 1).strip() for cell in row] for row in _table(node.nodelist)]
    rows = [row for row in rows if any(row)]
    match name:
        case "cases" | "dcases" | "rcases":
            return "{ " + "; ".join(", ".join(filter(None, row)) for row in rows) + " }"
        case "matrix" | "smallmatrix" | "array":
            return "; ".join(", ".join(row) for row in rows)
        case _ if name in CLOSED:
            return "; ".join(", ".join(row) for row in rows).join(CLOSED[name])
        case _ if name in ROWS:
            return "; ".join("".join(row) for row in rows)
        case _:
            raise _Unreadable
