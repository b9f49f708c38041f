from __future__ import annotations

import asyncio
import contextlib

import pytest

from chat.answer import Awaited, Kept
from chat.chunks import FinishReason, ImageResponse, Reasoning, Status, Usage
from chat.errors import NetworkError, RateLimitError
from chat.messages import Failed, Finished, Picture, PicturePart, ReasoningPart, TextPart
from chat.turn import PictureError, Turn
from tests.chat.support import events, picture, scripted
from tests.support import wait_until


async def kept(image: str | bytes, prompt: str, source: str | None) -> Picture:
    return picture(prompt=prompt, source=source or "")


async def test_finishes_with_what_was_said() -> None:
    turn = Turn(scripted(Reasoning("hm"), "Hel", "lo", Usage(1, 2)))
    assert await turn.run() == Finished("stop")
    thought, text = turn.answer.parts()
    assert isinstance(thought, ReasoningPart)
    assert thought.text == "hm"
    assert thought.seconds is not None
    assert text == TextPart("Hello")
    assert turn.answer.usage == Usage(1, 2)
    assert turn.first is not None
    assert turn.ended is not None
    assert turn.started <= turn.first <= turn.ended


async def test_says_why_it_finished() -> None:
    assert await Turn(scripted("x", FinishReason("length"))).run() == Finished("length")


async def test_failure_keeps_the_text_before_it() -> None:
    turn = Turn(scripted("half", NetworkError("gone", endpoint="lab")))
    end = await turn.run()
    assert isinstance(end, Failed)
    assert (end.failure.kind, end.failure.endpoint) == ("network", "lab")
    assert turn.answer.parts() == (TextPart("half"),)


async def test_a_defect_is_a_failure_and_told_without_escapes() -> None:
    end = await Turn(scripted("x", KeyError("\x1b[31mred"))).run()
    assert isinstance(end, Failed)
    assert end.failure.kind == "internal"
    assert "KeyError" in end.failure.sentence
    assert "\x1b" not in end.failure.sentence


async def test_a_picture_missing_on_the_way_out_says_so() -> None:
    end = await Turn(scripted(PictureError("The picture's file is missing."))).run()
    assert isinstance(end, Failed)
    assert (end.failure.kind, end.failure.sentence) == ("picture", "The picture's file is missing.")


@pytest.mark.parametrize("chunks", [(), (Reasoning("only thought"),), (Status("waiting"),)])
async def test_nothing_said_is_a_failure(chunks: tuple[Reasoning | Status, ...]) -> None:
    end = await Turn(scripted(*chunks)).run()
    assert isinstance(end, Failed)
    assert end.failure.kind == "empty"


async def test_stop_keeps_the_text_and_closes_the_source() -> None:
    closed = []

    async def source():
        try:
            yield "some"
            await asyncio.Event().wait()
        finally:
            closed.append(True)

    turn = Turn(source())
    running = asyncio.create_task(turn.run())
    await wait_until(lambda: turn.answer.said)
    turn.stop()
    turn.stop()
    assert await running == Finished("stopped")
    assert turn.answer.parts() == (TextPart("some"),)
    assert closed


async def test_stop_before_it_began() -> None:
    turn = Turn(scripted("never"))
    turn.stop()
    assert await turn.run() == Finished("stopped")
    assert turn.answer.parts() == ()


async def test_stop_between_creation_and_the_first_step() -> None:
    turn = Turn(scripted("never"))
    running = asyncio.create_task(turn.run())
    asyncio.get_running_loop().call_soon(turn.stop)
    assert await running == Finished("stopped")


async def test_stop_is_no_failure_whatever_the_adapter_makes_of_it() -> None:
    async def source():
        try:
            yield "a"
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise NetworkError("the socket was closed") from None

    turn = Turn(source())
    running = asyncio.create_task(turn.run())
    await wait_until(lambda: turn.answer.said)
    turn.stop()
    assert await running == Finished("stopped")


async def test_stop_ends_a_source_that_swallows_it() -> None:
    async def source():
        while True:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(0.001)
            yield "a"

    turn = Turn(source())
    running = asyncio.create_task(turn.run())
    await wait_until(lambda: turn.answer.said)
    turn.stop()
    assert await running == Finished("stopped")


async def test_a_stop_after_a_failure_does_not_hide_it() -> None:
    started, release = asyncio.Event(), asyncio.Event()

    async def slow(image: str | bytes, prompt: str, source: str | None) -> Picture:
        started.set()
        await release.wait()
        return picture()

    turn = Turn(scripted(ImageResponse((b"x",)), RateLimitError("slow down")), slow)
    running = asyncio.create_task(turn.run())
    await started.wait()
    await asyncio.sleep(0.01)
    turn.stop()
    release.set()
    end = await running
    assert isinstance(end, Failed)
    assert turn.answer.parts() == (PicturePart(picture()),)


async def test_cancelled_from_outside_still_has_one_end() -> None:
    turn = Turn(scripted("text", asyncio.Event()))
    running = asyncio.create_task(turn.run())
    await wait_until(lambda: turn.answer.said)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert turn.end == Finished("stopped")
    assert await events(turn) == ["text"]


async def test_two_follow_one_turn_and_a_late_one_misses_nothing() -> None:
    go = asyncio.Event()
    turn = Turn(scripted("a", "b", go, "c"))
    early = asyncio.create_task(events(turn))
    running = asyncio.create_task(turn.run())
    await wait_until(lambda: turn.answer.parts() == (TextPart("ab"),))
    late, rest = asyncio.create_task(events(turn)), asyncio.create_task(events(turn, 1))
    go.set()
    await running
    assert await early == ["a", "b", "c"]
    assert await late == ["a", "b", "c"]
    assert await rest == ["b", "c"]
    assert await events(turn) == ["a", "b", "c"]


