"""config.toml: what is right is used, what is wrong is told with its line and field."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat import tolerant
from chat.settings import Limits, ModelSettings, Problem, Settings, load, parse

HERE = Path("config.toml")

FULL = """\
model = "lab/llama"
system = "Be brief."
theme = "light"
pictures = "transcript"
images = "sixel"
proxy = "socks5://127.0.0.1:1080"

[limits]
picture_mb = 8
picture_megapixels = 10
picture_side = 4000

[endpoints.lab]
provider = "openai"
base_url = "http://127.0.0.1:8000/v1"
api_key = "${LAB_KEY}"
headers = { "x-team" = "blue" }
timeout = 30
http2 = true
models = ["llama", { id = "painter", draws = true, context = 4096 }]
[endpoints.lab.parameters]
temperature = 0.2
"""


def told(text: str) -> list[tuple[int, str, str]]:
    return [(p.line, p.field, p.sentence) for p in parse(text, HERE)[1]]


def test_a_whole_file():
    found, problems = parse(FULL, HERE)
    assert problems == ()
    assert (found.model, found.system, found.theme) == ("lab/llama", "Be brief.", "light")
    assert (found.pictures, found.images) == ("transcript", "sixel")
    assert found.limits == Limits(8, 10, 4000)
    lab = found.endpoints["lab"]
    assert lab.base_url == "http://127.0.0.1:8000/v1"
    assert lab.api_key == "${LAB_KEY}"
    assert (lab.timeout, lab.http2, lab.broken) == (30, True, "")
    assert lab.parameters == {"temperature": 0.2}
    assert lab.models == (
        ModelSettings("llama"),
        ModelSettings("painter", draws=True, context=4096),
    )


def test_no_file_is_no_problem(tmp_path: Path):
    assert load(tmp_path / "config.toml") == (Settings(), ())


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path):
    (tmp_path / "config.toml").mkdir()
    found, problems = load(tmp_path / "config.toml")
    assert found == Settings()
    assert "cannot be read" in problems[0].sentence


def test_a_file_of_another_encoding_is_read_as_far_as_it_goes(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_bytes('\ufeffmodel = "a/b"\n'.encode() + b'system = "\xff"\n')
    found, problems = load(path)
    assert (found.model, found.system, problems) == ("a/b", "\ufffd", ())


def test_a_huge_file_is_not_read(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_text("#" * (1 << 21))
    assert "1 MB" in load(path)[1][0].sentence


def test_an_unknown_key_is_told_with_the_nearest():
    assert told('model = "a/b"\nthme = "dark"\n') == [
        (2, "thme", "is not a setting; did you mean theme?")
    ]


def test_an_unknown_key_in_an_endpoint():
    text = '[endpoints.lab]\nbase_url = "http://h"\nbase_ulr = "x"\n'
    assert told(text) == [(3, "endpoints.lab.base_ulr", "is not a setting; did you mean base_url?")]
    assert parse(text, HERE)[0].endpoints["lab"].base_url == "http://h"


@pytest.mark.parametrize(
    ("text", "line", "field", "sentence"),
    [
        ("model = 5", 1, "model", "expected a text in quotes"),
        ("\npictures = 'sometimes'", 2, "pictures", "expected one of panel, transcript, off"),
        ("images = []", 1, "images", "expected one of"),
        ("limits = 3", 1, "limits", "expected a table"),
        ("[limits]\npicture_mb = true", 2, "limits.picture_mb", "a whole number above 0"),
        ("endpoints = 1", 1, "endpoints", "expected a table"),
        ("[endpoints]\nlab = 1", 2, "endpoints.lab", "expected a table"),
        ("[endpoints.lab]\ntimeout = -1", 2, "endpoints.lab.timeout", "above 0"),
        ("[endpoints.lab]\nhttp2 = 'yes'", 2, "endpoints.lab.http2", "true or false"),
        ("[endpoints.lab]\nheaders = {a = 1}", 2, "endpoints.lab.headers", "a table of texts"),
        ("[endpoints.lab]\nmodels = [1]", 2, "endpoints.lab.models", "expected names"),
        ("[endpoints.lab]\nbase_url = 'lab:80'", 2, "endpoints.lab.base_url", "an address like"),
        ("[endpoints.lab]\nbase_url = 'http://[1'", 2, "endpoints.lab.base_url", "an address like"),
        ("[endpoints.lab]\nbase_url = 'http://h:99999'", 2, "endpoints.lab.base_url", "like http"),
        ("[endpoints.'A B']\nlabel = 'x'", 1, "endpoints.A B", "a name has"),
        ("endpoints.lab.timeout = 'x'", 1, "endpoints.lab.timeout", "a number of seconds"),
    ],
)
def test_a_wrong_value_is_told_with_line_and_field(text: str, line: int, field: str, sentence: str):
    (problem,) = told(text)
    assert problem[:2] == (line, field)
    assert sentence in problem[2]


def test_the_rest_is_used():
    found, problems = parse('model = 5\nsystem = "Be brief."\nwhat = 1\n', HERE)
    assert found.system == "Be brief."
    assert len(problems) == 2


def test_a_line_that_is_not_toml_costs_that_line():
    found, problems = parse('model = "a/b"\nthis is not TOML\nsystem = "s"\n', HERE)
    assert (found.model, found.system) == ("a/b", "s")
    assert problems[0].line == 2
    assert str(problems[0]).startswith("config.toml:2: ")


def test_several_such_lines():
    found, problems = parse('=\nmodel = "a/b"\n!!\ntheme = "x\nsystem = "s"\n', HERE)
    assert (found.model, found.system) == ("a/b", "s")
    assert [p.line for p in problems] == [1, 3, 4]


def test_an_unclosed_text_costs_what_it_swallowed():
    found, problems = parse('model = "a/b"\nsystem = """never closed\ntheme = "x"\n', HERE)
    assert found.model == "a/b"
    assert problems[0].line == 2


