"""Text of ours around a model's own: quoted for the front matter, escaped for a heading."""

from __future__ import annotations

import json
import re
from datetime import datetime

from chat.text import clean_line, repaired

_MARKS = re.compile(r"[\\`*\[\]<>&~$|!#]|(?<![^\W_])_|_(?![^\W_])")
_UNPRINTED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


def quoted(text: str) -> str:
    """`text` as JSON writes it, which YAML reads; what no editor shows is escaped."""
    plain = json.dumps(repaired(text), ensure_ascii=False)
    return _UNPRINTED.sub(lambda found: f"\\u{ord(found[0]):04x}", plain)


def escaped(text: str, limit: int = 200) -> str:
    """`text` on one line, shown by any Markdown reader as it stands."""
    return _MARKS.sub(lambda found: "\\" + found[0], clean_line(text, limit))


def iso(time: float) -> str:
    """Unix seconds as ISO 8601 with this machine's zone."""
    return datetime.fromtimestamp(time).astimezone().isoformat(timespec="seconds")
