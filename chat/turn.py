"""A turn: one answer being given, as an append-only list of events with exactly one end.

The screen, the store and standard output follow the list at their own speed; nobody following
costs nothing, nothing is dropped, and no message is posted per token.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from chat.answer import Answer, Awaited, Event, Kept
from chat.bounds import Bounds
from chat.chunks import Chunk, ImagePreview, ImageResponse, Reasoning
from chat.errors import EmptyAnswerError, Failure, ProviderError
from chat.messages import End, Failed, Finished, Picture
from chat.text import Joiner, clean_line

Keep = Callable[[str | bytes, str, str | None], Awaitable[Picture]]
"""`keep(image, prompt, source)` gives the stored picture, or raises `PictureError` or `OSError`."""

Batch = Sequence[tuple[float, Event]]
"""Events with the Unix time at which each came."""

SLICE = 0.004
"""Seconds for which a turn holds the event loop at most, but for what the adapter does."""
AT_ONCE = 4
"""Pictures that are fetched at the same time."""
HELD = 24 << 20
"""Bytes of pictures from which the next chunk waits until they are kept."""
LONGEST_URL = 8192
"""Characters of a picture's address that is remembered."""
CLOSING = 2.0
"""Seconds that an adapter may take to close its socket."""


class PictureError(Exception):
    """A picture that cannot be kept; its text is the sentence for a person."""


