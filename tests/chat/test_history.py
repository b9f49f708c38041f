from __future__ import annotations

from chat.errors import Failure
from chat.history import wire_messages
from chat.messages import (
    End,
    Failed,
    FilePart,
    Finished,
    Message,
    Part,
    PictureContent,
    PicturePart,
    ReasoningPart,
    TextPart,
)
from tests.chat.support import picture


def load(name: str) -> bytes:
    return name.encode()


def message(role, *parts: Part, end: End | None = None, **fields) -> Message:
    return Message(1, 1, None, role, parts, end=end or Finished(), **fields)


def sent(*messages: Message, system: str = "", endpoint: str = "lab"):
    return wire_messages(messages, system=system, endpoint=endpoint, load=load)


def test_plain_text_stays_plain() -> None:
    rows = sent(
        message("user", TextPart("Hi")), message("assistant", TextPart("Yes?")), system="Be brief."
    )
    assert rows == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Yes?"},
    ]
    assert sent(system=" \n") == []


def test_neither_reasoning_nor_a_failures_sentence_goes_back() -> None:
    failed = Failed(Failure("network", "The connection broke.", "Try again."))
    rows = sent(
        message("user", TextPart("a")),
        message("assistant", ReasoningPart("secret", 1.0), TextPart("half"), end=failed),
        message("user", TextPart("b")),
        message("assistant", end=failed),
        message("user", TextPart("c")),
        message("assistant", ReasoningPart("thinking", 1.0), end=Finished("stopped")),
        message("user", TextPart("d")),
    )
    assert [row["content"] for row in rows] == ["a", "half", "b", "c", "d"]


def test_what_the_person_attached_goes_as_parts() -> None:
    file = FilePart("a.txt", "text/plain", "x")
    (row,) = sent(message("user", TextPart("see"), file, PicturePart(picture())))
    text, attached, shown = row["content"]
    assert (text, attached) == (TextPart("see"), file)
    assert isinstance(shown, PictureContent)
    assert (shown.hash, shown.type) == ("a" * 64, "image/png")
    assert shown.load() == b"a" * 64
    (row,) = sent(message("user", TextPart(""), file))
    assert row["content"] == (file,)


def test_a_drawn_picture_goes_as_a_mention() -> None:
    rows = sent(
        message(
            "assistant",
            TextPart("Here."),
            PicturePart(picture(prompt="a fox")),
            PicturePart(None, "gone", "http://h/a"),
        ),
        message("assistant", PicturePart(picture())),
        message("assistant", PicturePart(None, "gone", "http://h/a")),
    )
    assert [row["content"] for row in rows] == ["Here.\n\n[picture: a fox]", "[picture]"]


def test_provider_data_goes_only_where_it_came_from() -> None:
    answer = message("assistant", TextPart("x"), endpoint="lab", provider_data={"id": "7"})
    assert sent(answer)[0]["provider_data"] == {"id": "7"}
    assert "provider_data" not in sent(answer, endpoint="other")[0]
