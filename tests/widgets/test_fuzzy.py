from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from tui.fuzzy import best, match

NAMES = ["openai/gpt-5", "openai/gpt-5-mini", "openai/o4-mini", "openrouter/meta-llama/llama-4"]


def find(query: str) -> list[str]:
    return best(query, NAMES, str)


def test_nothing_typed_keeps_all_in_order() -> None:
    assert find("") == find("  ") == NAMES


def test_words_in_any_order() -> None:
    assert find("mini gpt") == ["openai/gpt-5-mini"]


def test_the_shorter_of_two_equal_matches_is_first() -> None:
    assert find("gpt-5")[0] == "openai/gpt-5"


def test_letters_in_order_match_after_whole_words() -> None:
    assert find("gpm") == ["openai/gpt-5-mini"]
    assert find("mini")[0] != "openrouter/meta-llama/llama-4"


def test_letters_far_apart_do_not_match() -> None:
    assert match("az", "a" + " lot of words in between " * 2 + "z") is None


def test_the_beginning_of_a_word_beats_its_middle() -> None:
    assert best("art", ["smart one", "one artist"], str)[0] == "one artist"


def test_places_are_those_of_the_letters() -> None:
    found = match("GPT", "openai/gpt-5")
    assert found is not None
    assert found[1] == (7, 8, 9)


@given(st.text(max_size=30), st.text(max_size=60))
def test_places_are_inside_the_text(query: str, text: str) -> None:
    found = match(query, text)
    assert found is None or all(0 <= place < len(text) for place in found[1])


@given(st.text(min_size=1, max_size=40))
def test_a_text_matches_itself(text: str) -> None:
    assert match(text, text) is not None


def test_5000_rows_are_searched_in_a_frame_or_two() -> None:
    rows = [f"conversation {number} about something or other" for number in range(5000)]
    begin = time.thread_time()
    best("thing 49", rows, str)
    assert time.thread_time() - begin < 0.2
