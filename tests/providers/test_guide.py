"""The guide as a provider: its contract, its two models, its parameters, stopping it."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

import pytest

from chat.chunks import (
    Chunk,
    FinishReason,
    ImagePreview,
    ImageResponse,
    Reasoning,
    Usage,
    sniff,
)
from chat.errors import ModelNotSupportedError, RequestError
from chat.messages import FilePart, Finished, Picture, PictureContent, PicturePart, TextPart
from chat.turn import Turn
from providers.guide import Guide
from providers.guide.pace import pieces, spoken


def ask(*questions: Any) -> list[dict[str, Any]]:
    return [{"role": "user", "content": question} for question in questions]


async def all_of(model: str, *questions: Any, **keywords: Any) -> list[Chunk]:
    keywords.setdefault("pace", 0)
    stream = Guide.create_async_generator(model, ask(*questions), **keywords)
    return [chunk async for chunk in stream]


def text_of(chunks: list[Chunk]) -> str:
    return "".join(chunk for chunk in chunks if isinstance(chunk, str))


async def test_an_answer_has_a_thought_then_text_then_usage_and_a_reason() -> None:
    chunks = await all_of("guide", "how do I stop an answer?")
    kinds = [type(chunk) for chunk in chunks]
    assert kinds == [Reasoning, str, Usage, FinishReason]
    assert "`Esc`" in text_of(chunks)
    usage = next(chunk for chunk in chunks if isinstance(chunk, Usage))
    assert usage.input == 6
    assert usage.output == len(text_of(chunks).split())


async def test_it_says_that_it_is_no_model_and_how_to_get_one() -> None:
    text = text_of(await all_of("guide", "how do I stop an answer?"))
    assert "not a language model" in text
    assert "Ctrl+L" in text


async def test_a_second_answer_does_not_introduce_itself_again() -> None:
    text = text_of(await all_of("guide", "how do I stop an answer?", "where are files kept?"))
    assert "not a language model" not in text
    assert "palaver.db" in text


async def test_an_empty_model_is_the_guide() -> None:
    assert "help" in text_of(await all_of("", "hello"))


async def test_an_unknown_model_is_said_before_anything_else() -> None:
    with pytest.raises(ModelNotSupportedError, match="Did you mean canvas") as caught:
        await all_of("canvs", "hello")
    assert caught.value.model == "canvs"
    assert isinstance(caught.value, ValueError)


async def test_nothing_happens_before_the_first_chunk_is_asked_for() -> None:
    stream = Guide.create_async_generator("nonsense", ask("hello"))
    await stream.aclose()


async def test_the_generator_can_be_awaited_as_well() -> None:
    stream = await Guide.create_async_generator("guide", ask("keys"), pace=0)
    assert "`Ctrl+L`" in text_of([chunk async for chunk in stream])


def test_the_models_are_known() -> None:
    assert Guide.get_models() == ["guide", "canvas"]
    assert Guide.get_model("") == "guide"


async def test_create_async_gives_the_text() -> None:
    assert "Ctrl+L" in await Guide.create_async("guide", ask("how do I switch models?"))


async def test_create_async_gives_a_picture_as_a_data_uri() -> None:
    url = await Guide.create_async("canvas", ask("sea"), size="64x64", seed=1)
    assert url.startswith("data:image/png;base64,")


async def test_the_pieces_of_a_text_are_the_text() -> None:
    text = "Two  words\n\n```py\n    indented\n```\n"
    assert "".join(pieces(text)) == text
    assert "".join([piece async for piece in spoken(text, 10_000)]) == text


async def test_the_pace_is_kept() -> None:
    start = time.monotonic()
    said = [piece async for piece in spoken("word " * 20, 200)]
    assert len(said) >= 20
    assert 0.09 <= time.monotonic() - start < 1


async def test_at_no_pace_it_is_one_piece() -> None:
    assert [piece async for piece in spoken("all of it", 0)] == ["all of it"]
    assert [piece async for piece in spoken("", 0)] == []


async def test_without_streaming_it_comes_at_once() -> None:
    chunks = await all_of("guide", "keys", stream=False, pace=1)
    assert len([chunk for chunk in chunks if isinstance(chunk, str)]) == 1


async def test_a_picture_in_a_question_is_not_seen_and_that_is_said() -> None:
    picture = PictureContent("ab", "image/png", lambda: b"")
    chunks = await all_of("guide", (TextPart("what is this?"), picture))
    assert "cannot see pictures" in text_of(chunks)


async def test_a_file_in_a_question_is_passed_over() -> None:
    file = FilePart("notes.txt", "text/plain", "how do I change the theme?")
    text = text_of(await all_of("guide", (TextPart("how do I stop an answer?"), file)))
    assert "## Stopping an answer" in text


async def test_a_picture_comes_with_previews_and_is_a_png() -> None:
    chunks = await all_of("canvas", "a mountain lake at dawn", size="96x64", seed=7)
    previews = [chunk for chunk in chunks if isinstance(chunk, ImagePreview)]
    progress = [preview.progress or 0.0 for preview in previews]
    assert progress == sorted(progress)
    assert len([p for p in previews if isinstance(p.image, bytes)]) > 3
    assert all(sniff(p.image) == "image/jpeg" for p in previews if isinstance(p.image, bytes))
    (response,) = (chunk for chunk in chunks if isinstance(chunk, ImageResponse))
    assert response.prompt == "a mountain lake at dawn"
    assert isinstance(response.images[0], bytes)
    assert sniff(response.images[0]) == "image/png"
    assert "Seed 7" in "".join(c.text for c in chunks if isinstance(c, Reasoning))
    assert chunks[-1] == FinishReason("stop")


async def drawn(prompt: str, **keywords: Any) -> list[bytes]:
    chunks = await all_of("canvas", prompt, **{"size": "64x64", **keywords})
    found = [image for c in chunks if isinstance(c, ImageResponse) for image in c.images]
    return [image for image in found if isinstance(image, bytes)]


async def test_one_seed_is_one_picture_and_another_is_another() -> None:
    assert await drawn("sea", seed=1) == await drawn("sea", seed="1")
    assert await drawn("sea", seed=1) != await drawn("sea", seed=2)
    assert await drawn("sea", seed=1) != await drawn("the sea", seed=1)


async def test_n_pictures_are_those_of_the_seeds_that_follow() -> None:
    assert await drawn("sea", n=3, seed=4) == [
        *await drawn("sea", seed=4),
        *await drawn("sea", seed=5),
        *await drawn("sea", seed=6),
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", "big"),
        ("size", "1x1"),
        ("size", "9999x9999"),
        ("size", "64"),
        ("size", "64x64x64"),
        ("size", "²x64"),
        ("n", 0),
        ("n", "many"),
        ("n", 99),
        ("seed", "x"),
        ("seed", -1),
    ],
)
async def test_a_parameter_that_makes_no_sense_is_said(name: str, value: Any) -> None:
    with pytest.raises(RequestError, match=name) as caught:
        await all_of("canvas", "sea", **{name: value})
    assert caught.value.endpoint == "guide"


async def test_other_parameters_are_no_trouble() -> None:
    assert len(await drawn("sea", temperature=0.3, client=None, base_url="", api_key="")) == 1


async def test_a_turn_keeps_the_picture() -> None:
    async def keep(image: str | bytes, prompt: str, source: str | None) -> Picture:
        return Picture("ab" * 32, "image/png", 64, 64, len(image), prompt)

    turn = Turn(Guide.create_async_generator("canvas", ask("sea"), size="64x64"), keep)
    assert await turn.run() == Finished("stop")
    (part,) = (part for part in turn.answer.parts() if isinstance(part, PicturePart))
    assert part.picture is not None
    assert part.picture.prompt == "sea"


async def test_stopped_in_mid_speech_the_text_so_far_is_kept() -> None:
    turn = Turn(Guide.create_async_generator("guide", ask("keys"), pace=100))

    async def stop_after_a_few_words() -> None:
        async for _ in turn.follow():
            if turn.answer.said:
                turn.stop()

    _, end = await asyncio.gather(stop_after_a_few_words(), turn.run())
    assert end == Finished("stopped")
    assert turn.answer.said


async def test_stopped_while_it_draws_it_stops_within_a_layer() -> None:
    turn = Turn(Guide.create_async_generator("canvas", ask("sea"), n=8, size="256x256"))

    async def stop_at_the_first_preview() -> None:
        async for _ in turn.follow():
            if turn.answer.preview is not None and turn.answer.preview.image:
                turn.stop()

    start = time.monotonic()
    _, end = await asyncio.gather(stop_at_the_first_preview(), turn.run())
    assert end == Finished("stopped")
    assert time.monotonic() - start < 3


async def test_the_loop_is_free_while_it_draws() -> None:
    worst = 0.0

    async def watch() -> None:
        nonlocal worst
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.001)
            worst = max(worst, time.monotonic() - before)

    watcher = asyncio.create_task(watch())
    assert len(await drawn("city at night", size="512x512", seed=1)) == 1
    watcher.cancel()
    assert worst < 0.25  # far from what a layer takes, on a busy machine too


async def test_help_needs_no_pillow() -> None:
    code = (
        "import asyncio, sys\n"
        "from providers.guide import Guide\n"
        "m = [{'role': 'user', 'content': 'keys'}]\n"
        "print(asyncio.run(Guide.create_async('guide', m))[:9])\n"
        "assert not [n for n in sys.modules if n.split('.')[0] in ('PIL', 'httpx', 'textual')]\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    assert out.startswith(b"I am pala")
