"""What the guide answers to what people ask, and what it leaves to a model."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.guide import answer
from providers.guide.pages import Section, cut, sections
from providers.guide.search import Index, stem, terms


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("how do I stop an answer?", "Stopping an answer"),
        ("how do i stpo an answr", "Stopping an answer"),
        ("where are my conversations stored", "Where everything is kept"),
        ("add an api key", "Keys for services"),
        ("use ollama", "Servers on this machine"),
        ("how do I paste a long text", "Pasting"),
        ("the esc key is slow in tmux", "A key does nothing"),
        ("change theme", "Themes"),
        ("make it dark", "Themes"),
        ("pictures look blurry", "Pictures look coarse"),
        ("how do I draw a wide picture", "Size, number and seed"),
        ("regenerate", "Another answer"),
        ("^L", "Models"),
        ("/system", "System prompt"),
        ("connect my own endpoint", "Your own endpoint"),
        ("429", "Rate limit and quota"),
        ("newline", "New line"),
        ("is my data private?", "Privacy"),
        ("markdown demo", "What Markdown looks like"),
        ("exit codes", "Exit codes"),
        ("copy code", "Copying"),
        ("I get 401", "The key is not accepted"),
        ("continue yesterday's session", "Going on where you were"),
        ("undo delete", "Deleting a conversation"),
        ("how do I use it in a script", "One answer in the shell"),
        ("proxy", "Proxy"),
        ("the disk is full", "The database"),
        ("vim editor", "Your own editor"),
        ("which model at startup", "Which model is used at the start"),
        ("how do I get a real language model", "Getting a language model"),
    ],
)
def test_a_question_finds_its_section(question: str, title: str) -> None:
    assert f"## {title}\n" in answer.reply([question]).text


@pytest.mark.parametrize(
    "question",
    [
        "write a haiku about rain",
        "what is the capital of France",
        "explain quantum mechanics",
        "explain how photosynthesis works",
        "write a python function that sorts a list",
        "ich brauche hilfe beim Kochen",
    ],
)
def test_what_the_pages_do_not_know_is_left_to_a_model(question: str) -> None:
    reply = answer.reply([question])
    assert "for that you need a model" in reply.text
    assert question in reply.text
    assert "Ctrl+L" in reply.text
    assert "must not make an answer up" in reply.thought


@pytest.mark.parametrize("question", ["hi", "Hello!", "good morning", "", "???", "🙂"])
def test_a_greeting_is_returned_with_what_there_is(question: str) -> None:
    text = answer.reply([question]).text
    assert text.startswith("Hello!")
    assert "- Keys\n" in text


def test_no_question_at_all_is_a_greeting() -> None:
    assert answer.reply([]).text.startswith("Hello!")


@given(st.text(max_size=200))
def test_any_question_gets_an_answer_of_one_kind(question: str) -> None:
    reply = answer.reply([question])
    assert reply.text.strip()
    assert reply.thought.strip()


def test_a_hostile_question_is_quoted_harmlessly() -> None:
    text = answer.reply(["\x1b[31mzorblax\x00 qqq\u202e"]).text
    assert "zorblax" in text
    assert not re.search(r"[\x00-\x08\x1b\u202e]", text)


def test_every_page_is_cut_into_sections_with_words() -> None:
    found = sections()
    assert len(found) > 40
    assert all(section.words and section.body and section.subject for section in found)
    assert len({section.title for section in found}) == len(found)
    assert not [s.title for s in found if "words:" in s.body]


def test_every_section_is_found_by_its_own_title() -> None:
    index = Index(sections())
    for section in sections():
        found = index.search(section.title).found[:3]
        assert section.title in [hit.section.title for hit in found], section.title


def test_fences_and_tables_are_whole() -> None:
    for section in sections():
        fences = [line for line in section.body.splitlines() if line.startswith("```")]
        assert len(fences) % 2 == 0, section.title
        assert all(line != "```" for line in fences[::2]), f"{section.title}: no language"
        rows = [line for line in section.body.splitlines() if line.startswith("| ")]
        assert all(row.endswith("|") for row in rows), section.title


def test_a_heading_in_a_code_block_is_none() -> None:
    page = "# One\nwords: a\ntext\n```sh\n# comment\n## more\n```\n## Two\nend\n"
    assert cut("page", page) == [
        Section("page", "One", "One", "a", "text\n```sh\n# comment\n## more\n```"),
        Section("page", "One", "Two", "", "end"),
    ]


def test_words_lose_their_endings_alike() -> None:
    assert stem("stopping") == stem("stopped") == stem("stops") == stem("stop")
    assert stem("deleting") == stem("deletes") == stem("delete")
    assert terms("What's ^L and Ctrl+L?") == ["ctrl+l", "ctrl+l"]
    assert terms("Über naïve") == terms("uber naive")


def test_nothing_is_found_in_nothing() -> None:
    results = Index([]).search("stop")
    assert results.found == ()
    assert results.understood == 0


KEYS = [
    *(f"Ctrl+{letter}" for letter in "ACDEGJKLNOPQSTUVWXYZ"),
    "Ctrl+Home",
    "Ctrl+End",
    "Alt+↑",
    "Alt+↓",
    "PgUp",
    "PgDn",
    "Esc",
    "Enter",
    "Tab",
    "Del",
    "F1",
    *"jkJKgGycerinpso",
]


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_explained(key: str) -> None:
    pages = "\n".join(section.body for section in sections())
    assert re.search(rf"`[^`\n]*(?<!\w){re.escape(key)}(?!\w)[^`\n]*`", pages), key
