"""Which model answers: at the start, when one is picked on the way, when a server is found."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from chat.settings import Settings
from tests.tui.stage import Found, Stage, echo, staged, waiting
from tui import state as state_module
from tui.state import State
from tui.wish import Wish

LOCAL = {"lmstudio": ["qwen3-8b", "gemma-3"]}


def model(stage: Stage) -> str:
    return str(stage.chat.current.model)


def remembered(home: Path, name: str) -> None:
    state_module.save(home / "state" / "state.toml", State(model=name, recents=(name,)))


# -- the start: each rule is beaten by the ones above it


async def test_the_guide_when_there_is_nothing_else(home: Path) -> None:
    async with staged(home) as stage:
        assert model(stage) == "guide/guide"
        assert "guide answers from its help pages" in stage.seen


async def test_the_first_keys_default(home: Path) -> None:
    async with staged(home, environ={"OPENROUTER_API_KEY": "k"}) as stage:
        assert model(stage) == "openrouter/openrouter/auto"


async def test_the_configs(home: Path) -> None:
    settings = Settings(model="guide/canvas")
    async with staged(home, environ={"OPENAI_API_KEY": "k"}, settings=settings) as stage:
        assert model(stage) == "guide/canvas"


async def test_the_last_one_used(home: Path) -> None:
    remembered(home, "openai/gpt-5")
    settings = Settings(model="guide/canvas")
    async with staged(home, environ={"OPENAI_API_KEY": "k"}, settings=settings) as stage:
        assert model(stage) == "openai/gpt-5"


async def test_the_conversations_own(home: Path) -> None:
    async with staged(home) as stage:
        stage.chat.choosing.choose(stage.chat.choosing.catalog.resolve("guide/canvas"))
        await stage.answered("draw")
    remembered(home, "openai/gpt-5")
    async with staged(home, wish=Wish(go_on=True), environ={"OPENAI_API_KEY": "k"}) as stage:
        assert model(stage) == "guide/canvas"
        await stage.press("ctrl+n")


async def test_the_one_asked_for(home: Path) -> None:
    remembered(home, "openai/gpt-5")
    environ = {"OPENAI_API_KEY": "k"}
    async with staged(home, environ=environ, wish=Wish(model="gpt-4o")) as stage:
        assert model(stage) == "openai/gpt-4o"


async def test_one_asked_for_that_is_none_is_said(home: Path) -> None:
    async with staged(home, wish=Wish(model="nosuch")) as stage:
        assert model(stage) == "guide/guide"
        await stage.until(lambda: "nosuch" in stage.notice)


# -- a server found late


async def test_a_found_server_takes_over_from_the_guide(home: Path) -> None:
    found = Found(LOCAL)
    async with staged(home, found=found) as stage:
        assert model(stage) == "guide/guide"
        found.go.set()
        await stage.until(lambda: model(stage) == "lmstudio/qwen3-8b", "the server's model")
        await stage.until(lambda: "qwen3-8b" in stage.status)
        await stage.until(lambda: "qwen3-8b answers" in stage.seen, "the welcome says so")
        await stage.answered("hello")
        assert str(stage.asked[0].model) == "lmstudio/qwen3-8b"


async def test_not_while_something_is_typed(home: Path) -> None:
    found = Found(LOCAL)
    async with staged(home, found=found) as stage:
        await stage.write("half a question")
        found.go.set()
        await stage.until(lambda: "found lmstudio/qwen3-8b · ^L" in stage.status, "the note")
        assert model(stage) == "guide/guide"


async def test_not_in_a_conversation_that_has_begun(home: Path) -> None:
    found = Found(LOCAL)
    async with staged(home, found=found) as stage:
        await stage.answered("hello")
        found.go.set()
        await stage.until(lambda: "found lmstudio/qwen3-8b" in stage.status, "the note")
        assert model(stage) == "guide/guide"


async def test_not_when_the_guide_was_chosen_by_hand(home: Path) -> None:
    found = Found(LOCAL)
    async with staged(home, found=found) as stage:
        stage.chat.choosing.choose(stage.chat.choosing.catalog.resolve("guide/guide"))
        found.go.set()
        await stage.until(lambda: stage.chat.choosing.catalog.models("lmstudio"), "it answered")
        await stage.pilot.pause()
        assert model(stage) == "guide/guide"


async def test_nor_when_it_was_the_last_one_used(home: Path) -> None:
    remembered(home, "guide/guide")
    found = Found(LOCAL)
    found.go.set()
    async with staged(home, found=found) as stage:
        await stage.pilot.pause()
        assert found.asked == []
        assert model(stage) == "guide/guide"


KEYED = {"GROQ_API_KEY": "k"}
"""An endpoint whose models nobody knows before it was asked."""


async def test_a_key_comes_before_a_server_of_this_machine(home: Path) -> None:
    found = Found({**LOCAL, "groq": ["llama-4"]})
    found.go.set()
    async with staged(home, found=found, environ=KEYED) as stage:
        await stage.until(lambda: model(stage) != "guide/guide", "another model")
        assert model(stage) == "groq/llama-4"


async def test_a_key_that_is_refused_at_the_start_is_told(home: Path) -> None:
    found = Found(refuse=["groq"])
    found.go.set()
    async with staged(home, found=found, environ=KEYED) as stage:
        await stage.until(lambda: "groq refused its key · ^L" in stage.status, "the note")
        assert model(stage) == "guide/guide"


async def test_not_from_another_model(home: Path) -> None:
    found = Found(LOCAL)
    async with staged(home, found=found, environ={"OPENAI_API_KEY": "k"}) as stage:
        found.go.set()
        await stage.pilot.pause()
        assert model(stage) == "openai/gpt-5-mini"


async def test_the_note_is_gone_when_another_is_chosen(home: Path) -> None:
    found = Found(LOCAL)
    async with staged(home, found=found) as stage:
        await stage.write("half a question")
        found.go.set()
        await stage.until(lambda: "found lmstudio" in stage.status)
        stage.chat.choosing.choose(stage.chat.choosing.catalog.resolve("lmstudio/gemma-3"))
        await stage.until(lambda: "found" not in stage.status)


# -- on the way


async def test_a_model_picked_during_an_answer_counts_from_the_next_question(home: Path) -> None:
    async with staged(home, waiting) as stage:
        resolve = stage.chat.choosing.catalog.resolve
        await stage.ask("one")
        stage.chat.choosing.choose(resolve("guide/canvas"))
        assert str(stage.asked[0].model) == "guide/guide"
        stage.asked[0].go.set()
        await stage.quiet()
        await stage.ask("two")
        assert str(stage.asked[1].model) == "guide/canvas"
        stage.asked[1].go.set()


async def test_what_is_queued_keeps_the_model_shown_on_it(home: Path) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("one")
        await stage.write("queued")
        await stage.press("enter")
        await stage.until(lambda: stage.chat.asking.queued())
        stage.chat.choosing.choose(stage.chat.choosing.catalog.resolve("guide/canvas"))
        await stage.until(lambda: "guide" in _row(stage, "queued"), "its model beside it")
        stage.asked[0].go.set()
        await stage.until(lambda: len(stage.asked) == 2)
        assert str(stage.asked[1].model) == "guide/guide"
        stage.asked[1].go.set()
        await stage.quiet()


def _row(stage: Stage, words: str) -> str:
    return next(line for line in stage.seen.splitlines() if words in line and "┆" in line)


@pytest.mark.parametrize("ended", ["stop", "finish"])
async def test_what_a_stopped_answer_said_goes_back_to_the_model(home: Path, ended: str) -> None:
    async with staged(home, waiting) as stage:
        await stage.ask("one")
        await stage.until(lambda: "first half" in stage.seen)
        if ended == "stop":
            await stage.press("escape")
        else:
            stage.asked[0].go.set()
        await stage.quiet()
        await stage.ask("two")
        said = "first half, " if ended == "stop" else "first half, second half."
        assert [m["content"] for m in stage.asked[1].messages] == ["one", said, "two"]
        stage.asked[1].go.set()


async def test_a_switch_is_remembered_with_its_conversation(home: Path) -> None:
    async with staged(home, echo) as stage:
        await stage.answered("one")
        first = stage.chat.current.id
        stage.chat.choosing.choose(stage.chat.choosing.catalog.resolve("guide/canvas"))
        await stage.press("ctrl+n")
        stage.chat.choosing.choose(stage.chat.choosing.catalog.resolve("guide/guide"))
        stage.chat.shelf.open(first)
        await stage.until(lambda: model(stage) == "guide/canvas", "its own")


async def test_a_list_of_days_ago_is_asked_for_again(home: Path) -> None:
    kept = home / "cache" / "models" / "openai.json"
    kept.parent.mkdir(parents=True)
    row = {"base_url": "https://api.openai.com/v1", "at": 1.0, "models": [{"id": "gpt-2"}]}
    kept.write_text(json.dumps(row))
    async with staged(home, environ={"OPENAI_API_KEY": "k"}) as stage:
        catalog = stage.chat.choosing.catalog
        await stage.until(lambda: (catalog.age("openai") or 1e9) < 1000, "a fresh list")
        assert "gpt-2" not in [model.id for model in catalog.models("openai")]


async def test_a_list_of_today_is_left_alone(home: Path) -> None:
    """One after the other is looked at: the old list's place was asked last."""
    where = {"openai": "https://api.openai.com/v1", "openrouter": "https://openrouter.ai/api/v1"}
    folder = home / "cache" / "models"
    folder.mkdir(parents=True)
    for name, at in (("openai", time.time() - 3600), ("openrouter", 1.0)):
        row = {"base_url": where[name], "at": at, "models": [{"id": "gpt-5"}]}
        (folder / f"{name}.json").write_text(json.dumps(row))
    found = Found()
    environ = {"OPENAI_API_KEY": "k", "OPENROUTER_API_KEY": "k"}
    async with staged(home, found=found, environ=environ) as stage:
        usable = [endpoint.name for endpoint in stage.chat.choosing.catalog.usable()]
        assert usable.index("openai") < usable.index("openrouter")
        await stage.until(lambda: "openrouter" in found.asked, "the old list to be asked for")
        assert "openai" not in found.asked


async def test_one_that_hangs_does_not_hide_the_next(home: Path) -> None:
    """Servers are asked at once; the first in order that answers is offered."""
    found = Found({"llamacpp": ["small"]})
    async with staged(home, found=found) as stage:
        found.go.set()
        await stage.until(lambda: str(stage.chat.current.model) == "llamacpp/small", "it")


async def test_a_list_that_comes_while_the_picker_is_open_makes_no_other_rows_anew(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Found({"ollama": ["small"], "llamacpp": ["other"]})
    async with staged(home, found=found) as stage:
        await stage.press("ctrl+l")
        await stage.until(lambda: stage.place == "Picker", "the picker")
        choosing, made = stage.chat.choosing, []
        original = choosing._choices

        def choices(name: str) -> list[object]:
            made.append(name)
            return original(name)

        monkeypatch.setattr(choosing, "_choices", choices)
        found.go.set()
        await stage.press(*"small")
        await stage.until(lambda: "ollama" in stage.seen and "small" in stage.seen, "its model")
        assert len(made) == len(set(made))
