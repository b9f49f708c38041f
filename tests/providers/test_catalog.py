"""The catalog: names in, models out, and why some endpoints cannot be used."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from chat.errors import (
    AuthenticationError,
    ModelNotSupportedError,
    NetworkError,
    RateLimitError,
)
from chat.settings import EndpointSettings
from providers.catalog import Catalog, NeedsKey, Unreachable, Usable
from providers.endpoints import Endpoint, endpoints
from providers.keys import Keys
from providers.models import Model


class Server:
    """Stands in for a session: lists what it is given, or fails."""

    def __init__(self, *models: Model, fails: Exception | None = None) -> None:
        self.models, self.fails, self.asked = models, fails, 0

    async def list_models(self, endpoint: Endpoint) -> Sequence[Model]:
        self.asked += 1
        if self.fails is not None:
            raise self.fails
        return self.models


def catalog(
    tmp_path: Path, mine: Mapping[str, EndpointSettings] | None = None, **environ: str
) -> Catalog:
    keys = Keys(environ, tmp_path / ".env")
    return Catalog(endpoints(mine or {}, environ), keys, tmp_path / "models")


def test_the_first_slash_divides(tmp_path: Path):
    model = catalog(tmp_path).resolve("openrouter/meta-llama/llama-4")
    assert (model.endpoint, model.id) == ("openrouter", "meta-llama/llama-4")


def test_a_known_model_comes_with_what_is_known(tmp_path: Path):
    assert catalog(tmp_path).resolve("openai/gpt-4o").context == 128000


def test_a_name_that_is_in_no_list_is_tried(tmp_path: Path):
    assert catalog(tmp_path).resolve("lmstudio/whatever") == Model("whatever", "lmstudio")
    assert catalog(tmp_path).resolve("lmstudio/flux-dev").draws


def test_a_closed_endpoint_has_no_others(tmp_path: Path):
    with pytest.raises(ModelNotSupportedError, match="canvas"):
        catalog(tmp_path).resolve("guide/canvass")


def test_a_bare_name_is_looked_up(tmp_path: Path):
    found = catalog(tmp_path, OPENAI_API_KEY="k")
    assert str(found.resolve("gpt-4o")) == "openai/gpt-4o"
    assert str(found.resolve("canvas")) == "guide/canvas"


def test_a_bare_name_at_an_endpoint_without_a_key_is_found_when_no_other_has_it(tmp_path: Path):
    assert str(catalog(tmp_path).resolve("gpt-4o")) == "openai/gpt-4o"


def test_an_ambiguous_name_is_told_with_the_list(tmp_path: Path):
    from chat.settings import ModelSettings

    lab = EndpointSettings("lab", base_url="http://h/v1", models=(ModelSettings("gpt-4o"),))
    with pytest.raises(ModelNotSupportedError, match=r"openai/gpt-4o, lab/gpt-4o"):
        catalog(tmp_path, {"lab": lab}, OPENAI_API_KEY="k").resolve("gpt-4o")
    # An endpoint that lacks its key does not count.
    assert str(catalog(tmp_path, {"lab": lab}).resolve("gpt-4o")) == "lab/gpt-4o"


def test_an_endpoints_name_is_its_default_model(tmp_path: Path):
    assert str(catalog(tmp_path).resolve("guide")) == "guide/guide"
    assert str(catalog(tmp_path).resolve("openai")) == "openai/gpt-5-mini"
    with pytest.raises(ModelNotSupportedError, match="lmstudio/"):
        catalog(tmp_path).resolve("lmstudio")


async def test_an_endpoint_that_only_draws_means_its_first_drawing_model(tmp_path: Path):
    known = catalog(tmp_path)
    models = [Model(name, "", chats=False, draws=True) for name in ("dream", "photo")]
    await known.refresh("a1111", Server(*models))
    assert str(known.resolve("a1111")) == "a1111/dream"
    assert known.default("a1111") is None  # palaver does not start with it: it cannot talk


@pytest.mark.parametrize("name", ["nothing-like-it", "", "/", "x/", "x/y", "\x1b[31m", "a" * 9999])
def test_a_name_that_is_nobodys(name: str, tmp_path: Path):
    with pytest.raises(ModelNotSupportedError) as caught:
        catalog(tmp_path).resolve(name)
    assert isinstance(caught.value, ValueError)
    assert "\x1b" not in caught.value.sentence
    assert len(caught.value.sentence) < 400


def test_the_nearest_names_are_told(tmp_path: Path):
    with pytest.raises(ModelNotSupportedError, match="gpt-4o"):
        catalog(tmp_path).resolve("gtp-4o")
    with pytest.raises(ModelNotSupportedError, match="openai"):
        catalog(tmp_path).endpoint("opnai")


def test_states(tmp_path: Path):
    found = catalog(tmp_path, {"lab": EndpointSettings("lab", broken="line 3")})
    assert found.state("guide") == Usable()
    assert isinstance(found.state("openai"), NeedsKey)
    assert found.state("openai").names == ("OPENAI_API_KEY",)  # type: ignore[union-attr]
    assert found.state("lmstudio") == Unreachable("is not running")
    assert found.state("lab") == Unreachable("line 3")
    assert catalog(tmp_path, OPENAI_API_KEY="k").state("openai") == Usable()


def test_the_first_with_a_key(tmp_path: Path):
    assert catalog(tmp_path).first_keyed() is None
    found = catalog(tmp_path, OPENROUTER_API_KEY="k").first_keyed()
    assert str(found) == "openrouter/openrouter/auto"


async def test_a_list_is_kept_for_the_next_start(tmp_path: Path):
    found = catalog(tmp_path)
    server = Server(Model("llama", "?", context=8192), Model("text-embedding-1", "?"))
    models = await found.refresh("lmstudio", server)
    assert models == [Model("llama", "lmstudio", context=8192)]
    assert found.state("lmstudio") == Usable()
    later = catalog(tmp_path)
    assert later.models("lmstudio") == models
    assert later.age("lmstudio") is not None
    assert str(later.resolve("llama")) == "lmstudio/llama"
    assert later.age("g4f") is None


async def test_rows_come_first_and_keep_what_they_know(tmp_path: Path):
    found = catalog(tmp_path, OPENAI_API_KEY="k")
    server = Server(
        Model("new", "openai"), Model("gpt-image-1", "openai", chats=True, name="Image")
    )
    models = await found.refresh("openai", server)
    assert models[0].id == "gpt-5-mini"
    assert models[-1].id == "new"
    image = next(model for model in models if model.id == "gpt-image-1")
    assert (image.draws, image.chats, image.name) == (True, False, "Image")


async def test_a_list_of_another_address_is_not_used(tmp_path: Path):
    await catalog(tmp_path).refresh("openai", Server(Model("theirs", "openai")))
    moved = catalog(tmp_path, OPENAI_BASE_URL="http://127.0.0.1:1/v1")
    assert moved.models("openai") == []


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"base_url": 1}', '{"models": [{"id": 5}]}', "\x00"]
)
def test_a_broken_cache_is_no_cache(text: str, tmp_path: Path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "openai.json").write_text(text)
    found = catalog(tmp_path)
    assert found.models("openai")[0].id == "gpt-5-mini"
    assert found.age("openai") is None


def test_a_cache_of_a_newer_version_is_read_as_far_as_it_is_known(tmp_path: Path):
    (tmp_path / "models").mkdir()
    kept = {
        "at": 5.0,
        "base_url": "http://127.0.0.1:1234/v1",
        "models": [{"id": "llama", "smells": "nice"}],
    }
    (tmp_path / "models" / "lmstudio.json").write_text(json.dumps(kept))
    assert catalog(tmp_path).models("lmstudio") == [Model("llama", "lmstudio")]


async def test_a_cache_that_cannot_be_written_costs_nothing(tmp_path: Path):
    (tmp_path / "models").write_text("a file in its place")
    found = catalog(tmp_path)
    assert await found.refresh("lmstudio", Server(Model("llama", ""))) == [
        Model("llama", "lmstudio")
    ]


async def test_no_answer_is_remembered_until_there_is_one(tmp_path: Path):
    found = catalog(tmp_path, OPENAI_API_KEY="k")
    with pytest.raises(NetworkError):
        await found.refresh("openai", Server(fails=NetworkError("It is down.")))
    assert found.state("openai") == Unreachable("It is down.")
    await found.refresh("openai", Server())
    assert found.state("openai") == Usable()


async def test_a_refused_key_asks_for_another_one(tmp_path: Path):
    found = catalog(tmp_path, OPENAI_API_KEY="wrong")
    with pytest.raises(AuthenticationError):
        await found.refresh("openai", Server(fails=AuthenticationError("No.")))
    assert isinstance(found.state("openai"), NeedsKey)
    found.accepted("openai")
    assert found.state("openai") == Usable()


async def test_a_busy_server_is_still_usable(tmp_path: Path):
    found = catalog(tmp_path, OPENAI_API_KEY="k")
    with pytest.raises(RateLimitError):
        await found.refresh("openai", Server(fails=RateLimitError("Slow down.")))
    assert found.state("openai") == Usable()


async def test_a_closed_endpoint_is_not_asked(tmp_path: Path):
    server = Server()
    assert len(await catalog(tmp_path).refresh("guide", server)) == 2
    assert server.asked == 0
