"""Processes that die, live beside each other, or meet a database that is not theirs."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chat.errors import Failure
from chat.messages import Failed, Finished, PicturePart, TextPart
from chat.store.schema import MIGRATIONS
from chat.store.store import Store
from tests.chat.streamer import RATE, TOKEN
from tests.chat.support import exchange, open_store

_ROOT = Path(__file__).parents[2]


def stream(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.chat.streamer", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
    )


def interrupted(store: Store, answer: int) -> str:
    (message,) = store.messages([answer])
    assert isinstance(message.end, Failed)
    assert message.end.failure.kind == "interrupted"
    assert (message.end.failure.endpoint, message.end.failure.model) == ("lab", "small")
    return message.text


@pytest.mark.parametrize("group", range(4))
def test_kill_loses_at_most_half_a_second(tmp_path: Path, group: int) -> None:
    """Five processes a group are killed at moments of their own: twenty in all."""
    running = []
    for number in range(5):
        process = stream(tmp_path / str(number))
        assert process.stdout is not None
        answer = int(process.stdout.readline())
        running.append((process, answer, time.monotonic() + 0.1 + (group * 5 + number) * 0.097))
    for number, (process, answer, moment) in enumerate(running):
        time.sleep(max(0.0, moment - time.monotonic()))
        process.send_signal(signal.SIGKILL)
        assert process.stdout is not None
        told = [int(line) for line in process.stdout.read().split("\n")[:-1]]
        process.stdout.close()
        process.wait()
        received = told[-1] if told else 0
        store = open_store(tmp_path / str(number))
        text = interrupted(store, answer)
        assert text == TOKEN * (len(text) // len(TOKEN))
        assert received - len(text) <= 0.5 * RATE * len(TOKEN), f"killed after {received}"
        assert store.search("token"), "what was kept is found"
        store.close()


async def test_an_answer_that_another_process_gives_is_left_alone(tmp_path: Path) -> None:
    process = stream(tmp_path)
    assert process.stdout is not None
    answer = int(process.stdout.readline())
    store = open_store(tmp_path)
    (message,) = store.messages([answer])
    assert message.end is None
    conversation = await store.new_conversation()
    await exchange(store, conversation, None)
    process.kill()
    process.stdout.close()
    process.wait()
    store.close()
    store = open_store(tmp_path)
    interrupted(store, answer)
    assert [type(m.end) for m in store.messages([answer - 1])] == [Finished]
    store.close()


async def test_two_stores_write_beside_each_other(tmp_path: Path) -> None:
    one, two = open_store(tmp_path), open_store(tmp_path)
    first, second = await asyncio.gather(one.new_conversation(), two.new_conversation())
    asked = await asyncio.gather(
        *(exchange(one, first, None, f"a{n}") for n in range(10)),
        *(exchange(two, second, None, f"b{n}") for n in range(10)),
    )
    assert len({number for pair in asked for number in pair}) == 40
    assert len(one.messages([number for pair in asked for number in pair])) == 40
    one.close()
    assert len(two.conversations()) == 2
    two.close()


async def test_a_picture_on_its_way_is_given_up_with_its_url(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    conversation = await store.new_conversation()
    asked = await store.ask(conversation, None, (TextPart("q"),), endpoint="lab", model="small")
    answer = await store.begin(asked, endpoint="lab", model="small")
    await store.save(answer, (TextPart("see"), PicturePart(source="http://h/a")))
    _die(store)
    store = open_store(tmp_path)
    interrupted(store, answer)
    assert store.messages([answer])[0].parts[1] == PicturePart(
        None, "palaver was closed before the picture came.", "http://h/a"
    )
    assert store.conversations()[0].state == "failed"
    assert os.listdir(tmp_path / "state" / "instances") == [f"{store._lock.name}.lock"]
    assert store._rows("SELECT name FROM instance") == [(store._lock.name,)]
    store.close()
    assert os.listdir(tmp_path / "state" / "instances") == []


def _die(store: Store) -> None:
    """As a kill leaves it: the lock is free, the file and the answer are there."""
    assert store._lock is not None
    os.close(store._lock._file)
    store._lock._file = -1
    store.close()


async def test_nothing_acknowledged_is_lost_by_a_kill(tmp_path: Path) -> None:
    """A question that was committed is there, whatever came after."""
    process = stream(tmp_path)
    assert process.stdout is not None
    answer = int(process.stdout.readline())
    process.kill()
    process.stdout.close()
    process.wait()
    store = open_store(tmp_path)
    assert store.messages([answer - 1])[0].text == "q"
    interrupted(store, answer)
    assert isinstance(Failed(Failure("x", "y")), Failed)
    store.close()


def test_migrations_run_once_and_in_order(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    db = sqlite3.connect(tmp_path / "data" / "palaver.db")
    assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    db.close()


async def test_a_later_step_is_added_to_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path)
    await store.new_conversation(title="old")
    store.close()
    later = (*MIGRATIONS, "CREATE TABLE later (a INTEGER);\nINSERT INTO later VALUES (1);\n")
    monkeypatch.setattr("chat.store.schema.MIGRATIONS", later)
    monkeypatch.setattr("chat.store.opening.MIGRATIONS", later)
    store = open_store(tmp_path)
    assert [row.title for row in store.conversations()] == ["old"]
    assert store._rows("SELECT a FROM later") == [(1,)]
    store.close()


async def test_a_step_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(tmp_path).close()
    broken = (*MIGRATIONS, "CREATE TABLE later (a INTEGER);\nNONSENSE;\n")
    with monkeypatch.context() as patch:
        patch.setattr("chat.store.schema.MIGRATIONS", broken)
        patch.setattr("chat.store.opening.MIGRATIONS", broken)
        with pytest.raises(Exception, match="cannot be read or written"):
            open_store(tmp_path)
    store = open_store(tmp_path)
    assert store._rows("SELECT name FROM sqlite_master WHERE name = 'later'") == []
    store.close()
