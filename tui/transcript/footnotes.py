"""Footnotes: `[^1]` in a line, and `[^1]: …` where it was written.

Rules of our own: a library moves all notes to the end, and what streams must not jump there.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_MARK = re.compile(r"\[\^([^\]\s]{1,40})\]")
_NOTE = re.compile(r"\[\^([^\]\s]{1,40})\]:[ \t]*")


def footnotes(md: MarkdownIt) -> None:
    """Tokens `footnote_ref` (content is the label) and `footnote_open`, whose info it is."""
    md.inline.ruler.before("link", "footnote_ref", _ref)
    md.block.ruler.before("reference", "footnote", _note, {"alt": ["paragraph", "reference"]})


def _ref(state: StateInline, silent: bool) -> bool:
    found = _MARK.match(state.src, state.pos, state.posMax)
    if found is None or state.src[found.end() : found.end() + 1] in ("(", "["):
        return False
    if not silent:
        state.push("footnote_ref", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _note(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    begin = state.bMarks[first] + state.tShift[first]
    found = _NOTE.match(state.src, begin, state.eMarks[first])
    if found is None or state.is_code_block(first):
        return False
    begun = found.end() < state.eMarks[first]
    if not begun and (first + 1 == last or state.isEmpty(first + 1)):
        return False
    if silent:
        return True
    line = first + 1
    while line < last and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        start = state.bMarks[line] + state.tShift[line]
        if _NOTE.match(state.src, start, state.eMarks[line]):
            break
        line += 1
    opened = state.push("footnote_open", "", 1)
    opened.info, opened.map = found[1], [first, line]
    state.push("paragraph_open", "p", 1).map = [first, line]
    inline = state.push("inline", "", 0)
    words = state.getLines(first, line, state.blkIndent, False).strip()
    inline.content, inline.map, inline.children = (
        words[len(found[0].rstrip()) :].strip(),
        [first, line],
        [],
    )
    state.push("paragraph_close", "p", -1)
    state.push("footnote_close", "", -1)
    state.line = line
    return True
