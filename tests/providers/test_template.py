"""The wire to copy works as it stands, and is short."""

from __future__ import annotations

from pathlib import Path

import pytest

from chat.chunks import FinishReason, Reasoning, Usage
from chat.errors import CutOffError, ServerError
from providers import template
from providers.template import Template
from tests.providers.recorded import client, merged

ANSWER = b"""data: {"think": "Hm."}

data: {"say": "Hel"}

data: {"say": "lo"}

data: {"ended": "stop", "tokens": 2}

"""


async def _asked(over) -> list:
    source = Template.create_async_generator("m", [{"role": "user", "content": "Hi"}], client=over)
    return merged([chunk async for chunk in source])


async def test_an_answer_is_read():
    assert await _asked(client(ANSWER)) == [
        Reasoning("Hm."),
        "Hello",
        Usage(output=2),
        FinishReason("stop"),
    ]


async def test_a_cut_answer_and_an_error_fail():
    with pytest.raises(CutOffError):
        await _asked(client(ANSWER[:60]))
    with pytest.raises(ServerError, match="overloaded"):
        await _asked(client(b'data: {"say": "x"}\n\ndata: {"error": "overloaded"}\n\n'))


def test_it_is_under_60_lines():
    assert len(Path(template.__file__).read_text().splitlines()) < 60
