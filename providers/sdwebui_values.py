"""What goes to the web UI of Stable Diffusion and comes from it, as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chat.bounds import PICTURES
from chat.errors import EmptyAnswerError
from providers.making import with_seed
from providers.openai_images import decoded
from providers.parameters import sides
from providers.values import items, parsed, table, whole

_NAMES = {"n": "batch_size", "sampler": "sampler_name", "cfg": "cfg_scale"}


def sized(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters in the server's names; `size` is `WxH`. Raises `RequestError`."""
    body = {_NAMES.get(name, name): value for name, value in parameters.items()}
    return body | sides(body)


def pictures(answer: Any) -> tuple[bytes, ...]:
    """The pictures, each with its seed in its file. Blocking; raises `ProviderError`."""
    value = table(answer)
    coded = [image for image in items(value.get("images")) if isinstance(image, str)]
    try:
        info = table(parsed(str(value.get("info"))))
    except ValueError:
        info = {}
    seeds = items(info.get("all_seeds")) or [info.get("seed")]
    # A sheet of all of them comes first; what extensions made comes last.
    first = whole(info.get("index_of_first_image")) or 0
    coded = coded[first:][: max(1, len(seeds))]
    if not coded:
        raise EmptyAnswerError("The server made no picture.")
    seeds = [*seeds, *([None] * len(coded))]
    return tuple(
        with_seed(decoded(image), whole(seed))
        for image, seed in zip(coded[: PICTURES + 1], seeds, strict=False)
    )
