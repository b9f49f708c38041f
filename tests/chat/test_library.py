"""All pictures of all conversations: their order, words, the bin, bytes, and older databases."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

import pytest

from chat.messages import Failed, FilePart, Picture, PicturePart, TextPart
from chat.pictures import PictureStore
from chat.store import library, schema
from chat.store.conversations import empty_bin
from chat.store.rows import Draft
from chat.store.store import Store
from tests.chat.support import exchange, image, open_store, picture
from tests.support import wait_until


def given(letter: str, created: float, prompt: str = "", **fields) -> PicturePart:
    return PicturePart(picture(letter, created=created, prompt=prompt, **fields))


def letters(store: Store, query: str = "") -> str:
    return "".join(row.hash[0] for row in store.library(query))


async def test_the_newest_of_all_conversations_first(store: Store) -> None:
    one, two = await store.new_conversation(title="one"), await store.new_conversation(title="two")
    asked, answer = await exchange(store, one, None, "q", (given("a", 10, "a fox"),))
    await exchange(store, two, None, "q", (given("b", 30), TextPart("and"), given("c", 40)))
    await exchange(store, one, answer, "q", (given("d", 20),))
    rows = store.library()
    assert [(row.hash[0], row.conversation, row.slot) for row in rows] == [
        ("c", two, 1), ("b", two, 0), ("d", one, 0), ("a", one, 0),
    ]  # fmt: skip
    assert (rows[0].width, rows[0].height) == (3, 2)
    told = store.picture_told(answer, 0)
    assert told is not None
    assert (told.picture.prompt, told.title) == ("a fox", "one")
    assert store.picture_told(asked, 0) is None
    with store.apart() as apart:
        assert apart.library() == rows
    assert store.newest_pictures(9) == rows
    assert store.newest_pictures(2) == rows[:2]


async def test_what_a_person_attached_is_in_it(store: Store) -> None:
    conversation = await store.new_conversation()
    parts = (TextPart("what is this?"), given("a", 1, "IMG_1.jpg"))
    await store.ask(conversation, None, parts, endpoint="lab", model="small")
    assert letters(store) == letters(store, "img_1") == "a"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "cba"), ("fox", "ca"), ("FÓX snow", "a"), ("flux", "b"), ("fox lab/", "ca"),
        ("狐狸", "b"), ("狸", "b"), ("ox", "ca"), ("100%", "c"), ("_", ""), ("  fox  ", "ca"),
        ("fox nowhere", ""), ("\ud800", ""), ("'\"", ""),
    ],
)  # fmt: skip
async def test_words_of_the_prompt_and_of_the_model(store: Store, query: str, found: str) -> None:
    conversation = await store.new_conversation(title="fox")
    made = {"endpoint": "lab", "model": "draw-1"}
    await exchange(
        store, conversation, None, "q",
        (
            given("a", 1, "A red fóx in SNOW", **made),
            given("b", 2, "一只狐狸", endpoint="fal", model="Flux-Dev"),
            given("c", 3, "fox, 100% wool", **made),
        ),
    )  # fmt: skip
    assert letters(store, query) == found


async def test_what_is_in_the_bin_with_its_conversation_is_not_shown(store: Store) -> None:
    conversation = await store.new_conversation()
    await exchange(store, conversation, None, "q", (given("a", 1),))
    assert store.has_pictures()
    await store.delete(conversation)
    assert letters(store) == ""
    assert not store.has_pictures()
    await store.restore(conversation)
    assert letters(store) == "a"


async def test_one_picture_in_several_places_is_shown_once_where_it_was_given(store: Store) -> None:
    conversation = await store.new_conversation()
    _, answer = await exchange(store, conversation, None, "q", (given("a", 1),))
    fork = await store.fork(answer)
    assert [(row.message, row.conversation) for row in store.library()] == [(answer, conversation)]
    assert store.newest_pictures(9) == store.library()
    await store.delete(conversation)
    assert [row.conversation for row in store.library()] == [fork]


async def test_deleted_it_is_gone_everywhere_and_comes_back_everywhere(store: Store) -> None:
    conversation = await store.new_conversation()
    asked, answer = await exchange(
        store, conversation, None, "q", (given("a", 1, "a fox"), given("b", 2))
    )
    fork = await store.fork(answer)
    copy = store.path(fork)[-1].id
    binned = await store.delete_picture("a" * 64)
    assert set(binned.messages) == {answer, copy}
    assert letters(store) == "b"
    assert store.picture_told(answer, 0) is None
    for number in (answer, copy):
        (message,) = store.messages([number])
        gone, stays = message.parts
        assert gone == PicturePart(failed="This picture was deleted.")
        assert stays == given("b", 2)
    assert [shown.hash[0] for _, shown in store.pictures(conversation)] == ["b"]
    assert store.conversations()[0].pictures == 1
    await store.restore_picture(binned)
    assert letters(store) == "ba"
    assert store.messages([answer])[0].parts[0] == given("a", 1, "a fox")
    assert store.messages([asked])[0].text == "q"


async def test_a_second_delete_is_undone_alone(store: Store) -> None:
    conversation = await store.new_conversation()
    _, answer = await exchange(store, conversation, None, "q", (given("a", 1),))
    first = await store.delete_picture("a" * 64)
    await exchange(store, conversation, answer, "again", (given("a", 5),))
    assert letters(store) == "a", "given again, it is there again"
    second = await store.delete_picture("a" * 64)
    await store.restore_picture(second)
    assert len(store.pictures(conversation)) == 1
    await store.restore_picture(first)
    assert len(store.pictures(conversation)) == 2


async def test_a_fork_does_not_bring_back_what_was_deleted(store: Store) -> None:
    conversation = await store.new_conversation()
    _, answer = await exchange(store, conversation, None, "q", (given("a", 1), given("b", 2)))
    await store.delete_picture("a" * 64)
    await store.fork(answer)
    assert letters(store) == "b"


async def test_fetching_one_again_leaves_the_deleted_one_deleted(store: Store) -> None:
    conversation = await store.new_conversation()
    failed = PicturePart(None, "gone", "http://h/b")
    _, answer = await exchange(store, conversation, None, "q", (given("a", 1), failed))
    await store.delete_picture("a" * 64)
    await store._write(lambda db: library.let_go(db, time.time() + 1))
    await store.replace_picture(answer, 1, picture("c", created=9.0))
    assert letters(store) == "c"


# -- bytes


async def kept(store: Store, pictures: PictureStore, colour: str) -> Picture:
    """In a conversation of its own."""
    made = pictures.keep(image(colour=colour), prompt=colour)
    conversation = await store.new_conversation()
    await exchange(store, conversation, None, "q", (PicturePart(made),))
    return made


def of_long_ago(pictures: PictureStore, *made: Picture) -> None:
    for each in made:
        os.utime(pictures.path(each.hash), (1, 1))


async def test_bytes_go_with_the_bin_and_only_where_nobody_needs_them(
    store: Store, tmp_path: Path
) -> None:
    pictures = PictureStore(tmp_path / "pictures")
    names = ("red", "blue", "green", "black", "white")
    made = {name: await kept(store, pictures, name) for name in names}
    of_long_ago(pictures, *made.values())
    for name in ("red", "blue", "green", "black"):
        await store.delete_picture(made[name].hash)
    await store._write(empty_bin)
    assert await store.unused_pictures() == [], "the bin keeps them for a while"
    conversation = await store.new_conversation()
    await store.save_draft(conversation, Draft("see", (PicturePart(made["blue"]),)))
    await store.enqueue(conversation, "later", (PicturePart(made["green"]),))
    asked = await store.ask(conversation, None, (TextPart("q"),), endpoint="e", model="m")
    answer = await store.begin(asked, endpoint="e", model="m")
    await store.save(answer, (PicturePart(made["black"]),))
    await store._write(lambda db: empty_bin(db, days=-1))
    unused = await store.unused_pictures()
    assert unused == [made["red"].hash]
    assert pictures.drop(unused[0])
    await store.forget_unused(unused)
    assert await store.unused_pictures() == []
    assert not pictures.path(made["red"].hash).exists()
    assert all(pictures.path(made[name].hash).exists() for name in names if name != "red")
    assert [row.hash for row in store.library()] == [made["white"].hash]


async def test_bytes_of_a_removed_conversation_go_too(store: Store, tmp_path: Path) -> None:
    pictures = PictureStore(tmp_path / "pictures")
    made = await kept(store, pictures, "red")
    await store.delete(store.library()[0].conversation)
    await store._write(lambda db: empty_bin(db, days=-1))
    assert await store.unused_pictures() == [made.hash]


async def test_the_place_of_bytes_that_went_still_says_deleted(store: Store) -> None:
    conversation = await store.new_conversation()
    _, answer = await exchange(store, conversation, None, "q", (given("a", 1, "a fox"),))
    await store.delete_picture("a" * 64)
    await store._write(lambda db: empty_bin(db, days=-1))
    (part,) = store.messages([answer])[0].parts
    assert part == PicturePart(failed="This picture was deleted.")
    assert store.library("fox") == []


def test_bytes_kept_a_moment_ago_stay(tmp_path: Path) -> None:
    pictures = PictureStore(tmp_path)
    made = pictures.keep(image())
    os.utime(pictures.path(made.hash), (1, 1))
    assert pictures.keep(image()).hash == made.hash
    assert not pictures.drop(made.hash), "it was wanted again"
    of_long_ago(pictures, made)
    assert pictures.drop(made.hash)
    assert pictures.drop(made.hash), "it is gone already"


# -- databases of before


async def older(folder: Path, count: int, *more: PicturePart) -> list[int]:
    """A database as it was before there was a library, with answers that have a picture each."""
    store = open_store(folder)
    conversation = await store.new_conversation(title="old")
    answers: list[int] = []
    for number in range(count):
        parent = answers[-1] if answers else None
        part = PicturePart(Picture(f"{number:064x}", "image/png", 8, 8, 70, f"number {number}",
                                   created=100.0 + number))  # fmt: skip
        answers.append((await exchange(store, conversation, parent, "q", (part, *more)))[1])
    store.close()
    db = sqlite3.connect(folder / "data" / "palaver.db")
    for index in ("picture_newest", "picture_unread", "picture_binned"):
        db.execute(f"DROP INDEX {index}")
    for column in ("value", "created", "width", "height", "words", "binned"):
        db.execute(f"ALTER TABLE picture DROP COLUMN {column}")
    db.execute("DROP TABLE loose")
    db.execute("PRAGMA user_version = 3")
    db.commit()
    db.close()
    return answers


async def test_pictures_of_an_older_database_appear(tmp_path: Path) -> None:
    answers = await older(tmp_path, 250)
    store = open_store(tmp_path)
    try:
        assert len(store.library()) == 250, "at once"
        await store.read_on()
        rows = store.library()
        assert [row.message for row in rows] == answers[::-1]
        assert [row.message for row in store.library("number 17")] == [
            answers[n] for n in (217, *range(179, 169, -1), 117, 17)
        ]
        assert (rows[0].width, rows[0].height) == (8, 8)
    finally:
        store.close()
    assert schema.version(sqlite3.connect(tmp_path / "data" / "palaver.db")) == 4


async def test_they_are_read_in_the_background_in_slices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "_SLICE", 7)
    await older(tmp_path, 40)
    store = open_store(tmp_path)
    try:
        await wait_until(lambda: len(store.library("number")) == 40)
    finally:
        store.close()


async def test_a_picture_not_read_yet_is_told_from_its_message(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("chat.store.store.read_older", lambda db: False)
    answers = await older(tmp_path, 3)
    store = open_store(tmp_path)
    try:
        told = store.picture_told(answers[1], 0)
        assert told is not None
        assert told.picture.prompt == "number 1"
        await store.delete_picture(told.picture.hash)
        assert len(store.library()) == 2
    finally:
        store.close()


async def test_a_damaged_message_does_not_stop_the_reading(tmp_path: Path) -> None:
    answers = await older(tmp_path, 3)
    db = sqlite3.connect(tmp_path / "data" / "palaver.db")
    db.execute("UPDATE message SET parts = '[{]' WHERE id = ?", (answers[1],))
    db.commit()
    db.close()
    store = open_store(tmp_path)
    try:
        await store.read_on()
        assert len(store.library("number")) == 2
        assert len(store.library()) == 3
        assert store.picture_told(answers[1], 0) is None
        told = store.messages(answers)
        assert [bool(message.parts) for message in told] == [True, False, True]
        assert isinstance(told[1].end, Failed)
        assert "damaged" in told[1].end.failure.sentence
    finally:
        store.close()


async def test_an_older_palaver_beside_this_one_writes_rows_that_are_read_later(
    tmp_path: Path,
) -> None:
    store = open_store(tmp_path)
    try:
        conversation = await store.new_conversation()
        _, answer = await exchange(store, conversation, None, "q", (given("a", 5, "fox"),))
        await store._run("DELETE FROM picture")
        await store._run(
            "INSERT OR REPLACE INTO picture (message, slot, conversation, hash) VALUES (?,?,?,?)",
            answer, 0, conversation, "a" * 64,
        )  # fmt: skip
        assert letters(store) == "a"
        await store.read_on()
        assert letters(store, "fox") == "a"
    finally:
        store.close()


async def test_a_long_file_beside_a_picture_is_not_read_to_show_it(store: Store) -> None:
    conversation = await store.new_conversation()
    parts = (given("a", 1, "x.png"), FilePart("big.txt", "text/plain", "x" * 3_000_000))
    message = await store.ask(conversation, None, parts, endpoint="e", model="m")
    began = time.perf_counter()
    told = store.picture_told(message, 0)
    assert told is not None
    assert time.perf_counter() - began < 0.05


async def test_a_damaged_message_hides_no_pictures(store: Store) -> None:
    conversation = await store.new_conversation()
    _, answer = await exchange(store, conversation, None, "q", (given("a", 1),))
    await exchange(store, conversation, answer, "q", (given("b", 2),))
    await store._run("UPDATE message SET parts = '[{' WHERE id = ?", answer)
    assert [each.hash[0] for _, each in store.pictures(conversation)] == ["a", "b"]
    await store._run("UPDATE picture SET value = NULL WHERE message = ?", answer)
    assert [each.hash[0] for _, each in store.pictures(conversation)] == ["b"]
