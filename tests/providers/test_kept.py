"""Files kept between starts, spoiled in every way: each is then an empty one, and is made anew."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest

from chat.settings import EndpointSettings, Settings
from providers import listing
from providers.catalog import Catalog
from providers.endpoints import Endpoint
from providers.health import Health, Record
from providers.keys import Keys
from providers.learned import Learned
from providers.models import Model
from providers.openai_refused import shaped

LAB = Endpoint("lab", "openai", "http://lab.example/v1")
GOOD = {"at": 1.7e9, "base_url": LAB.base_url, "models": [{"id": "m"}]}


def kept(folder: Path, value: Any) -> listing.Listing | None:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    (folder / "lab.json").write_bytes(data)
    found = listing.read(folder, LAB)
    catalog = Catalog({"lab": LAB}, Keys({}, folder / ".env"), folder)
    assert len(catalog.models("lab")) == (len(found.models) if found else 0)
    return found


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"at":1' + b"0" * 400 + b',"base_url":"http://lab.example/v1","models":[]}',
        GOOD | {"at": "yesterday"},
        GOOD | {"at": float("nan")},
        GOOD | {"models": None},
        GOOD | {"models": [{"id": ""}]},
        GOOD | {"models": [{"id": "\x1b[31mm"}]},
        GOOD | {"models": [{"id": "m", "name": ["a"]}]},
        GOOD | {"models": [{"id": "m", "sees": {}}]},
        GOOD | {"base_url": "http://other.example/v1"},
    ],
)
def test_a_list_of_models_that_is_none(tmp_path: Path, value: Any) -> None:
    assert kept(tmp_path, value) is None


def test_a_list_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "LARGEST", 50)
    assert kept(tmp_path, GOOD) is None


def test_a_list_from_the_future_is_asked_for_again(tmp_path: Path) -> None:
    """The clock went back: it would count as new for as long as that."""
    found = kept(tmp_path, GOOD | {"at": time.time() + 1e6})
    assert found is not None
    assert found.age > 1e9
    assert found.models == (Model("m", "lab"),)


def test_no_password_of_an_address_is_kept(tmp_path: Path) -> None:
    lab = Endpoint("lab", "openai", "http://me:hidden@lab.example/v1")
    listing.write(tmp_path, lab, [Model("m", "lab")])
    assert "hidden" not in (tmp_path / "lab.json").read_text()
    assert listing.read(tmp_path, lab) is not None


@pytest.mark.parametrize("text", ["a = " + "[" * 50_000, "a = " + "{a=" * 50_000, "[lab]\nx"])
async def test_what_was_learned_and_how_it_fared(tmp_path: Path, text: str) -> None:
    file = tmp_path / "kept.toml"
    file.write_text(text)
    assert Record(file).of("lab") == Health()
    assert Learned(file).of("lab/m") == {}
    await Record(file).succeeded("lab", 1.0)
    assert Record(file).of("lab").first == 1.0


@pytest.mark.parametrize(
    "line",
    [
        "dropped = 5",
        "dropped = true",
        'dropped = [["x"]]',
        "renamed = 5",
        "renamed = [1]",
        "renamed = {max_tokens = 5}",
        "no_system = 2020-01-01",
        'root = ["x"]',
        'most = "many"',
    ],
)
def test_a_lesson_of_another_shape_is_left_out(tmp_path: Path, line: str) -> None:
    file = tmp_path / "learned.toml"
    file.write_text(f'["lab/m"]\n{line}\nalternate = true\n')
    learned = Learned(file).of("lab/m")
    assert learned == {"alternate": True}
    assert shaped({"model": "m", "max_tokens": 1}, learned) == {"model": "m", "max_tokens": 1}


async def test_a_failure_from_the_future_is_none_after_a_success(tmp_path: Path) -> None:
    file = tmp_path / "health.toml"
    file.write_text(f'[lab]\nfailed = {time.time() + 1e6}\nwhy = "down"\n')
    record = Record(file)
    assert record.of("lab").failing
    await record.succeeded("lab", None)
    assert not record.of("lab").failing


def test_what_may_hold_a_password_is_in_no_traceback() -> None:
    proxy = "http://me:hidden@proxy:1"
    shown = repr((Endpoint("a", "openai", proxy=proxy), Settings(proxy=proxy)))
    assert "hidden" not in shown + repr(EndpointSettings("a", proxy=proxy, api_key="hidden"))


async def test_two_that_learn_at_once_keep_the_lessons_of_both(tmp_path: Path) -> None:
    file = tmp_path / "learned.toml"
    file.write_text('[m]\ndropped = ["old"]\nno_system = true\nthinks = "low"\n')
    one, other = Learned(file), Learned(file)
    mine, theirs = one.of("m"), other.of("m")
    mine["dropped"].append("seed")
    mine["most"] = 100
    del mine["no_system"]
    theirs["dropped"].append("top_k")
    other.of("n")["alternate"] = True
    await asyncio.gather(one.save(), other.save())
    mine["alternate"] = True
    await one.save()
    both = Learned(file)
    table = both.of("m")
    assert sorted(table.pop("dropped")) == ["old", "seed", "top_k"]
    assert table == {"thinks": "low", "most": 100, "alternate": True}
    assert both.of("n") == {"alternate": True}


async def test_two_whose_answers_end_at_once_keep_how_both_fared(tmp_path: Path) -> None:
    file = tmp_path / "health.toml"
    one, other = Record(file), Record(file)
    assert one.of("lab") == other.of("lab") == Health()
    await asyncio.gather(one.succeeded("lab", 1.0), other.succeeded("lab", 3.0))
    await other.failed("far", "It is away.")
    await one.succeeded("lab", 2.0)
    both = Record(file)
    assert sorted(both.of("lab").firsts) == [1.0, 2.0, 3.0]
    assert both.of("far").why == "It is away."
