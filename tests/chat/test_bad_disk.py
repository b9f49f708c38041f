"""A newer database, a foreign one, a folder that cannot be written, a disk that is full."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chat.messages import Failed, FilePart, Finished, TextPart
from chat.recorder import record
from chat.store.errors import StoreError, store_error
from chat.store.rows import Draft
from chat.store.store import Store
from chat.turn import Turn
from tests.chat.support import exchange, open_store, scripted
from tests.support import wait_until

_ROOT = Path(__file__).parents[2]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_newer_database_is_not_touched(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    db = sqlite3.connect(tmp_path / "data" / "palaver.db")
    db.execute("PRAGMA user_version = 99")
    db.close()
    before = contents(tmp_path / "data")
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path)
    assert caught.value.kind == "newer"
    assert "newer palaver" in caught.value.sentence
    assert contents(tmp_path / "data") == before


@pytest.mark.parametrize("data", [b"not a database", b"x" * 4096])
def test_what_is_no_database_is_not_touched(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "data" / "palaver.db"
    path.parent.mkdir()
    path.write_bytes(data)
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path)
    assert caught.value.kind == "corrupt"
    assert path.read_bytes() == data


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "data" / "palaver.db"
    path.parent.mkdir()
    db = sqlite3.connect(path)
    db.execute("PRAGMA application_id = 7")
    db.execute("CREATE TABLE a (b)")
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path)
    assert caught.value.kind == "corrupt"
    assert path.read_bytes() == before


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another user reaches: pytest's own are closed to them."""
    folder = Path(tempfile.mkdtemp(prefix="palaver-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


_OPEN = """
import concurrent.futures.thread, os, pathlib, sys
from chat.store.rows import Draft
from chat.store.store import Store
from chat.store.errors import StoreError
if os.geteuid() == 0:  # root may write anywhere
    os.setuid(65534)
folder = pathlib.Path(sys.argv[1])
try:
    Store.open(folder / "data" / "palaver.db", state=folder / "state")
except StoreError as error:
    print(error.kind, error.sentence, sep="|")
"""


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_that_cannot_be_written(open_folder: Path, made: bool) -> None:
    if made:
        open_store(open_folder).close()
    for path in [*open_folder.rglob("*"), open_folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    done = subprocess.run(
        [sys.executable, "-c", _OPEN, str(open_folder)],
        capture_output=True,
        text=True,
        cwd=_ROOT,
        check=False,
    )
    open_folder.chmod(0o755)
    for path in open_folder.rglob("*"):
        path.chmod(0o755)
    assert done.stdout.strip() == "read_only|The data folder cannot be written."


def fill(store: Store) -> None:
    """As a full disk does it: no page more."""
    db = store._writer._db
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")


async def test_a_full_disk_keeps_everything_and_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await store.new_conversation()
    asked, _ = await exchange(store, conversation, None)
    answer = await store.begin(asked, endpoint="a", model="x")
    fill(store)
    told: list[StoreError | None] = []
    tried: list[int] = []
    end = store.end

    async def ended(answer: int, *given: Any, **more: Any) -> None:
        tried.append(answer)
        await end(answer, *given, **more)

    monkeypatch.setattr(store, "end", ended)
    go = asyncio.Event()
    turn = Turn(scripted("x" * 100_000, go, "the end"))
    recording = asyncio.create_task(record(turn, store, answer, on_problem=told.append))
    running = asyncio.create_task(turn.run())
    await wait_until(lambda: told)
    assert told[0] is not None
    assert told[0].kind == "full"
    with pytest.raises(StoreError, match="disk is full"):
        await store.ask(conversation, asked, (TextPart("y" * 100_000),), endpoint="", model="")
    assert len(store.path(conversation)) == 2, "the failed question is not there"
    go.set()
    await running
    await wait_until(lambda: len(tried) > 1, what="the end to be tried again")
    assert not recording.done()
    store._writer._db.execute("PRAGMA max_page_count = 100000")
    await recording
    (message,) = store.messages([answer])
    assert (len(message.text), message.end) == (100_007, Finished())
    assert told[1:] == [None]


async def test_another_process_that_holds_the_lock_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.store.opening.BUSY", 0.05)
    store = open_store(tmp_path)
    conversation = await store.new_conversation()
    other = sqlite3.connect(tmp_path / "data" / "palaver.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as caught:
        await store.rename(conversation, "x")
    assert caught.value.kind == "busy"
    assert store.conversation(conversation) is not None, "reading goes on"
    other.execute("COMMIT")
    other.close()
    await store.rename(conversation, "x")
    store.close()


async def test_the_loop_does_not_wait_for_the_lock(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    other = sqlite3.connect(tmp_path / "data" / "palaver.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(store.new_conversation())
    for _ in range(20):  # a loop that waited would not come here again
        await asyncio.sleep(0.005)
        assert not writing.done()
    other.execute("COMMIT")
    other.close()
    await writing
    store.close()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(28, "No space left on device"), "full"),
        (OSError(30, "Read-only file system"), "read_only"),
        (PermissionError(13, "Permission denied"), "read_only"),
        (OSError(5, "Input/output error"), "io"),
        (sqlite3.OperationalError("whatever"), "io"),
    ],
)
def test_every_error_is_a_sentence(error: OSError | sqlite3.Error, kind: str) -> None:
    told = store_error(error)
    assert told.kind == kind
    assert told.sentence.endswith(".")
    assert told.next_step.endswith(".")
    assert str(error) in str(told)


def test_a_lock_that_cannot_be_made_is_said_and_nothing_stays_open(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    with pytest.raises(StoreError):
        open_store(tmp_path)
    if before:
        assert len(os.listdir("/proc/self/fd")) == before


async def test_failed_is_stored_as_it_was(store: Store) -> None:
    conversation = await store.new_conversation()
    asked, _ = await exchange(store, conversation, None)
    answer = await store.begin(asked, endpoint="a", model="x")
    turn = Turn(scripted("half", ValueError("bad")))
    await asyncio.gather(turn.run(), record(turn, store, answer))
    (message,) = store.messages([answer])
    assert message.text == "half"
    assert message.end == turn.end
    assert isinstance(message.end, Failed)


async def test_everything_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = open_store(tmp_path / "home")
        await exchange(store, await store.new_conversation(), None)
        made = list((tmp_path / "home").rglob("*"))
    finally:
        os.umask(before)
    assert {path.name for path in made} >= {"palaver.db", "palaver.db-wal", "instances"}
    modes = {(path.is_dir(), path.stat().st_mode & 0o777) for path in made}
    assert modes == {(True, 0o700), (False, 0o600)}
    store.close()


async def test_nothing_is_left_in_the_log_when_it_is_closed(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    await exchange(store, await store.new_conversation(), None)
    store.close()
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["palaver.db"]


async def test_parts_that_nobody_wrote_are_a_damage_wherever_they_are_read(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    conversation = await store.new_conversation()
    _, answer = await exchange(store, conversation, None)
    await store.save_draft(conversation, Draft("x"))
    await store.enqueue(conversation, "y")
    for table, column in (("message", "parts"), ("draft", "attachments"), ("queue", "attachments")):
        await store._run(f"UPDATE {table} SET {column} = '[{{}}]'")
    (message,) = store.messages([answer])
    assert isinstance(message.end, Failed)
    assert message.end.failure.kind == "damaged"
    assert str(answer) in message.end.failure.excerpt
    assert store.questions(1) == [""]
    draft, (queued,) = store.draft(conversation), store.queue(conversation)
    assert (draft.text, queued.text) == ("x", "y")
    for (part,) in (draft.attachments, queued.attachments):
        assert isinstance(part, FilePart)
        assert "damaged" in part.name
    store.close()


async def test_a_page_that_is_damaged_takes_no_other_message_along(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    conversation = await store.new_conversation()
    texts = ["before", "x" * 100_000, "after"]
    ids = [
        await store.ask(conversation, None, (TextPart(text),), endpoint="e", model="m")
        for text in texts
    ]
    store.close()
    file = tmp_path / "data" / "palaver.db"
    data = bytearray(file.read_bytes())
    page, at = 4096, data.index(b"x" * 4000)
    overflow = at - at % page  # begins with the number of the next page
    data[overflow : overflow + 4] = b"\xff\xff\xff\xff"
    file.write_bytes(data)
    store = open_store(tmp_path)
    told = store.messages(ids)
    assert [message.text for message in told] == ["before", "", "after"]
    assert isinstance(told[1].end, Failed)
    store.close()


async def test_a_folder_that_is_gone_is_told_and_waited_for(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    conversation = await store.new_conversation()
    asked, _ = await exchange(store, conversation, None)
    answer = await store.begin(asked, endpoint="a", model="x")
    (tmp_path / "data").rename(tmp_path / "elsewhere")
    told: list[StoreError | None] = []
    go = asyncio.Event()
    turn = Turn(scripted("some", go, " words"))
    recording = asyncio.create_task(record(turn, store, answer, on_problem=told.append))
    go.set()
    await turn.run()
    await wait_until(lambda: told)
    assert told[0] is not None
    assert told[0].kind == "io"
    assert not recording.done()
    (tmp_path / "elsewhere").rename(tmp_path / "data")
    await recording
    assert store.messages([answer])[0].text == "some words"
    store.close()


async def test_another_file_in_its_place_is_not_taken_for_it(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    (file,) = (tmp_path / "data").rglob("palaver.db")
    file.rename(file.with_name("old"))
    file.touch()
    with pytest.raises(StoreError):
        await store.new_conversation()
    store.close()
