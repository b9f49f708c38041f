"""What is kept of how endpoints fare."""

from __future__ import annotations

from pathlib import Path

import pytest

from chat.chunks import Chunk
from chat.errors import (
    AuthenticationError,
    ContentFilterError,
    ContextTooLongError,
    ProviderError,
    RequestError,
)
from chat.paths import Folders
from chat.settings import EndpointSettings, Settings
from providers import wires
from providers.health import KEPT, Health, Record
from providers.session import Session
from tests.providers.fake_wire import Fake


async def test_the_next_start_knows_it(tmp_path: Path) -> None:
    record = Record(tmp_path / "health.toml")
    for first in (0.2, 0.9, 0.4):
        await record.succeeded("lab", first)
    assert record.of("lab").first == 0.4
    assert not record.of("lab").failing
    await record.failed("lab", "It is \x1b[31mdown.")
    again = Record(tmp_path / "health.toml").of("lab")
    assert (again.why, again.failing, again.firsts) == ("It is down.", True, (0.2, 0.9, 0.4))
    assert again.succeeded is not None
    assert Record(tmp_path / "health.toml").of("other") == Health()


async def test_only_the_last_times_count(tmp_path: Path) -> None:
    record = Record(tmp_path / "health.toml")
    for number in range(KEPT + 5):
        await record.succeeded("lab", float(number))
    assert len(record.of("lab").firsts) == KEPT
    assert record.of("lab").firsts[-1] == KEPT + 4


@pytest.mark.parametrize(
    "text", ["not toml [", "lab = 1", '[lab]\nfailed = "x"\nfirsts = [true, -1, "a"]', ""]
)
def test_a_broken_file_is_an_empty_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "health.toml").write_text(text)
    assert Record(tmp_path / "health.toml").of("lab") == Health()


async def test_a_folder_that_cannot_be_written_costs_nothing_now(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    record = Record(tmp_path / "file" / "health.toml")
    await record.succeeded("lab", 1.0)
    assert record.of("lab").first == 1.0


def _lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setitem(wires._WIRES, "fake", ("tests.providers.fake_wire", "Fake"))
    lab = EndpointSettings("lab", "fake", "http://127.0.0.1:9/v1", api_key="sk-lab-0123")
    return Session.open(Folders(*[tmp_path] * 4), Settings(endpoints={"lab": lab}), {})


async def _ask(session: Session, model: str) -> list[Chunk]:
    messages = [{"role": "user", "content": "hi"}]
    return [chunk async for chunk in session.ask(session.model(model), messages)]


async def test_the_session_notes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = _lab(tmp_path, monkeypatch)
    assert await _ask(session, "lab/plain")
    health = session.health.of("lab")
    assert health.first is not None
    assert not health.failing
    with pytest.raises(AuthenticationError):
        await _ask(session, "lab/refuses")
    assert session.health.of("lab").failing
    assert "sk-lab-0123" not in (tmp_path / "health.toml").read_text()
    await session.aclose()


async def test_it_fails_until_it_succeeds_again(tmp_path: Path) -> None:
    record = Record(tmp_path / "health.toml")
    await record.failed("lab", "It is down.")
    assert record.of("lab").failing
    await record.succeeded("lab", 0.5)
    assert not record.of("lab").failing
    assert record.of("lab").why == "It is down."


async def test_a_hostile_reason_is_cleaned_before_it_is_kept(tmp_path: Path) -> None:
    record = Record(tmp_path / "health.toml")
    await record.failed("lab", "It is \x1b[31mdown.\nAnd more")
    assert record.of("lab").why == "It is down. And more"


@pytest.mark.parametrize("error", [ContentFilterError, ContextTooLongError, RequestError])
async def test_what_is_wrong_with_a_question_says_nothing_of_its_endpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[ProviderError]
) -> None:
    session = _lab(tmp_path, monkeypatch)
    monkeypatch.setattr(Fake, "raises", error("No."))
    with pytest.raises(error):
        await _ask(session, "lab/raises")
    assert session.health.of("lab") == Health()
    await session.aclose()


async def test_how_long_a_picture_takes_is_not_how_soon_an_endpoint_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = _lab(tmp_path, monkeypatch)
    await _ask(session, "lab/flux-dev")
    health = session.health.of("lab")
    assert health.succeeded is not None
    assert health.first is None
    await session.aclose()
