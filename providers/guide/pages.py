"""The help pages: Markdown files beside this one, cut into sections at their headings.

A line `words: …` right under a heading holds what people say instead of the words of the text;
it is searched and never shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

_HEADING = re.compile(r"^(#{1,2}) (.+)$")


@dataclass(frozen=True, slots=True)
class Section:
    """One answer: what stands under one heading of a page."""

    page: str
    """The page's name, e.g. `pictures`."""
    subject: str
    """The page's own title."""
    title: str
    words: str
    body: str
    """Markdown, without the heading."""


@cache
def sections() -> tuple[Section, ...]:
    """Every section of every page, in the order of the file names. Reads files; cached."""
    folder = resources.files(__package__ or "providers.guide") / "topics"
    found: list[Section] = []
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".md"):
            name = file.name.removesuffix(".md").lstrip("0123456789-")
            found.extend(cut(name, file.read_text(encoding="utf-8")))
    return tuple(found)


def cut(page: str, text: str) -> list[Section]:
    """The sections of one page. Text inside a code fence is never a heading."""
    subject = ""
    found: list[Section] = []
    heading, lines, fenced = "", list[str](), False
    for line in [*text.splitlines(), "## "]:
        if line.startswith("```"):
            fenced = not fenced
        match = None if fenced else _HEADING.match(line) or (line == "## ")
        if not match:
            lines.append(line)
            continue
        if heading:
            found.append(_section(page, subject, heading, lines))
        if match is not True:
            heading, lines = match[2].strip(), []
            subject = heading if match[1] == "#" else subject
    return [section for section in found if section.body]


def _section(page: str, subject: str, heading: str, lines: list[str]) -> Section:
    words = ""
    if lines and lines[0].startswith("words:"):
        words, lines = lines[0].removeprefix("words:").strip(), lines[1:]
    return Section(page, subject, heading, words, "\n".join(lines).strip())
