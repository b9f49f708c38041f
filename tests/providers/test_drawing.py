"""An order's parameters, as each wire takes them."""

import pytest

from providers.drawing import Fitted, fitted, sized, taken

WISHED = {"aspect": "3:2", "n": 3, "seed": 7, "quality": "high", "negative": "fog", "steps": 20}


@pytest.mark.parametrize(
    ("provider", "model", "given", "left_out"),
    [
        ("guide", "canvas", {"size": "1280x832", "n": 3, "seed": 7}, "quality negative steps"),
        (
            "sdwebui",
            "sd",
            {"size": "1280x832", "n": 3, "seed": 7, "negative_prompt": "fog", "steps": 20},
            "quality",
        ),
        (
            "openai",
            "gpt-image-1",
            {"size": "1536x1024", "n": 3, "quality": "high"},
            "seed negative steps",
        ),
        (
            "openai",
            "dall-e-3",
            {"size": "1792x1024", "quality": "high"},
            "n seed negative steps",
        ),
        ("gemini", "imagen-4.0", {"size": "3:2", "n": 3}, "seed quality negative steps"),
        ("gemini", "gemini-3-pro-image", {"size": "3:2", "seed": 7}, "n quality negative steps"),
        ("aichats", "dalle", {}, "aspect n seed quality negative steps"),
    ],
)
def test_each_wire_gets_what_it_takes(
    provider: str, model: str, given: dict[str, object], left_out: str
) -> None:
    assert fitted(provider, model, WISHED) == Fitted(given, tuple(left_out.split()))


def test_what_a_server_refused_before_is_left_out_and_told() -> None:
    found = fitted("openai", "flux", {"n": 2, "negative": "fog"}, ("negative_prompt",))
    assert found == Fitted({"n": 2}, ("negative",))


def test_a_size_goes_as_it_is() -> None:
    assert fitted("openai", "gpt-image-1", {"size": "2048x2048"}).parameters["size"] == "2048x2048"


@pytest.mark.parametrize(
    ("aspect", "size"), [("1:1", "1024x1024"), ("16:9", "1344x768"), ("1:4", "512x2048")]
)
def test_a_shape_is_about_a_megapixel(aspect: str, size: str) -> None:
    assert sized(aspect) == size


def test_an_unknown_wire_takes_nothing() -> None:
    assert taken("anthropic", "claude") == ()