async def test_a_slow_reader_gets_large_batches() -> None:
    turn = Turn(scripted(*"abcdefgh"))
    await turn.run()
    assert [len(batch) async for batch in turn.follow()] == [8]


async def test_over_waits_for_the_end() -> None:
    go = asyncio.Event()
    turn = Turn(scripted("a", go))
    running = asyncio.create_task(turn.run())
    assert not await turn.over(0.01)
    go.set()
    assert await turn.over(5)
    await running


async def test_surrogate_halves_are_joined_across_chunks() -> None:
    turn = Turn(scripted("a\ud83d", "\udc69b", "\ud83d"))
    await turn.run()
    assert turn.answer.parts() == (TextPart("a\U0001f469b\ufffd"),)


async def test_pictures_are_kept_before_the_end() -> None:
    turn = Turn(scripted("Here: ", ImageResponse(("http://h/a.png", b"raw"), "fox"), "done"), kept)
    assert await turn.run() == Finished("stop")
    first, one, two, last = turn.answer.parts()
    assert (first, last) == (TextPart("Here: "), TextPart("done"))
    source = "http://h/a.png"
    assert one == PicturePart(picture(prompt="fox", source=source), None, source, "fox")
    assert two == PicturePart(picture(prompt="fox"), None, "", "fox")


async def test_a_picture_that_fails_says_why_and_keeps_its_url() -> None:
    async def broken(image: str | bytes, prompt: str, source: str | None) -> Picture:
        raise {"a": PictureError("too large"), "b": OSError("disk")}.get(str(image), ValueError())

    turn = Turn(scripted(ImageResponse(("a", "b", "c"), "p")), broken)
    assert await turn.run() == Finished("stop")
    parts = turn.answer.parts()
    assert [p.failed for p in parts if isinstance(p, PicturePart)][:2] == ["too large", "disk"]
    assert all(isinstance(p, PicturePart) and p.failed and p.source for p in parts)


async def test_stop_does_not_drop_a_picture_that_was_given() -> None:
    started, release = asyncio.Event(), asyncio.Event()

    async def slow(image: str | bytes, prompt: str, source: str | None) -> Picture:
        started.set()
        await release.wait()
        return picture()

    turn = Turn(scripted(ImageResponse((b"x",)), asyncio.Event()), slow)
    running = asyncio.create_task(turn.run())
    await started.wait()
    turn.stop()
    await asyncio.sleep(0)
    assert turn.end is None
    release.set()
    assert await running == Finished("stopped")
    assert turn.answer.parts() == (PicturePart(picture()),)


async def test_pictures_that_wait_to_be_kept_hold_the_next_chunk_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("chat.turn.HELD", 1000)
    release, given = asyncio.Event(), 0

    async def slow(image: str | bytes, prompt: str, source: str | None) -> Picture:
        await release.wait()
        return picture()

    async def source():
        nonlocal given
        for _ in range(20):
            given += 1
            yield ImageResponse((b"x" * 300,))

    turn = Turn(source(), slow)
    running = asyncio.create_task(turn.run())
    await wait_until(lambda: given == 4)
    for _ in range(50):
        await asyncio.sleep(0)
    assert given == 4
    release.set()
    assert await running == Finished("stop")
    assert len(turn.answer.parts()) == 20


async def test_a_picture_that_is_cut_off_by_the_end_of_the_program_says_so() -> None:
    async def never(image: str | bytes, prompt: str, source: str | None) -> Picture:
        await asyncio.Event().wait()
        return picture()

    turn = Turn(scripted(ImageResponse(("http://h/a",))), never)
    running = asyncio.create_task(turn.run())
    await wait_until(lambda: turn._keeping)
    turn._keeping[0].cancel()  # as the end of the loop does
    await running
    (part,) = turn.answer.parts()
    assert isinstance(part, PicturePart)
    assert part.source == "http://h/a"
    assert part.failed == "palaver was closed before the picture came."


async def test_events_carry_no_bytes() -> None:
    turn = Turn(scripted(ImageResponse((b"x" * 1000,), "p")), kept)
    await turn.run()
    assert await events(turn) == [Awaited(1, "p", ("",)), Kept(0, picture(prompt="p"))]


async def test_without_a_keeper_the_picture_says_so() -> None:
    turn = Turn(scripted(ImageResponse((b"x",))))
    await turn.run()
    (part,) = turn.answer.parts()
    assert isinstance(part, PicturePart)
    assert part.failed


async def test_an_adapter_that_will_not_close_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.turn.CLOSING", 0.05)

    class Stuck:
        def __aiter__(self):
            return self

        async def __anext__(self):
            await asyncio.Event().wait()

        async def aclose(self):
            await asyncio.Event().wait()

    turn = Turn(Stuck())
    running = asyncio.create_task(turn.run())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    turn.stop()
    assert await asyncio.wait_for(running, 5) == Finished("stopped")


async def test_a_source_that_never_waits_leaves_the_loop_its_turns() -> None:
    async def source():
        for _ in range(50_000):
            yield "x"

    turn, ticks = Turn(source()), 0
    running = asyncio.create_task(turn.run())
    while not running.done():
        await asyncio.sleep(0)
        ticks += 1
    assert ticks > 5
    assert turn.answer.parts() == (TextPart("x" * 50_000),)


async def test_a_source_that_never_waits_can_be_stopped() -> None:
    async def source():
        while True:
            yield "x"

    turn = Turn(source())
    running = asyncio.create_task(turn.run())
    await wait_until(lambda: turn.answer.said)
    turn.stop()
    assert await running == Finished("stopped")