class Turn:
    """One answer: `run()` once, `follow()` as often as wanted, `stop()` at any time."""

    def __init__(self, source: AsyncIterator[Chunk], keep: Keep | None = None) -> None:
        self.answer = Answer()
        """Folded as the events come: always up to date."""
        self.end: End | None = None
        self.started = time.time()
        self.first: float | None = None
        self.ended: float | None = None
        self._source = source
        self._keep = keep
        self._events: list[tuple[float, Event]] = []
        self._wake: list[asyncio.Event] = []
        self._keeping: list[asyncio.Task[None]] = []
        self._task: asyncio.Task[End] | None = None
        self._text, self._thought = Joiner(), Joiner()
        self._over = asyncio.Event()
        self._pulling = False
        self._stopped = False
        self._slots = 0
        self._held = 0
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._bounds = Bounds()
        self._preview: int | None = None
        """Where in the events the last preview is."""

    async def run(self) -> End:
        """Pull everything from the provider; returns the end, never raises one.

        A cancellation from outside counts as a stop: what was said is kept either way.
        """
        self._task = asyncio.create_task(self._pull())
        try:
            end = await asyncio.shield(self._task)
        except asyncio.CancelledError:
            self.stop()
            await asyncio.wait({self._task})
            self._finish(Finished("stopped"))
            raise
        return end

    def stop(self) -> None:
        """End the answer here; pictures already given are still kept."""
        self._stopped = True
        if self._task is not None and self._pulling:
            self._task.cancel()

    @property
    def given(self) -> int:
        """How many events there are so far."""
        return len(self._events)

    async def follow(self, seen: int = 0) -> AsyncIterator[Batch]:
        """Everything after the first `seen` events, in batches as large as the reader is slow."""
        wake = asyncio.Event()
        self._wake.append(wake)
        try:
            while True:
                wake.clear()
                if seen < len(self._events):
                    batch = self._events[seen:]
                    seen += len(batch)
                    yield batch
                elif self.end is not None:
                    return
                else:
                    await wake.wait()
        finally:
            self._wake.remove(wake)

    async def over(self, seconds: float) -> bool:
        """Wait for the end, at most so long; whether it is there."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)
        return self._over.is_set()

    async def _pull(self) -> End:
        self._pulling = True
        try:
            failure = await self._pulled()
        except asyncio.CancelledError:
            self._stopped, failure = True, None
        finally:
            self._pulling = False
        end: End = Failed(failure) if failure else Finished(self.answer.reason or "stop")
        if self._stopped:
            end = Finished("stopped")
        await self._settle()
        if end == Finished("stop") and not self.answer.said:
            end = Failed(EmptyAnswerError("The model answered nothing.").failure())
        self._finish(end)
        return end

    async def _pulled(self) -> Failure | None:
        """Take all chunks; what a stop brings about in the adapter is no failure."""
        try:
            if not self._stopped:
                await self._take_all()
        except ProviderError as error:
            return error.failure()
        except PictureError as error:
            return Failure("picture", str(error), "Leave that picture out.")
        except Exception as error:  # noqa: BLE001 - an adapter's defect must not take the text along
            return _internal(error)
        return None

    async def _take_all(self) -> None:
        """A source whose chunks are all there never waits, so the loop is let go between them;
        one that waits has let it go itself: then that `breath` was called."""
        loop, breath = asyncio.get_running_loop(), asyncio.Event()
        loop.call_soon(breath.set)
        end = time.monotonic() + SLICE
        async for chunk in self._source:
            if self._stopped:
                return
            self._bounds.count(chunk)
            self._take(chunk)
            while self._held > HELD:
                await asyncio.wait(
                    [t for t in self._keeping if not t.done()], return_when=asyncio.FIRST_COMPLETED
                )
            if time.monotonic() > end:
                if not breath.is_set():
                    await asyncio.sleep(0)
                breath.clear()
                loop.call_soon(breath.set)
                end = time.monotonic() + SLICE

    async def _settle(self) -> None:
        """Close the socket, give out what is held back, wait for pictures; not to be cancelled."""
        close = getattr(self._source, "aclose", None)
        if close is not None:
            await _shielded(asyncio.ensure_future(close()), CLOSING)
        self._say("", last=True)
        for task in self._keeping:
            await _shielded(task)

    def _take(self, chunk: Chunk) -> None:
        match chunk:
            case str():
                self._say(chunk)
            case Reasoning(text=text):
                text = self._thought.feed(text)
                if text:
                    self._append(Reasoning(text))
            case ImageResponse():
                self._receive(chunk)
            case ImagePreview():
                self._show(chunk)
            case _:
                self._append(chunk)

    def _show(self, preview: ImagePreview) -> None:
        """Only the last preview is worth its memory."""
        if self._preview is not None:
            at, _ = self._events[self._preview]
            self._events[self._preview] = (at, ImagePreview(None, preview.progress))
        self._preview = len(self._events)
        self._append(preview)

    def _say(self, text: str, *, last: bool = False) -> None:
        text = self._text.feed(text) + (self._text.flush() if last else "")
        if text:
            self._append(text)

    def _receive(self, response: ImageResponse) -> None:
        sources = (*response.sources, *(None for _ in response.images))
        named = [
            source or (image if isinstance(image, str) and not image.startswith("data:") else "")
            for image, source in zip(response.images, sources, strict=False)
        ]
        urls = [url if len(url) <= LONGEST_URL else "" for url in named]
        first, self._slots = self._slots, self._slots + len(response.images)
        self._append(Awaited(len(response.images), response.prompt, tuple(urls)))
        for number, image in enumerate(response.images):
            work = self._keep_one(first + number, image, response.prompt, urls[number] or None)
            self._held += len(image)
            self._keeping.append(asyncio.create_task(work))

    async def _keep_one(
        self, slot: int, image: str | bytes, prompt: str, source: str | None
    ) -> None:
        try:
            async with self._at_once:
                await self._kept(slot, image, prompt, source)
        except asyncio.CancelledError:
            self._append(Kept(slot, failed="palaver was closed before the picture came."))
            raise
        finally:
            self._held -= len(image)

    async def _kept(self, slot: int, image: str | bytes, prompt: str, source: str | None) -> None:
        if self._keep is None:
            self._append(Kept(slot, failed="Pictures are not kept here."))
            return
        try:
            picture = await self._keep(image, prompt, source)
        except (PictureError, ProviderError, OSError) as error:
            self._append(Kept(slot, failed=clean_line(str(error)) or type(error).__name__))
        except Exception as error:  # noqa: BLE001 - the turn's end waits for this slot
            self._append(Kept(slot, failed=_internal(error).sentence))
        else:
            self._append(Kept(slot, picture))

    def _append(self, event: Event) -> None:
        now = time.time()
        self.answer.add(event, now)
        if self.first is None and self.answer.said:
            self.first = now
        self._events.append((now, event))
        self._notify()

    def _finish(self, end: End) -> None:
        if self.end is None:
            self.ended, self.end = time.time(), end
            self._over.set()
            self._notify()

    def _notify(self) -> None:
        for wake in self._wake:
            wake.set()


async def _shielded(task: asyncio.Future[Any], seconds: float | None = None) -> None:
    """Wait for `task` whatever is cancelled around it; its own failure is its own business.

    What takes longer than `seconds` is given up.
    """
    end = None if seconds is None else time.monotonic() + seconds
    while not task.done():
        left = None if end is None else end - time.monotonic()
        if left is not None and left <= 0:
            task.cancel()
            return
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait({task}, timeout=left)
    if not task.cancelled():
        task.exception()


def _internal(error: Exception) -> Failure:
    """A defect of ours (or of a library), told as one."""
    told = clean_line(f"{type(error).__name__}: {error}", 160)
    return Failure("internal", f"Something broke inside palaver ({told}).", "Try again.")
