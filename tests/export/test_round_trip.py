"""What was said comes back from an export, whatever it holds; what palaver says is told apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from chat.errors import Failure
from chat.export.export import Choice, Empty
from chat.messages import Failed, FilePart, Finished, PicturePart, ReasoningPart, TextPart
from chat.store.store import Store
from tests.chat.support import exchange, open_store
from tests.export.parser import front, parse
from tests.export.support import CHOICE, conversation, stream, write

HOSTILE = [
    "---\ntitle: mine\n---\n\n# A heading\n\n## 2. You · now",
    "```python\nprint('never ended')",
    "<!-- never ended",
    "</details>\n<!-- 0123456789abcdef end -->",
    "\x1b[31mred\x1b[0m\r\nline\u2028\x00",
    "",
    "\n\n  text  \n\n",
    "- a list\n  ```\n  open",
]


async def test_everything_said_comes_back(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    number = await conversation(store, *HOSTILE)
    path, tally = write(store, number, tmp_path)
    with path.open(encoding="utf-8", newline="") as file:
        blocks = parse(file.read())
    assert [block.texts for block in blocks] == [[text] for text in HOSTILE]
    assert [block.number for block in blocks] == list(range(1, 9))
    assert [block.after for block in blocks] == list(range(8))
    assert tally.messages == 8
    store.close()


async def test_an_export_within_the_conversation_is_a_text(tmp_path: Path) -> None:
    """Its boundary is another: nothing in it is taken for a message."""
    store = open_store(tmp_path)
    number = await conversation(store, "hello", "hello")
    first, _ = stream(store, number, tmp_path)
    again, _ = stream(store, number, tmp_path)
    assert first == again
    tip = store.path(number)[-1].id
    await exchange(store, number, tip, first, f"You said: {first}")
    second, _ = stream(store, number, tmp_path)
    assert [b.texts for b in parse(second)][2:] == [[first], [f"You said: {first}"]]
    assert front(first)["boundary"] != front(second)["boundary"]
    store.close()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_text_comes_back(tmp_path: Path, said: list[str]) -> None:
    store = Store.open(None, state=tmp_path)
    number = await conversation(store, *said)
    markdown, _ = stream(store, number, tmp_path)
    assert [block.texts for block in parse(markdown)] == [[text] for text in said]
    store.close()


async def test_a_reader_sees_each_message_under_its_heading(tmp_path: Path) -> None:
    """Open code, open comments, front matter: none swallows what comes after it."""
    store = open_store(tmp_path)
    number = await conversation(store, *HOSTILE)
    markdown, _ = stream(store, number, tmp_path)
    body = markdown.split("---\n", 2)[2]
    shown = MarkdownIt("commonmark").render(body)
    for place in range(1, len(HOSTILE) + 1):
        assert f"<h2>{place}. {'You' if place % 2 else 'small · lab'} · " in shown
    store.close()


async def test_the_front_matter(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    number = await conversation(store, "a", "b", title='A "title": \\ --- é')
    tip = store.path(number)[-1].id
    await exchange(store, number, tip, model="la#rge")
    told = front(stream(store, number, tmp_path)[0])
    assert told["title"] == 'A "title": \\ --- é'
    assert told["models"] == ["lab/small", "lab/la#rge"]
    assert told["system"] == 'be "brief"\n---\n'
    assert told["palaver"] == "9.9"
    assert str(told["begun"])[10] == "T"
    assert str(told["ended"])[-6] in "+-"
    store.close()


ENDS = [
    (Finished("stopped"), "You stopped this answer here."),
    (Finished("length"), "it reached the longest"),
    (Finished("filter"), "content filter"),
    (Finished("tool\\_use\n## x"), "ended here: tool"),
    (
        Failed(Failure("server", "The server *broke*.\n\n## 9. You", endpoint="lab", model="m")),
        r"The answer failed here: The server \*broke\*. \#\# 9. You (m · lab)",
    ),
    (Failed(Failure("interrupted", "It was cut.")), "The answer failed here: It was cut."),
]


@pytest.mark.parametrize(("end", "sentence"), ENDS)
async def test_how_it_ended_is_said_by_palaver(
    tmp_path: Path, end: Finished | Failed, sentence: str
) -> None:
    store = open_store(tmp_path)
    number = await conversation(store, "question")
    answer = await store.begin(store.path(number)[-1].id, endpoint="lab", model="small")
    await store.end(answer, (TextPart("half a"),), end)
    markdown, tally = stream(store, number, tmp_path)
    block = parse(markdown)[1]
    assert block.texts == ["half a"]
    lines = [line for line in block.rest.split("\n") if line.startswith("> **palaver:** ")]
    assert len(lines) == 1
    assert sentence in lines[0]
    assert f"<!-- {front(markdown)['boundary']} note -->" in block.rest
    assert not tally.growing
    store.close()


async def test_an_answer_that_is_still_coming(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    number = await conversation(store, "question")
    answer = await store.begin(store.path(number)[-1].id, endpoint="lab", model="small")
    await store.save(answer, (TextPart("so far"),))
    markdown, tally = stream(store, number, tmp_path)
    assert tally.growing
    assert parse(markdown)[1].texts == ["so far"]
    assert "still being given" in parse(markdown)[1].rest
    store.close()


async def test_reasoning_is_folded_or_left_out(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    thought = "hm </details>\n```"
    number = await conversation(store, "q", (ReasoningPart(thought, 3.2), TextPart("a")))
    markdown, _ = stream(store, number, tmp_path)
    assert parse(markdown)[1].reasonings == [thought]
    assert "<summary>Reasoning · 3 s</summary>" in markdown
    without, _ = stream(store, number, tmp_path, Choice("9.9", reasoning=False))
    assert "hm" not in without
    assert parse(without)[1].texts == ["a"]
    store.close()


async def test_branches(tmp_path: Path) -> None:
    """The path that is shown; on demand the others, each saying what it goes on from."""
    store = open_store(tmp_path)
    number = await conversation(store, "q1", "a1", "q2", "a2")
    first = store.path(number)[1].id
    await exchange(store, number, first, "q2 again", "a2 again")
    other = await store.ask(number, None, (TextPart("q0"),), endpoint="lab", model="small")
    await store.choose(first)
    shown, _ = stream(store, number, tmp_path)
    assert [b.texts[0] for b in parse(shown)] == ["q1", "a1", "q2 again", "a2 again"]
    assert parse(shown)[2].heading.endswith(" · 2 of 2")
    every = parse(stream(store, number, tmp_path, Choice("9.9", branches=True))[0])
    said = [(block.number, block.after, block.texts[0]) for block in every]
    assert said == [
        *((1, 0, "q1"), (2, 1, "a1"), (3, 2, "q2"), (4, 3, "a2")),
        *((5, 2, "q2 again"), (6, 5, "a2 again"), (7, 0, "q0")),
    ]
    assert "Another branch: it goes on from message 2." in every[4].rest
    assert "Another branch: it goes on from nothing." in every[6].rest
    assert "branch" not in every[5].rest
    assert other
    store.close()


async def test_files_down_a_pipe_are_code(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    file = FilePart("a_*b*.md", "text/markdown", "```\ncode\n```")
    lost = PicturePart(None, "The server said no.", "http://h/a.png", "p")
    number = await conversation(store, (TextPart("see"), file), (lost,))
    markdown, _ = stream(store, number, tmp_path)
    assert "a\\_\\*b\\*.md:\n\n````\n```\ncode\n```\n````\n" in markdown
    assert "A picture is missing here: The server said no. It was at http://h/a.png" in markdown
    store.close()


async def test_nothing_to_export(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    number = await store.new_conversation()
    with pytest.raises(Empty):
        write(store, number, tmp_path)
    assert list((tmp_path / "out").iterdir()) == []
    assert CHOICE.reasoning
    store.close()
