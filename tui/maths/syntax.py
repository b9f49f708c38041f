r"""Where formulas begin and end in Markdown: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, `\begin{align}…`.

Rules of our own because of money: a sum of dollars must stay one, whatever follows it.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from tui.maths.symbols import CLOSED, ROWS

LONGEST = 4000
"""Characters from the beginning of a formula to its end."""
_CLOSER = {"$$": "$$", r"\[": r"\]", r"\(": r"\)"}
_ENVIRONMENTS = "|".join(re.escape(name) for name in sorted({*ROWS, *CLOSED, "cases"}))
_BLOCK = re.compile(rf"\$\$|\\\[|\\begin\{{({_ENVIRONMENTS})\}}")
_DOLLAR = re.compile(r"\$(?![\s$])((?:\\.|[^$\\\n]){0,999}?)(?<!\s)\$(?![\w$])")
_MONEY = re.compile(r"\d[^\\]*?\b[^\W\d_]{2,}[^\\]*\Z|\d[\d.,]*[kKmMbB]?\Z")
"""An amount and words after it; a bare number is no formula either."""


def maths(md: MarkdownIt) -> None:
    """Tokens `math_inline` and `math_block`: content is the formula, markup how it was begun."""
    md.inline.ruler.before("escape", "maths", _inline)
    interrupts = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    md.block.ruler.before("fence", "maths_block", _block, interrupts)


def _inline(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    opener = source[start : start + 2]
    if closer := _CLOSER.get(opener):
        end = source.find(closer, start + 2, min(state.posMax, start + LONGEST))
        content, after = source[start + 2 : end], end + 2
        if end < 0 or not content.strip() or "\n\n" in content:
            return False
    else:
        found = _DOLLAR.match(source, start, state.posMax) if opener[:1] == "$" else None
        if found is None or _MONEY.match(found[1]) or source[start - 1 : start].isalnum():
            return False
        opener, content, after = "$", found[1], found.end()
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content, token.markup = content.strip(), opener
    state.pos = after
    return True


def _block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    begin = state.bMarks[first] + state.tShift[first]
    if state.is_code_block(first):
        return False
    found = _BLOCK.match(state.src, begin, state.eMarks[first])
    if found is None:
        return False
    closer = rf"\end{{{found[1]}}}" if found[1] else _CLOSER[found[0]]
    end = state.src.find(closer, begin + len(found[0]), begin + LONGEST)
    if end < 0:
        return False
    line = bisect_left(state.eMarks, end + len(closer), first, last)
    if line == last or any(state.sCount[at] < state.blkIndent for at in range(first + 1, line + 1)):
        return False
    if state.src[end + len(closer) : state.eMarks[line]].strip():
        return False  # words follow: a paragraph with a formula in it
    if silent:
        return True
    content = state.getLines(first, line + 1, state.blkIndent, False).strip()
    if not found[1]:
        content = content[2:-2].strip()
    token = state.push("math_block", "math", 0)
    token.content, token.markup, token.block = content, found[0], True
    token.map = [first, line + 1]
    state.line = line + 1
    return True
