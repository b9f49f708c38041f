"""Full-text search as pure text: what is indexed of a message, what is asked, what is shown of it.

Words go through `unicode61` after our own folding; runs of CJK become bigrams, because such text
has no spaces and a trigram index would miss words of two characters.
"""

from __future__ import annotations

import re

from chat.text import clean, folded, repaired

_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff\u3105-\u312f\u3131-\u318e\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff]+"
)
_TERM = re.compile(r'"([^"]*)"?|(\S+)')
LIMIT = 1_000_000
"""Characters of one message that are searched."""


def index_text(text: str) -> tuple[str, str]:
    """The two columns of the index: words, and bigrams of the CJK runs (each run's last alone)."""
    plain = folded(repaired(text[:LIMIT]).replace("\0", " "))
    grams = [gram for run in _CJK.findall(plain) for gram in [*_bigrams(run), run[-1]]]
    return _CJK.sub(" ", plain), " ".join(grams)


def match(query: str) -> str | None:
    """The FTS5 expression: every term must be there; words match at their beginning.

    None when there is nothing in the query to look for.
    """
    terms: list[str] = []
    for quoted, word in _TERM.findall(query.replace("\0", " ")):
        plain = folded(repaired(quoted or word))
        for run in _CJK.findall(plain):
            terms.append(f'grams:"{" ".join(_bigrams(run))}"' if run[1:] else f'grams:"{run}"*')
        rest = "".join(c if c.isalnum() else " " for c in _CJK.sub(" ", plain)).split()
        if rest:
            terms.append(f'words:"{" ".join(rest)}"' + ("" if quoted else "*"))
    return " AND ".join(terms) if terms else None


def snippet(text: str, query: str, width: int = 120) -> str:
    """One line of `text` around the first term found, as it was written, cleaned."""
    text = clean(text[:LIMIT])
    at = min((place for place in _places(text, query) if place >= 0), default=0)
    start = max(0, at - width // 4)
    while 0 < start < at and not text[start - 1].isspace() and at - start < width // 2:
        start -= 1
    line = " ".join(text[start : start + width * 2].split())
    cut = line[: width - 1] + "…" if len(line) > width else line
    return ("…" if start > 0 else "") + cut


def _places(text: str, query: str) -> list[int]:
    """Where each term stands in `text`; folding changes lengths, so an index maps it back."""
    terms = [folded(quoted or word) for quoted, word in _TERM.findall(query)]
    plain, origin = _folded_with_origin(text)
    found = [plain.find(term) for term in terms if term]
    return [origin[place] if place >= 0 else -1 for place in found]


def _folded_with_origin(text: str) -> tuple[str, list[int] | range]:
    if text.isascii():
        return text.lower(), range(len(text))
    pieces: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        piece = folded(char)
        pieces.append(piece)
        origin.extend([index] * len(piece))
    return "".join(pieces), origin


def _bigrams(run: str) -> list[str]:
    return [run[index : index + 2] for index in range(len(run) - 1)]
