"""Each recorded wire: what it says, split at every byte, and truncated at every byte."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from chat.chunks import (
    Chunk,
    FinishReason,
    ImagePreview,
    ImageResponse,
    ProviderData,
    Reasoning,
    Usage,
)
from chat.errors import ProviderError
from chat.messages import Failed, Finished, Picture
from chat.turn import Turn
from providers.sse import Events
from tests.providers.recorded import WIRES, ask, client, merged, recorded

PNG = b"\x89PNG\r\n\x1a\n"
STOP = FinishReason("stop")

SAYS = {
    "openai.sse": ["Grüße, 世界 🌍!", Usage(9, 4, 0, 2), STOP],
    "openrouter.sse": [
        Reasoning("Let me see."),
        "Four.",
        ProviderData(
            {
                "reasoning_details": [
                    {"type": "reasoning.text", "text": "Let me "},
                    {"type": "reasoning.text", "text": "see.", "signature": "c2ln"},
                ]
            }
        ),
        Usage(5, 3),
        STOP,
    ],
    "deepseek.sse": [Reasoning("Hmm."), "Yes", Usage(3, 2), FinishReason("length")],
    "azure.sse": ["a\u2028b\u2029c\u0085de\x0bf", STOP],
    "crlf.sse": ["one two", STOP],
    "cr.sse": ["one two", STOP],
    "llamacpp_think.sse": [Reasoning("Wait…"), "Done: use <think> tags.", Usage(1, 9), STOP],
    "mistral.sse": [Reasoning("Think"), "Bonjour", Usage(1, 2), STOP],
    "surrogates.sse": ["👩 and \ufffdx", STOP],
    "no_done.sse": ["All of it", STOP],
    "no_reason.sse": ["All of it"],
    "images.sse": ["Here:", ImageResponse(("data:image/png;base64,iVBORw0KGgo=",), "Hello"), STOP],
    "whole.json": [Reasoning("hm"), "Whole ✓", Usage(2, 3), STOP],
}
DRAWN = {
    "images.json": [
        ImageResponse(
            (PNG, "https://pictures.example/1.png"),
            "Hello",
            (None, "https://pictures.example/1.png"),
        )
    ],
    "images_stream.sse": [
        ImagePreview(PNG, 1 / 3),
        ImageResponse((PNG,), "Hello", (None,)),
        Usage(7, 8),
    ],
}
BREAKS = {
    "error.sse": ("Half of it", "server", "Provider returned error: upstream fell over"),
    "error_event.sse": ("Half", "server", "Overloaded"),
    "error_bare.sse": ("Half", "server", "slot unavailable"),
    "error_reason.sse": ("Half", "server", "The model broke off with an error."),
}


def test_every_recorded_wire_is_small_and_tested() -> None:
    paths = [path for path in WIRES.iterdir() if path.is_file()]
    assert {path.name for path in paths} == {*SAYS, *DRAWN, *BREAKS}
    assert all(path.stat().st_size <= 2048 for path in paths)


@pytest.mark.parametrize("name", [*SAYS, *DRAWN])
async def test_says(name: str) -> None:
    async with client(recorded(name)) as over:
        chunks = [chunk async for chunk in ask(over, draws=name in DRAWN)]
    assert merged(chunks) == (SAYS | DRAWN)[name]


@pytest.mark.parametrize("name", BREAKS)
async def test_an_error_in_the_stream_keeps_the_text_before(name: str) -> None:
    text, kind, sentence = BREAKS[name]
    said: list[str] = []
    async with client(recorded(name)) as over:
        with pytest.raises(ProviderError) as caught:
            await _into(said, ask(over))
    assert "".join(said) == text
    assert (caught.value.kind, caught.value.sentence) == (kind, sentence)


async def _into(said: list[str], chunks: AsyncIterator[Chunk]) -> None:
    async for chunk in chunks:
        said.append(str(chunk))


@pytest.mark.parametrize("name", [n for n in (*SAYS, *BREAKS) if n.endswith(".sse")])
def test_the_reader_gives_the_same_events_wherever_a_body_is_split(name: str) -> None:
    body = recorded(name)
    whole = Events()
    expected = [*whole.feed(body), *whole.flush()]
    for at in range(len(body) + 1):
        events = Events()
        got = [*events.feed(body[:at]), *events.feed(body[at:]), *events.flush()]
        assert got == expected, at
    one_by_one = Events()
    got = [event for byte in body for event in one_by_one.feed(bytes([byte]))]
    assert [*got, *one_by_one.flush()] == expected


@pytest.mark.parametrize("name", SAYS)
async def test_the_provider_says_the_same_wherever_a_body_is_split(name: str) -> None:
    body = recorded(name)
    for at in range(0, len(body) + 1, 7):
        async with client([body[:at], body[at:]]) as over:
            assert merged([chunk async for chunk in ask(over)]) == SAYS[name], at


@pytest.mark.parametrize("name", [*SAYS, *DRAWN, *BREAKS])
@pytest.mark.parametrize("broken", [False, True], ids=["ended", "reset"])
async def test_truncated_at_every_byte_there_is_one_end_and_the_text_is_kept(
    name: str, broken: bool
) -> None:
    body = recorded(name)
    full = await _text(body, name)
    longest = ""
    for at in sorted({*range(0, len(body) + 1, 11 if broken else 1), len(body)}):
        pieces: list[bytes | Exception] = [body[:at]]
        if broken:
            pieces.append(httpx.ReadError("reset"))
        async with client(pieces) as over:
            turn = Turn(ask(over, draws=name in DRAWN), _keep)
            end = await turn.run()
        said = turn.answer
        text = "".join(getattr(part, "text", "") for part in said.parts())
        assert isinstance(end, Finished | Failed)
        assert turn.end == end
        if isinstance(end, Failed):
            assert end.failure.kind in ("cut_off", "protocol", "server", "empty"), (at, end)
        # Half a tag or half a character at the very end is all that may be other than said.
        text = re.sub(r"(?:</?[a-z]*|\ufffd)$", "", text)
        assert full.startswith(text), at
        if not broken and name not in ("whole.json", *DRAWN):
            assert len(text) + 1 >= len(longest), at
        longest = max(longest, text, key=len)
    assert longest == full


async def _text(body: bytes, name: str) -> str:
    async with client(body) as over:
        turn = Turn(ask(over, draws=name in DRAWN), _keep)
        await turn.run()
    return "".join(getattr(part, "text", "") for part in turn.answer.parts())


async def _keep(image: str | bytes, prompt: str, source: str | None) -> Picture:
    return Picture("0" * 64, "image/png", 1, 1, 8, prompt)


@pytest.mark.parametrize("name", ["openai.sse", "whole.json", "images.json"])
async def test_what_ends_before_its_end_is_no_success(name: str) -> None:
    body = recorded(name)
    for at in range(len(body) - 60 if name == "openai.sse" else len(body)):
        if b'"stop"' in body[:at] and name == "openai.sse":
            break
        async with client(body[:at]) as over:
            end = await Turn(ask(over, draws=name in DRAWN), _keep).run()
        assert isinstance(end, Failed), at
