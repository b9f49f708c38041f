from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.answer import Answer, Awaited, Event, Kept, counted, merged
from chat.chunks import (
    FinishReason,
    ImagePreview,
    ImageResponse,
    ProviderData,
    Reasoning,
    Status,
    Usage,
    sniff,
)
from chat.messages import PicturePart, ReasoningPart, TextPart
from tests.chat.support import image, picture


def fold(*events: Event) -> Answer:
    answer = Answer()
    for second, event in enumerate(events):
        answer.add(event, float(second))
    return answer


def test_text_and_thoughts_make_parts_in_their_order() -> None:
    answer = fold(Reasoning("a"), Reasoning("b"), "x", "y", Reasoning("c"))
    assert answer.parts() == (ReasoningPart("ab", 2.0), TextPart("xy"), ReasoningPart("c", None))
    assert answer.parts(7.0)[-1] == ReasoningPart("c", 3.0)


def test_pictures_stand_where_they_were_given() -> None:
    answer = fold(
        "before", Awaited(2, "p", ("u",)), "after", Kept(1, picture()), Kept(0, failed="gone")
    )
    assert answer.parts() == (
        TextPart("before"),
        PicturePart(None, "gone", "u", "p"),
        PicturePart(picture(), None, "", "p"),
        TextPart("after"),
    )


def test_slots_count_over_the_whole_answer() -> None:
    answer = fold(Awaited(1), Reasoning("r"), Awaited(1), Kept(1, picture("b")), Kept(0, picture()))
    pictures = [part.picture for part in answer.parts() if isinstance(part, PicturePart)]
    assert pictures == [picture("a"), picture("b")]


def test_what_is_waited_for_is_replaced_by_what_comes() -> None:
    answer = fold(Status("retrying"), ImagePreview(progress=0.5))
    assert (answer.status, answer.preview) == (None, ImagePreview(progress=0.5))
    assert not answer.said
    answer = fold(ImagePreview(progress=0.5), Status("nearly"))
    assert answer.status == Status("nearly")
    answer.add(Awaited(1), 3.0)
    assert (answer.status, answer.preview, answer.said) == (None, None, True)
    assert fold(Status("retrying"), "x").status is None
    assert fold(Status("retrying"), Reasoning("x")).status is None


def test_empty_pieces_say_nothing() -> None:
    answer = fold("", Reasoning(""))
    assert (answer.said, answer.parts()) == (False, ())


def test_usage_in_pieces_and_reasons_add_up() -> None:
    answer = fold(Usage(input=3), Usage(output=4), Usage(output=5), FinishReason("length"))
    assert (answer.usage, answer.reason) == (Usage(3, 5), "length")
    assert counted(None, Usage(1)) == Usage(1)


def test_provider_data_is_joined() -> None:
    answer = fold(ProviderData({"ids": ["a"], "x": 1}), ProviderData({"ids": ["b"], "x": 2}))
    assert answer.provider_data == {"ids": ["a", "b"], "x": 2}
    assert merged({"a": [1]}, {"a": "b"}) == {"a": "b"}


@given(st.lists(st.one_of(st.text(), st.builds(Reasoning, st.text()))))
def test_nothing_said_is_lost(events: list[str | Reasoning]) -> None:
    parts = fold(*events).parts()
    assert "".join(p.text for p in parts if isinstance(p, TextPart)) == "".join(
        e for e in events if isinstance(e, str)
    )
    assert "".join(p.text for p in parts if isinstance(p, ReasoningPart)) == "".join(
        e.text for e in events if isinstance(e, Reasoning)
    )


@pytest.mark.parametrize(
    "chunk",
    [
        Reasoning("x"),
        ImagePreview(b"x", 0.5),
        Status("x"),
        Usage(1),
        FinishReason("stop"),
        ProviderData({"a": b"secret"}),
    ],
)
def test_only_text_and_pictures_print(chunk: Event) -> None:
    assert str(chunk) == ""
    assert "secret" not in repr(chunk)


def test_an_image_response_prints_as_markdown() -> None:
    data = image()
    uri = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    response = ImageResponse(
        ("http://h/a.png", data, uri), "a [red]\nfox", (None, None, "http://h/c")
    )
    assert response.image_urls == ["http://h/a.png", uri, "http://h/c"]
    assert str(response) == (
        "![a (red) fox](http://h/a.png)\n![a (red) fox](<data>)\n![a (red) fox](http://h/c)"
    )
    assert "IHDR" not in repr(response)
    assert ImageResponse((b"?",)).image_urls == ["data:application/octet-stream;base64,Pw=="]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_sniff(kind: str) -> None:
    assert sniff(image(kind)) == f"image/{kind.lower()}"


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"<html>", b"RIFF....WAVE", b"....ftypmp42"])
def test_what_is_no_picture(data: bytes) -> None:
    assert sniff(data) is None
