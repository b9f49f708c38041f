"""What is streamed and opened: Markdown as models write it, the same in every run."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator

_WORDS = tuple(
    re.findall(
        r"\w+",
        """the proxy closes an idle connection after sixty seconds so raise its timeout or send a
        small message now and then because nothing else tells both ends that somebody is there
        while a query waits for its lock and the index grows with every row that is written""",
    )
)
_FOREIGN = (
    "naïve café",
    "Жители моря",
    "雨が古い屋根に降る",
    "κύματα",
    "안녕하세요",
    "🚲 → 🌧",
    "مرحبا",
)
_CODE = """```python
def chunks(rows, size):
    # keep the order of what came
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


print(sum(len(part) for part in chunks(list(range(1000)), 64)))
```"""
_TABLE = """| place | setting | default |
| --- | --- | --- |
| nginx | `proxy_read_timeout` | 60 s |
| haproxy | `timeout server` | 50 s |
| balancer | idle timeout | 60 s |"""


def answer(tokens: int, seed: int = 7) -> list[str]:
    """About `tokens` pieces of some four characters, ending in a paragraph of its own."""
    pieces: list[str] = []
    chosen = random.Random(seed)
    for block in _blocks(chosen, foreign=0.2):
        if len(pieces) >= tokens:
            break
        pieces += re.findall(r"\s?\S{1,5}|\s+", block + "\n\n")
    return pieces[:tokens]


def message(number: int, characters: int) -> str:
    """One stored message of about so many characters, some of them not Latin-1."""
    chosen = random.Random(number)
    text = ""
    for block in _blocks(chosen, foreign=0.2):
        if len(text) + len(block) > characters and text:
            break
        text += block + "\n\n"
    return text.strip()


def _blocks(chosen: random.Random, foreign: float) -> Iterator[str]:
    for count in itertools.count():
        match chosen.choice("ppppplhct"):
            case "p":
                yield sentence(chosen, chosen.randint(25, 80), foreign)
            case "l":
                rows = range(1, chosen.randint(3, 6))
                yield "\n".join(f"{row}. {sentence(chosen, 9, foreign)}" for row in rows)
            case "h":
                yield f"## Part {count}\n\n{sentence(chosen, 20, foreign)}"
            case "c":
                yield _CODE
            case _:
                yield _TABLE


def sentence(chosen: random.Random, words: int, foreign: float = 0.2) -> str:
    row = [chosen.choice(_WORDS) for _ in range(words)]
    if chosen.random() < foreign:
        row[chosen.randrange(words)] = chosen.choice(_FOREIGN)
    row[chosen.randrange(words)] = f"**{chosen.choice(_WORDS)}**"
    row[chosen.randrange(words)] = f"`{chosen.choice(_WORDS)}()`"
    return " ".join(row).capitalize() + "."