def test_a_broken_header_takes_its_table_along():
    """Its lines must not land in the table above: that would move a key to another host."""
    text = (
        '[endpoints.one]\nbase_url = "http://one"\n'
        '[endpoints.two\nbase_url = "http://two"\napi_key = "secret"\n'
        '[endpoints.three]\nbase_url = "http://three"\n'
    )
    found, problems = parse(text, HERE)
    assert found.endpoints["one"].base_url == "http://one"
    assert found.endpoints["one"].api_key is None
    assert found.endpoints["three"].base_url == "http://three"
    assert problems[0].line == 3


def test_half_an_endpoint_is_not_used():
    text = '[endpoints.openai]\nbase_url = "http://lab\napi_key = "secret"\n'
    endpoint = parse(text, HERE)[0].endpoints["openai"]
    assert "line 2" in endpoint.broken
    assert (endpoint.base_url, endpoint.api_key) == (None, None)


@pytest.mark.parametrize("line", ["base_url = 5", "api_key = 1", "provider = []", "proxy = 1"])
def test_a_wrong_type_where_it_matters_breaks_the_endpoint(line: str):
    found, _ = parse(f"[endpoints.openai]\n{line}\n", HERE)
    assert found.endpoints["openai"].broken


def test_a_wrong_type_elsewhere_does_not():
    found, _ = parse("[endpoints.openai]\ntimeout = 'x'\n", HERE)
    assert found.endpoints["openai"].broken == ""


def test_a_table_twice():
    text = '[limits]\npicture_mb = 1\n[limits]\npicture_mb = 2\n[endpoints.a]\nbase_url="http://a"'
    found, problems = parse(text, HERE)
    assert found.limits.picture_mb == 1
    assert found.endpoints["a"].base_url == "http://a"
    assert problems[0].line == 3


def test_hostile_names_reach_no_terminal():
    (problem,) = parse('"\\u001b[31mx" = 1\n', HERE)[1]
    assert "\x1b" not in str(problem)


def test_a_key_is_in_no_repr():
    found, _ = parse('[endpoints.a]\napi_key = "sk-secret"\nheaders = {x = "sk-other"}\n', HERE)
    assert "sk-" not in repr(found)


