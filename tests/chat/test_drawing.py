"""Orders for pictures: what is typed, what is meant, and back."""

import pytest

from chat.drawing import Order, OrderError, order, prompt_of, stored


def test_parameters_stand_before_the_prompt() -> None:
    found = order('/image 3:2 n=4 seed=7 negative="blurry, text" a boat at night')
    assert found == Order(
        "a boat at night", {"aspect": "3:2", "n": 4, "seed": 7, "negative": "blurry, text"}
    )


def test_a_size_needs_no_name() -> None:
    found = order("/image 1024×768 model=guide/canvas a lake, n=3 ducks")
    assert found == Order("a lake, n=3 ducks", {"size": "1024x768"}, "guide/canvas")


@pytest.mark.parametrize("text", ["an image", "/images", "/imagery a boat", "", " /image a"])
def test_other_texts_are_no_orders(text: str) -> None:
    assert order(text) is None


@pytest.mark.parametrize(
    "prompt", ["12:30 at the station", "4x4 in the mud", "3:2", "a=b", "ratio 3:2 of gold", "-- x"]
)
def test_what_is_the_prompts_own_stays_there(prompt: str) -> None:
    written = str(Order(prompt, {"n": 2}))
    assert order(written) == Order(prompt, {"n": 2})


def test_a_time_is_no_aspect() -> None:
    assert order("/image 12:30 at the station") == Order("12:30 at the station")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("n=11", "n must be 1 to 10."),
        ("n=two", "n must be 1 to 10."),
        ("n=²", "n must be 1 to 10."),
        ("seed=-1", "seed must be 0 to 4294967295."),
        ("steps=0", "steps must be 1 to 150."),
        ("size=wide", "size must be like 1024x768, 64 to 4096 pixels a side."),
        ("20x20", "size must be like 1024x768, 64 to 4096 pixels a side."),
        ("aspect=9:1", "aspect must be like 3:2, at most 4:1."),
        ("aspect=0:1", "aspect must be like 3:2, at most 4:1."),
        ("quality=best", "quality must be low, medium, high, auto, standard or hd."),
        ('negative=""', "negative must say something."),
        ("n=2 n=3", "n is given twice."),
        ("3:2 size=100x100", "size and aspect cannot both be given."),
    ],
)
def test_a_wrong_value_names_its_parameter(given: str, sentence: str) -> None:
    with pytest.raises(OrderError) as caught:
        order(f"/image {given} a boat")
    assert str(caught.value) == sentence


def test_an_unknown_name_is_told_the_known_ones() -> None:
    with pytest.raises(OrderError, match="no parameter sed; there are size, aspect, n, seed"):
        order("/image sed=7 a boat")


def test_a_stored_question_that_is_no_order_goes_as_it_stands() -> None:
    assert stored("/image n=99 a boat") is None
    assert prompt_of("/image n=99 a boat") == "/image n=99 a boat"
    assert prompt_of("/image n=9 a boat") == "a boat"
    assert prompt_of("a boat") == "a boat"
    assert prompt_of("/image") == "/image"
