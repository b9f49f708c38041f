"""What servers refuse of a request: learned both ways, proven, and forgotten when wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chat.errors import ProviderError
from providers import OpenAI
from providers.lessons import LESSONS
from tests.providers.recorded import client
from tests.support_server import Reply, Server, error, said

HELLO = [{"role": "user", "content": "Hello"}]
UNSUPPORTED = (
    "Unsupported parameter: '{}' is not supported with this model. Use '{}' instead.".format
)
UNKNOWN = "Unknown parameter: '{}'.".format

Refuse = Callable[[dict[str, Any]], str | None]


def model(refuse: Refuse) -> Callable[[Any], Reply]:
    def answer(request: Any) -> Reply:
        told = refuse(request.json)
        return error(400, told) if told else said("Hi")

    return answer


async def sent(refuse: Refuse, **more: Any) -> list[dict[str, Any]]:
    """The requests of one answer that was given."""
    async with Server(model(refuse)) as server:
        source = OpenAI.create_async_generator("m", HELLO, base_url=server.url, **more)
        assert "".join([chunk async for chunk in source if isinstance(chunk, str)]) == "Hi"
        return [request.json for request in server.requests]


def refuses(*names: str, told: Callable[[str], str] = UNKNOWN) -> Refuse:
    return lambda body: next((told(name) for name in names if name in body), None)


OLD, NEW = "max_tokens", "max_completion_tokens"


@pytest.mark.parametrize(("asked", "other"), [(OLD, NEW), (NEW, OLD)])
@pytest.mark.parametrize("named", [True, False], ids=["names the other", "names its own"])
async def test_either_spelling_is_learned_from_the_other(
    asked: str, other: str, named: bool
) -> None:
    book: dict[str, Any] = {}
    refuse = refuses(asked, told=(lambda n: UNSUPPORTED(n, other)) if named else UNKNOWN)
    first, second = await sent(refuse, learned=book, **{asked: 7})
    assert (first[asked], second[other], asked in second) == (7, 7, False)
    assert book == {"renamed": {asked: other}}
    (third,) = await sent(refuse, learned=book, **{asked: 8})
    assert (third[other], asked in third) == (8, False)


async def test_a_spelling_that_is_refused_later_is_forgotten() -> None:
    book: dict[str, Any] = {"renamed": {OLD: NEW}}
    first, second = await sent(refuses(NEW), learned=book, max_tokens=7)
    assert (first[NEW], second[OLD]) == (7, 7)
    assert book == {}


async def test_a_model_that_takes_neither_spelling_is_asked_without() -> None:
    for book in ({}, {"renamed": {OLD: NEW}}, {"renamed": {NEW: OLD}}):
        requests = await sent(refuses(OLD, NEW), learned=book, max_tokens=7)
        assert not {OLD, NEW} & set(requests[-1])
        assert len(requests) <= 4
        assert len(await sent(refuses(OLD, NEW), learned=book, max_tokens=7)) == 1


async def test_what_is_left_out_and_then_missed_is_sent_again() -> None:
    book: dict[str, Any] = {"dropped": ["seed", "temperature"]}

    def refuse(body: dict[str, Any]) -> str | None:
        return None if "seed" in body else "Missing required parameter: 'seed'."

    first, second = await sent(refuse, learned=book, seed=1, temperature=0.5)
    assert ("seed" in first, second["seed"], "temperature" in second) == (False, 1, False)
    assert book == {"dropped": ["temperature"]}


async def test_a_parameter_both_refused_and_missed_ends_in_words() -> None:
    def refuse(body: dict[str, Any]) -> str:
        return UNKNOWN("seed") if "seed" in body else "Missing required parameter: 'seed'."

    with pytest.raises(ProviderError, match="Missing"):
        await sent(refuse, seed=1)


async def test_a_lesson_that_did_not_help_is_no_lesson() -> None:
    book: dict[str, Any] = {"dropped": ["top_k"]}
    told = "Unknown parameter: 'seed', 'temperature'."
    with pytest.raises(ProviderError):
        await sent(lambda _: told, learned=book, seed=1, temperature=0.5)
    assert book == {"dropped": ["top_k"]}


async def test_a_failure_that_passes_says_nothing_against_a_lesson() -> None:
    book: dict[str, Any] = {}
    busy = error(429, "Busy", headers={"retry-after": "600"})
    async with Server([error(400, UNKNOWN("seed")), busy]) as server:
        with pytest.raises(ProviderError, match="Busy"):
            async for _ in OpenAI.create_async_generator(
                "m", HELLO, base_url=server.url, seed=1, learned=book
            ):
                pass
    assert book == {"dropped": ["seed"]}


async def test_lessons_are_of_a_model_and_the_parameters_stay_the_persons() -> None:
    book: dict[str, Any] = {}
    given = {"seed": 1}
    await sent(refuses("seed"), learned=book, **given)
    (other,) = await sent(lambda _: None, learned={}, **given)
    assert (given, other["seed"]) == ({"seed": 1}, 1)


async def test_how_much_to_think_is_a_parameter() -> None:
    (body,) = await sent(lambda _: None, reasoning_effort="low")
    assert body["reasoning_effort"] == "low"


async def test_openrouter_takes_it_as_a_value() -> None:
    async with client(b"data: [DONE]\n\n") as over:
        for base in ("https://openrouter.ai/api/v1", "https://openrouter.ai.example/v1"):
            source = OpenAI.create_async_generator(
                "m", HELLO, client=over, base_url=base, reasoning_effort="high"
            )
            assert [chunk async for chunk in source] == []
        right, other = [request.read().decode() for request in over.sent]  # type: ignore[attr-defined]
    assert '"reasoning":{"effort":"high"}' in right
    assert "reasoning_effort" not in right
    assert '"reasoning_effort":"high"' in other


async def test_a_server_that_wants_it_as_a_value_teaches_that() -> None:
    book: dict[str, Any] = {}
    told = "Unsupported parameter: 'reasoning_effort'. Did you mean 'reasoning.effort'?"
    refuse = refuses("reasoning_effort", told=lambda _: told)
    _, second = await sent(refuse, learned=book, reasoning_effort="low")
    assert second["reasoning"] == {"effort": "low"}
    assert book == {"nested_effort": True}
    first, second = await sent(refuses("reasoning"), learned=book, reasoning_effort="low")
    assert ("reasoning" in first, second["reasoning_effort"]) == (True, "low")
    assert book == {}
    both = refuses("reasoning_effort", "reasoning", told=lambda _: told)
    assert "reasoning_effort" not in (await sent(both, learned=book, reasoning_effort="low"))[-1]


async def test_a_model_that_does_not_think_is_asked_without() -> None:
    book: dict[str, Any] = {}
    refuse = refuses("reasoning_effort", told=lambda n: f"Unrecognized request argument: {n}")
    await sent(refuse, learned=book, reasoning_effort="low")
    assert book == {"dropped": ["reasoning_effort"]}


@pytest.mark.parametrize(
    "told",
    [
        "Unsupported value: 'reasoning_effort' does not support 'minimal' with this model. "
        "Supported values are: 'low', 'medium', and 'high'.",
        "Invalid reasoning_effort: must be one of low, medium, high",
        "reasoning_effort: Input should be 'low', 'medium' or 'high' (extra_forbidden)",
    ],
)
async def test_a_wish_that_there_is_not_is_told(told: str) -> None:
    book: dict[str, Any] = {}
    with pytest.raises(ProviderError, match="reasoning_effort"):
        await sent(
            refuses("reasoning_effort", told=lambda _: told),
            learned=book,
            reasoning_effort="minimal",
        )
    assert book == {}


async def test_a_server_that_refuses_one_after_the_other_is_not_asked_for_ever() -> None:
    book: dict[str, Any] = {}
    names = [f"wish_{number}" for number in range(20)]
    refuse = refuses(*names)
    async with Server(model(refuse)) as server:
        with pytest.raises(ProviderError, match="wish_"):
            async for _ in OpenAI.create_async_generator(
                "m", HELLO, base_url=server.url, learned=book, **dict.fromkeys(names, 1)
            ):
                pass
        assert len(server.requests) == LESSONS + 1
    assert book == {}


@pytest.mark.parametrize("status", [401, 402, 403])
async def test_who_may_not_ask_learns_nothing_of_the_parameters(status: int) -> None:
    book: dict[str, Any] = {}
    async with Server([error(status, UNKNOWN("seed"))]) as server:
        with pytest.raises(ProviderError):
            async for _ in OpenAI.create_async_generator(
                "m", HELLO, base_url=server.url, seed=1, learned=book
            ):
                pass
        assert len(server.requests) == 1
    assert book == {}
