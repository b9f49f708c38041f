"""Pictures from the web UI of Stable Diffusion (AUTOMATIC1111, Forge and their like).

One request makes them and answers when they are done; meanwhile its progress is asked for, and
that counts as a sign of life. An answer that is closed interrupts the server's work.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
import time
from collections.abc import AsyncGenerator, Mapping
from typing import Any, ClassVar, cast

import httpx

from chat import errors
from chat.chunks import Chunk, ImageResponse
from chat.errors import ModelNotSupportedError, ProtocolError, ProviderError, RequestError
from chat.text import clean_line
from providers.adapter import Adapter, Question, Request
from providers.base import secrets
from providers.body import Whole, read
from providers.http import Call, answered, got, pieces
from providers.models import Model
from providers.openai_images import decoded
from providers.openai_messages import question as prompt
from providers.retry import retried
from providers.sdwebui_progress import Progress
from providers.sdwebui_values import pictures, sized
from providers.values import items, table

EVERY, PATIENCE = 1.0, 10.0
"""Seconds between two questions after the progress, and for one of them."""
LONGEST = 24 * 3600.0
"""Seconds of silence on the request itself: its progress says whether anything happens."""
_TAILS = re.compile(r"(?:/+(?:sdapi|v1|txt2img))*/*$")


class SDWebUI(Adapter):
    """`POST {base_url}/sdapi/v1/txt2img`."""

    label = "Stable Diffusion web UI"
    url = "https://github.com/AUTOMATIC1111/stable-diffusion-webui"
    base_url: ClassVar[str] = "http://127.0.0.1:7860"
    models_path: ClassVar[str] = "/sdapi/v1/sd-models"
    supports_system_message = False
    supports_message_history = False

    @classmethod
    def root(cls, base_url: str) -> str:
        return _TAILS.sub("", base_url.strip())

    @classmethod
    def headers(cls, api_key: str | None) -> dict[str, str]:
        """`--api-auth` takes a user and a password: `user:password` is such a key."""
        if api_key and ":" in api_key:
            return {"authorization": f"Basic {base64.b64encode(api_key.encode()).decode()}"}
        return super().headers(api_key)

    @classmethod
    def request(cls, question: Question) -> Request:
        body = {"prompt": prompt(question.messages), **sized(question.parameters)}
        if question.model:
            settings = cast("Mapping[str, Any]", body.get("override_settings") or {})
            body["override_settings"] = {**settings, "sd_model_checkpoint": question.model}
            # Loading the former model again would take longer than most pictures.
            body.setdefault("override_settings_restore_afterwards", False)
        return Request("/sdapi/v1/txt2img", body)

    @classmethod
    async def answers(
        cls,
        client: httpx.AsyncClient,
        question: Question,
        base_url: str,
        headers: Mapping[str, str],
        timeout: float,
    ) -> AsyncGenerator[Chunk, None]:
        """Previews and what is being done, then the pictures."""
        made = cls.request(question)

        def once() -> AsyncGenerator[Chunk, None]:
            server = _Server(client, base_url + "/sdapi/v1", headers, timeout)
            return server.drawn(made.body)

        async with contextlib.aclosing(retried(once, secrets(None, headers))) as source:
            async for chunk in source:
                yield chunk

    @classmethod
    def listed(cls, payload: Any, endpoint: str) -> list[Model]:
        if not isinstance(payload, list):
            raise ProtocolError("The server's list of models cannot be read.")
        rows = map(table, cast("list[Any]", payload))
        names = [row.get("model_name") or row.get("title") for row in rows]
        return [
            Model(name, endpoint, chats=False, draws=True)
            for name in names
            if isinstance(name, str) and name and name == clean_line(name, 300)
        ]


class _Server:
    """One picture being made at `base`; `timeout` is the longest time without progress."""

    def __init__(
        self, client: httpx.AsyncClient, base: str, headers: Mapping[str, str], timeout: float
    ) -> None:
        self._client, self._base = client, base
        self._headers, self._timeout = headers, timeout

    async def drawn(self, body: Mapping[str, Any]) -> AsyncGenerator[Chunk, None]:
        work = asyncio.create_task(self._work(body))
        try:
            async with contextlib.aclosing(self._watched(work)) as progress:
                async for chunk in progress:
                    yield chunk
            try:
                answer = work.result()
            except ProviderError as error:
                raise await self._understood(error, body) from None
            images = await asyncio.to_thread(pictures, answer)
            yield ImageResponse(images, str(body["prompt"]))
        finally:
            if not work.done():
                work.cancel()
                await asyncio.wait({work})
                await self._interrupt()

    async def _watched(self, work: asyncio.Task[Any]) -> AsyncGenerator[Chunk, None]:
        """What is told until `work` is done. Raises `TimeoutError` when nothing goes on."""
        progress, since = Progress(), time.monotonic()
        while True:
            await asyncio.wait({work}, timeout=EVERY)
            if work.done():
                return
            with contextlib.suppress(ProviderError):
                # A server that is loading a model may be too busy to say so.
                asked = asyncio.ensure_future(self._got("/progress?skip_current_image=false"))
                try:
                    await asyncio.wait({work, asked}, return_when=asyncio.FIRST_COMPLETED)
                    if work.done():
                        return
                    if progress.moved(table(asked.result())):
                        since = time.monotonic()
                finally:
                    asked.cancel()
                    await asyncio.gather(asked, return_exceptions=True)
                if coded := progress.picture():
                    progress.image = await asyncio.to_thread(decoded, coded)
                for chunk in progress.chunks():
                    yield chunk
            if time.monotonic() - since > self._timeout:
                raise errors.TimeoutError(f"The server made nothing for {self._timeout:.0f} s.")

    async def _work(self, body: Mapping[str, Any]) -> Any:
        call = Call(self._base + "/txt2img", body, self._headers, LONGEST)
        async with answered(self._client, call) as response:
            async for batch in read(pieces(response, call.timeout), call.url):
                if isinstance(batch, Whole):
                    return batch.payload
        raise errors.CutOffError("The connection closed before the picture was there.")

    async def _understood(self, error: ProviderError, body: Mapping[str, Any]) -> ProviderError:
        """What the program's own exceptions mean; they would be the same once more."""
        words = f"{error.sentence} {error.excerpt}".lower()
        more: dict[str, Any] = {"status": error.status, "excerpt": error.excerpt}
        if error.status is not None and "sampler" in words:
            named = clean_line(str(body.get("sampler_name", "")), 60)
            known = await self._samplers()
            return RequestError(f"The server has no sampler {named!r}{known}.", **more)
        if "checkpoint" in words and ("unknown" in words or "not found" in words):
            name = table(body.get("override_settings")).get("sd_model_checkpoint")
            return ModelNotSupportedError(f"The server has no model {name!r}.", **more)
        if error.status == 404:
            return ProtocolError(
                "The server has no API for pictures; it must be started with --api.", **more
            )
        if error.status == 500 and '"errors"' in error.excerpt:
            return RequestError(error.sentence, **more)
        return error

    async def _samplers(self) -> str:
        try:
            rows = await self._got("/samplers")
        except ProviderError:
            return ""
        names = [name for row in items(rows) if (name := table(row).get("name"))]
        return "; there are " + ", ".join(map(str, names)) if names else ""

    async def _got(self, path: str) -> Any:
        return await got(self._client, Call(self._base + path, None, self._headers, PATIENCE))

    async def _interrupt(self) -> None:
        """Nobody waits any more. Where that does not arrive, a picture is made for nobody.

        What is sent arrives, however late it is answered: who stops waits for no busy server.
        """
        with contextlib.suppress(ProviderError, TimeoutError):
            async with asyncio.timeout(0.5):
                await got(self._client, Call(self._base + "/interrupt", {}, self._headers, 0.5))