def test_a_problem_without_a_line_names_the_file():
    assert str(Problem(HERE, 0, "", "is empty")) == "config.toml: is empty"


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=30),
            st.sampled_from(
                ["[endpoints.a]", "[x", "]]", 'a = """', "'''", "model = 'm'", "a.b.c = 1", "["]
            ),
        ),
        max_size=12,
    ).map("\n".join)
)
def test_nothing_in_a_file_raises(text: str):
    found, problems = parse(text, HERE)
    assert isinstance(found, Settings)
    assert all(problem.sentence for problem in problems)


@given(st.integers(0, len(FULL)), st.sampled_from(['"', "[", "\n", "=", "#", "{", "\x00"]))
@settings(max_examples=100, deadline=None)
def test_one_wrong_character_never_gives_a_key_to_another_host(place: int, character: str):
    text = FULL + '[endpoints.two]\nbase_url = "http://two"\napi_key = "second"\n'
    found, _ = parse(text[:place] + character + text[place:], HERE)
    for name, host in (("lab", "http://127.0.0.1:8000"), ("two", "http://two")):
        endpoint = found.endpoints.get(name)
        if endpoint is not None and endpoint.api_key and not endpoint.broken:
            assert endpoint.base_url is None or host[7:11] in endpoint.base_url.replace(
                character, ""
            )
            assert ("second" in endpoint.api_key) == (name == "two")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('a\nsystem = "x\ntheme = "light"', 2, "a quote is not closed"),
        ('a\nsystem "x"\ntheme = "light"', 2, "an = is missing"),
        ('a\nsystem = hello\ntheme = "light"', 2, "put a text in quotes"),
        ('a\n]\ntheme = "light"', 2, "a bracket stands alone"),
        ('a\nx = ["a"\ntheme = "light"', 2, "a [ is not closed"),
        ('a\nsystem = "C:\\q"\ntheme = "light"', 2, "a backslash"),
        ('a\ntheme = "light"\ntheme = "dark"', 3, "set twice"),
        ('a\ntheme = "light"\n[limits]\n[limits]\n', 4, "is there twice"),
    ],
)
def test_a_mistake_is_told_in_words_and_the_rest_is_used(text: str, line: int, words: str):
    found, problems = parse(text, HERE)
    assert found.theme == "light"
    assert [p.line for p in problems] == [1, line]
    assert words in str(problems[1])
    assert str(problems[1]).startswith(f"config.toml:{line}: ")


def test_many_faults_cost_neither_the_rest_nor_the_time():
    lines = ["a bad line" if i % 100 == 50 else f'k{i} = "v"' for i in range(5000)]
    began = time.process_time()
    document, faults = tolerant.parse("\n".join(lines))
    assert (len(document), len(faults)) == (4950, 50)
    assert time.process_time() - began < 2  # a slow machine; about 0.2 s


def test_many_names_set_twice_cost_little_time():
    names = "".join(f"k{i} = {i}\n" for i in range(1000))
    began = time.process_time()
    document, faults = tolerant.parse(names * 2)
    assert (len(document), len(faults), faults[0].line) == (1000, 1000, 1001)
    assert time.process_time() - began < 1  # a slow machine; about 0.1 s


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_a_line_of_a_long_text_is_no_header(quotes: str):
    text = f"system = {quotes}\nbe\n[brief]\nand kind\n{quotes}\nbad\n[limits]\npicture_mb = 3\n"
    document, faults = tolerant.parse(text)
    assert document == {"system": "be\n[brief]\nand kind\n", "limits": {"picture_mb": 3}}
    assert [fault.line for fault in faults] == [6]


def test_a_long_text_that_is_not_closed_takes_no_table_along():
    document, faults = tolerant.parse('a = """\n[limits]\npicture_mb = 3\n# \x00\nb = """\n')
    assert document == {}
    document, faults = tolerant.parse('# \x00\na = """\nb = 1\n[limits]\npicture_mb = 3\n')
    assert document == {"b": 1, "limits": {"picture_mb": 3}}
    assert [fault.line for fault in faults] == [1, 2]
