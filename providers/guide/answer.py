"""The guide's answer to a question: the section that fits, what stands near it, and who speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from chat.text import clean_line
from providers.guide.pages import Section, sections
from providers.guide.search import Index, Results, terms

PICTURE = "\ufffc"
"""Stands for a picture in a question's text."""

_ENOUGH = 0.6
"""A question understood less than this is not about palaver."""
_GREETINGS = frozenset(
    ("hi", "hello", "hey", "hallo", "moin", "yo", "howdy", "good", "morning", "evening", "day")
)

I_AM = "I am palaver’s built-in help, **not a language model**: I look things up in my pages."
HOW_TO = (
    "To talk with a model, press `Ctrl+L` and pick one. A row that says *enter key* asks for "
    "its key; a server on this machine (LM Studio, llama.cpp) needs none."
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said, as Markdown, and what was thought before it, as plain text."""

    thought: str
    text: str


_READ = 2_000
"""Characters of a question that are looked up; forgiving each unknown word costs time."""


def reply(questions: Sequence[str]) -> Reply:
    """The answer to the last of `questions`. Reads the pages the first time: not on a loop."""
    question = (questions[-1] if questions else "")[:_READ].strip()
    first = len(questions) < 2
    if PICTURE in question:
        return _blind()
    if not terms(question) or _GREETINGS.issuperset(question.casefold().strip("!., ").split()):
        return _welcome()
    results = index().search(question)
    if results.understood < _ENOUGH:
        return _beyond(question, results)
    return _answer(results, first=first)


@cache
def index() -> Index:
    """The index over all pages."""
    return Index(sections())


def _answer(results: Results, *, first: bool) -> Reply:
    best, *others = results.found
    near = [found.section for found in others if found.score > best.score * 0.35][:3]
    text = [f"{I_AM}\n"] if first else []
    text += [f"## {best.section.title}\n", best.section.body]
    if near:
        text.append("\n**See also:** " + " · ".join(_named(section) for section in near))
    if first:
        text.append(f"\n---\n\n{HOW_TO}")
    looked = ", ".join(dict.fromkeys(found.section.subject.lower() for found in results.found[:3]))
    thought = (
        f"Looking for {_listed(results.terms)} in {len(sections())} sections. "
        f"The nearest are in {looked}; “{best.section.title}” fits best."
    )
    return Reply(thought, "\n".join(text))


def _beyond(question: str, results: Results) -> Reply:
    text = [
        f"{I_AM} They say nothing about “{clean_line(question, 60)}”: for that you need a model.\n",
        HOW_TO,
    ]
    if results.found:
        near = " · ".join(_named(found.section) for found in results.found[:3])
        text.append(f"\nThe nearest I have: {near}")
    text.append(f"\n{_contents()}")
    missing = [term for term in results.terms if not results.found or term not in _known()]
    return Reply(
        f"My pages know nothing of {_listed(missing or results.terms)}. "
        "I must not make an answer up.",
        "\n".join(text),
    )


def _welcome() -> Reply:
    text = f"Hello! {I_AM} Ask me how anything here works.\n\n{HOW_TO}\n\n{_contents()}"
    return Reply("Somebody says hello: I say who I am and what I know.", text)


def _blind() -> Reply:
    text = (
        f"{I_AM} I cannot see pictures.\n\nPress `Ctrl+L` and pick a model that sees; the picture "
        "stays in the conversation and goes along with the next question."
    )
    return Reply("There is a picture in the question, and I cannot see.", text)


def _contents() -> str:
    subjects = list(dict.fromkeys(section.subject for section in sections()))
    rows = "\n".join(f"- {subject}" for subject in subjects)
    return f"I have pages about:\n\n{rows}\n\nPictures without any server: pick `guide/canvas`."


@cache
def _known() -> frozenset[str]:
    return frozenset(
        term
        for section in sections()
        for term in terms(f"{section.title} {section.words} {section.body}")
    )


def _named(section: Section) -> str:
    return section.title if section.title == section.subject else f"*{section.title}*"


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"“{clean_line(word, 24)}”" for word in words[:5]) or "that"
