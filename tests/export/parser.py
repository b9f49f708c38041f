"""Reads an export back: what the format promises is what this small reader needs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field


@dataclass(slots=True)
class Block:
    """A message: `texts` and `reasonings` as they were said, `rest` what palaver wrote."""

    number: int
    after: int
    role: str
    heading: str
    texts: list[str] = field(default_factory=list)
    reasonings: list[str] = field(default_factory=list)
    rest: str = ""


def front(markdown: str) -> dict[str, object]:
    """The front matter; `models` is a list, times are text."""
    assert markdown.startswith("---\n")
    found: dict[str, object] = {}
    models: list[str] = []
    for line in markdown[4 : markdown.index("\n---\n")].split("\n"):
        if line.startswith("  - "):
            models.append(json.loads(line[4:]))
            continue
        name, _, value = line.partition(":")
        value = value.strip()
        found[name] = json.loads(value) if value.startswith('"') else value
    return {**found, "models": models}


def parse(markdown: str) -> list[Block]:
    word = re.escape(str(front(markdown)["boundary"]))
    pattern = rf"\n<!-- {word} message (\d+) after (\d+) (\w+) -->\n\n## (.*)\n"
    starts = list(re.finditer(pattern, markdown))
    ends = [found.start() for found in starts[1:]] + [len(markdown)]
    blocks = []
    for found, end in zip(starts, ends, strict=True):
        block = Block(int(found[1]), int(found[2]), found[3], found[4])
        body = markdown[found.end() : end]
        said = rf"\n<!-- {word} (text|reasoning)( and [^>]*)? -->\n\n(.*?)\n\n<!-- {word} end -->\n"
        for kind, added, text in re.findall(said, body, re.DOTALL):
            text = text.rpartition("\n")[0] if added else text
            (block.texts if kind == "text" else block.reasonings).append(text)
        block.rest = re.sub(said, "", body, flags=re.DOTALL)
        blocks.append(block)
    return blocks
