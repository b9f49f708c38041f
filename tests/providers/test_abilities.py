"""What is guessed of a model by its name, and what is never overruled."""

from __future__ import annotations

import pytest

from providers.abilities import completed, families
from providers.models import Model, named


@pytest.mark.parametrize(
    ("name", "sees", "thinks"),
    [
        ("openai/gpt-5-mini", True, True),
        ("o3", True, True),
        ("claude-sonnet-4-5", True, True),
        ("models/gemini-2.5-flash", True, True),
        ("qwen2.5-vl:7b", True, None),
        ("deepseek-r1:14b", False, True),
        ("llama3.2-vision", True, None),
        ("llama3.2", None, None),
        ("mixtral-8x7b", None, None),
    ],
)
def test_by_name(name: str, sees: bool | None, thinks: bool | None) -> None:
    model = completed(named(name, "lab"))
    assert (model.sees, model.thinks) == (sees, thinks)


def test_what_is_known_is_not_overruled() -> None:
    told = Model("gpt-5", "lab", sees=False, context=8192)
    assert completed(told) == Model("gpt-5", "lab", sees=False, thinks=True, context=8192)


def test_one_that_draws_is_left_alone() -> None:
    assert completed(named("flux-dev", "lab")) == named("flux-dev", "lab")


def test_every_family_says_something() -> None:
    assert all(any(each is not None for each in (f.sees, f.thinks, f.context)) for f in families())
