"""Endpoints: the built-in rows, the person's own, and whose key goes where."""

from __future__ import annotations

import pytest

from chat.settings import EndpointSettings, ModelSettings
from providers.endpoints import built_in, endpoints, is_private, origin
from providers.models import Model, answers_by_name, draws_by_name, named
from providers.wires import names


def mine(**given: object) -> dict[str, EndpointSettings]:
    name = str(given.pop("name", "lab"))
    return {name: EndpointSettings(name, **given)}  # type: ignore[arg-type]


def test_the_rows_that_are_promised():
    rows = built_in()
    assert {"guide", "openai", "openrouter", "lmstudio", "llamacpp", "g4f"} <= set(rows)
    assert next(iter(rows)) == "guide"
    for row in rows.values():
        assert row.provider in names()
        assert row.provider == "guide" or row.base_url.startswith(("https://", "http://127."))
        assert row.local == row.base_url.startswith("http://127.")


def test_the_guide_is_closed_and_needs_nothing():
    guide = built_in()["guide"]
    assert guide.closed
    assert not guide.needs_key
    assert [(m.id, m.chats, m.draws) for m in guide.models] == [
        ("guide", True, False),
        ("canvas", False, True),
    ]


def test_remote_rows_need_keys_and_say_where_to_get_them():
    for name, row in built_in().items():
        if row.base_url.startswith("https://") and not (row.gone or row.keyless):
            assert row.needs_key, name
            assert row.key_page.startswith("https://")


def test_an_endpoint_of_ones_own():
    given = mine(base_url="http://10.0.0.5:8000/v1", models=(ModelSettings("flux-dev"),))
    lab = endpoints(given, {})["lab"]
    assert (lab.provider, lab.label, lab.local, lab.needs_key) == ("openai", "lab", True, False)
    assert lab.models == (Model("flux-dev", "lab", chats=False, draws=True),)


def test_an_endpoint_without_an_address_is_told():
    assert "base_url" in endpoints(mine(api_key="x"), {})["lab"].broken


def test_a_built_in_row_is_changed_where_the_person_says_so():
    changed = endpoints(mine(name="openai", timeout=7.0, label="Work"), {})["openai"]
    row = built_in()["openai"]
    assert (changed.timeout, changed.label) == (7.0, "Work")
    assert (changed.base_url, changed.key_names) == (row.base_url, row.key_names)
    assert changed.models == row.models


def test_a_row_moved_by_the_config_loses_its_built_in_key():
    moved = endpoints(mine(name="openrouter", base_url="http://gw.example/v1"), {})["openrouter"]
    assert moved.key_names == ()
    assert moved.models == ()
    assert not moved.needs_key


def test_the_same_host_keeps_it():
    given = mine(name="openai", base_url="https://api.openai.com:443/v2")
    assert endpoints(given, {})["openai"].key_names == ("OPENAI_API_KEY",)


def test_openai_base_url_moves_openai_and_its_key():
    environ = {"OPENAI_BASE_URL": "http://127.0.0.1:9000/v1"}
    moved = endpoints({}, environ)["openai"]
    assert moved.base_url == environ["OPENAI_BASE_URL"]
    assert moved.key_names == ("OPENAI_API_KEY",)
    assert moved.local
    assert not moved.needs_key
    assert endpoints({}, environ)["openrouter"].base_url == built_in()["openrouter"].base_url


@pytest.mark.parametrize("url", ["my-server", "http://[x", "http://", "http://h:port/", "ftp://h"])
def test_openai_base_url_that_is_no_address_breaks_rather_than_falls_back(url: str):
    assert endpoints({}, {"OPENAI_BASE_URL": url})["openai"].broken


def test_a_broken_config_row_stays_broken():
    assert endpoints(mine(name="openai", broken="line 3"), {})["openai"].broken == "line 3"


def test_no_secret_in_a_repr():
    lab = endpoints(mine(base_url="http://h", api_key="sk-1", headers={"x": "sk-2"}), {})["lab"]
    assert "sk-" not in repr(lab)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://API.openai.com/v1", "https://api.openai.com"),
        ("https://api.openai.com:443", "https://api.openai.com"),
        ("http://h:8000/v1?x", "http://h:8000"),
        ("http://user:pass@h/", "http://h"),
        ("http://[::1]:80/", "http://[::1]"),
        ("http://h:99999/", ""),
        ("http://[x", ""),
    ],
)
def test_origin(url: str, expected: str):
    assert origin(url) == expected


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://127.0.0.1:1/", True),
        ("http://localhost/", True),
        ("http://192.168.1.4/", True),
        ("http://[::1]/", True),
        ("http://nas.local/", True),
        ("https://api.openai.com/", False),
        ("http://8.8.8.8/", False),
        ("", False),
        ("http://[x", False),
    ],
)
def test_private(url: str, private: bool):
    assert is_private(url) == private


@pytest.mark.parametrize(
    "name",
    [
        "gpt-image-1",
        "dall-e-3",
        "flux-dev",
        "flux.1-schnell",
        "black-forest-labs/flux-1.1-pro",
        "stable-diffusion-3",
        "google/imagen-4",
        "sdxl",
    ],
)
def test_names_that_draw(name: str):
    assert draws_by_name(name)
    assert named(name, "e") == Model(name, "e", chats=False, draws=True)


@pytest.mark.parametrize("name", ["gpt-4o", "llama3.2", "fluxion-chat", "influx", "claude-sonnet"])
def test_names_that_do_not(name: str):
    assert not draws_by_name(name)


def test_names_that_neither_chat_nor_draw():
    assert not answers_by_name("text-embedding-3-small")
    assert not answers_by_name("whisper-1")
    assert answers_by_name("gpt-4o")
    assert answers_by_name("gpt-image-1")


def test_a_model_is_written_with_its_endpoint():
    assert str(Model("meta-llama/llama-4", "openrouter")) == "openrouter/meta-llama/llama-4"
