from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest

from chat.chunks import Usage
from chat.errors import Failure
from chat.messages import (
    Failed,
    FilePart,
    Finished,
    Message,
    PathRow,
    PicturePart,
    ReasoningPart,
    TextPart,
)
from chat.store.conversations import empty_bin
from chat.store.errors import StoreError
from chat.store.rows import ConversationRow, Draft
from chat.store.store import Store
from tests.chat.support import exchange, open_store, picture


async def test_what_was_written_is_read_after_reopening(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    conversation = await store.new_conversation(model="lab/small", system="be brief")
    parts = (TextPart("Look\nat"), FilePart("a.txt", "text/plain", "x"), PicturePart(picture()))
    asked = await store.ask(conversation, None, parts, endpoint="lab", model="small")
    given = await store.begin(asked, endpoint="lab", model="small")
    said = (
        ReasoningPart("hm", 1.5),
        TextPart("Nice."),
        PicturePart(None, "gone", "http://h/a", "p"),
    )
    await store.end(
        given,
        said,
        Finished("length"),
        usage=Usage(3, 4),
        provider_data={"id": ["x"]},
        first=5.0,
        ended=9.0,
    )
    store.close()

    store = open_store(tmp_path)
    row = store.conversation(conversation)
    assert row is not None
    assert (row.title, row.system, row.model, row.tip) == (
        "Look at",
        "be brief",
        "lab/small",
        given,
    )
    question, answer = store.messages([asked, given])
    assert question.parts == parts
    assert (question.role, question.parent, question.end) == ("user", None, Finished())
    assert answer == Message(
        given,
        conversation,
        asked,
        "assistant",
        said,
        "lab",
        "small",
        Finished("length"),
        Usage(3, 4),
        {"id": ["x"]},
        answer.created,
        5.0,
        9.0,
    )
    store.close()


async def test_files_are_the_persons_own(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "data" / "palaver.db").stat().st_mode) == 0o600


async def test_path_is_read_without_texts(store: Store) -> None:
    conversation = await store.new_conversation()
    assert store.path(conversation) == []
    parts = (ReasoningPart("hm", 1.0), TextPart("one\ntwo"))
    one, two = await exchange(store, conversation, None, "ab", parts)
    three, four = await exchange(store, conversation, two, "c", "d", model="large")
    assert store.path(conversation) == [
        PathRow(one, "user", 2, 0, 1, 1, "lab", "small"),
        PathRow(two, "assistant", 7, 2, 1, 1, "lab", "small"),
        PathRow(three, "user", 1, 0, 1, 1, "lab", "large"),
        PathRow(four, "assistant", 1, 0, 1, 1, "lab", "large"),
    ]
    assert [row.id for row in store.path(conversation, two)] == [one, two]
    assert store.path(conversation, 999) == []
    assert store.path(999) == []


def _line(store: Store, conversation: int, tip: int, most: int = 2) -> list[int]:
    """Read a few at a time, as a long one is."""
    ids: list[int] = []
    above: int | None = tip
    while above is not None:
        some, above = store.line(conversation, above, most)
        assert len(some) <= most
        ids = some + ids
    assert ids == store.line(conversation, tip)[0]
    return ids


async def test_a_known_path_goes_on_as_a_whole_one_would(store: Store) -> None:
    conversation = await store.new_conversation()
    tip, pairs = None, []
    for number in range(4):
        asked, tip = await exchange(store, conversation, tip, f"q{number}")
        pairs.append(asked)
    known = store.path(conversation)
    asked, tip = await exchange(store, conversation, tip, "more")
    whole = store.path(conversation)
    assert store.path(conversation, known=known) == whole
    assert _line(store, conversation, asked) == [row.id for row in whole[:-1]]
    await store.begin(pairs[1], endpoint="lab", model="large")
    branch = store.path(conversation)
    assert store.path(conversation, known=whole) == branch
    assert _line(store, conversation, branch[-1].id) == [row.id for row in branch]
    assert _line(store, conversation, branch[-1].id, 3) == [row.id for row in branch]
    assert store.line(conversation, 999) == store.line(999, tip) == ([], None)
    assert branch[-1].siblings == 2


async def test_each_branch_point_keeps_what_was_chosen(store: Store) -> None:
    """Leaving to another branch and coming back, after any number of restarts."""
    conversation = await store.new_conversation()
    one, two = await exchange(store, conversation, None, "q", "first")
    three, four = await exchange(store, conversation, two, "on", "and on")
    five = await store.begin(three, endpoint="lab", model="large")
    six = await store.begin(three, endpoint="lab", model="large")
    other, last = await exchange(store, conversation, two, "else", "where")

    def shown() -> list[int]:
        return [row.id for row in store.path(conversation)]

    await store.choose(three)
    assert shown() == [one, two, three, six]
    await store.choose(four)
    await store.choose(other)
    assert shown() == [one, two, other, last]
    await store.choose(three)
    assert shown() == [one, two, three, four]
    seven = await store.begin(three, endpoint="lab", model="large")
    await store.choose(other)
    await store.choose(three)
    assert shown() == [one, two, three, seven], "what was added since goes on"
    await store.choose(other)
    await store.choose(five)
    assert shown() == [one, two, three, five], "it is found from far away"
    await store.choose(other)
    await store.choose(three)
    assert shown() == [one, two, three, five]


async def test_retry_and_edit_make_siblings(store: Store) -> None:
    conversation = await store.new_conversation()
    one, two = await exchange(store, conversation, None, "q", "first")
    three, four = await exchange(store, conversation, two, "on", "and on")
    retried = await store.begin(one, endpoint="lab", model="large")
    await store.end(retried, (TextPart("second"),), Finished())

    assert [(row.id, row.sibling, row.siblings) for row in store.path(conversation)] == [
        (one, 1, 1),
        (retried, 2, 2),
    ]
    assert store.siblings(two) == store.siblings(retried) == [two, retried]
    await store.choose(retried)
    assert [row.id for row in store.path(conversation)] == [one, retried]
    await store.choose(two)
    assert [row.id for row in store.path(conversation)] == [one, two, three, four]

    edited, _ = await exchange(store, conversation, None, "q, edited")
    assert store.siblings(one) == [one, edited]
    first = store.path(conversation)[0]
    assert (first.id, first.sibling, first.siblings) == (edited, 2, 2)
    assert store.messages([two])[0].text == "first"
    assert store.siblings(999) == []


async def test_answers_to_compare_leave_the_tip_at_the_question(store: Store) -> None:
    conversation = await store.new_conversation()
    asked = await store.ask(conversation, None, (TextPart("q"),), endpoint="", model="")
    one = await store.begin(asked, endpoint="a", model="x", move_tip=False)
    two = await store.begin(asked, endpoint="b", model="y", move_tip=False)
    row = store.conversation(conversation)
    assert row is not None
    assert row.tip == asked
    assert store.siblings(one) == [one, two]


async def test_half_second_saves_and_nothing_after_the_end(store: Store) -> None:
    conversation = await store.new_conversation()
    asked = await store.ask(conversation, None, (TextPart("q"),), endpoint="", model="")
    answer = await store.begin(asked, endpoint="a", model="x")
    await store.save(answer, (TextPart("so far"),))
    (message,) = store.messages([answer])
    assert (message.text, message.end) == ("so far", None)
    assert store.path(conversation)[-1].characters == 6
    await store.end(answer, (TextPart("all of it"),), Finished())
    await store.save(answer, (TextPart("late"),))
    assert store.messages([answer])[0].text == "all of it"


async def test_list_is_newest_first_with_its_marks(store: Store) -> None:
    ids = [await store.new_conversation(title=f"talk {n}") for n in range(3)]
    one, _ = await exchange(store, ids[0], None)
    failing = await store.begin(one, endpoint="a", model="x")
    await store.end(failing, (), Failed(Failure("network", "gone")))
    await exchange(
        store, ids[1], None, answer=(PicturePart(picture("a")), PicturePart(picture("b")))
    )
    rows = store.conversations()
    assert [row.id for row in rows] == [ids[1], ids[0], ids[2]]
    assert [row.state for row in rows] == ["unseen", "failed", "idle"]
    assert [row.pictures for row in rows] == [2, 0, 0]
    assert store.conversations(limit=1) == rows[:1]
    assert store.last_conversation() == ids[1]
    await store.mark_seen(ids[1])
    await store.mark_seen(ids[0])
    assert [row.state for row in store.conversations()] == ["idle", "failed", "idle"]
    await store.begin(one, endpoint="a", model="x")
    assert {row.id: row.state for row in store.conversations()}[ids[0]] == "idle"


async def test_what_the_person_stopped_is_no_news(store: Store) -> None:
    conversation = await store.new_conversation()
    asked, _ = await exchange(store, conversation, None)
    answer = await store.begin(asked, endpoint="a", model="x")
    await store.end(answer, (TextPart("half"),), Finished("stopped"))
    assert store.conversations()[0].state == "idle"


async def test_list_is_filtered_by_words_of_the_title(store: Store) -> None:
    for title in ("Crème brûlée recipe", "Cream of tomato", "100% [red] _x_"):
        await store.new_conversation(title=title)

    def titles(words: str) -> list[str]:
        return [row.title for row in store.conversations(filter=words)]

    assert titles("creme") == ["Crème brûlée recipe"]
    assert titles("RECIPE brulee") == ["Crème brûlée recipe"]
    assert titles("cre") == ["Cream of tomato", "Crème brûlée recipe"]
    assert titles("%") == ["100% [red] _x_"]
    assert titles("nothing") == []


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        ((TextPart("\n  What is\x1b[31m this?\nMore"),), "What is this? More"),
        ((TextPart("x" * 300),), "x" * 79 + "…"),
        ((FilePart("notes.txt", "text/plain", "…"),), "notes.txt"),
        ((PicturePart(picture()),), "Picture"),
        ((TextPart("a\ud83d\udc69\ud800\0b"),), "a\U0001f469\ufffdb"),
    ],
)
async def test_first_question_gives_the_title(store: Store, parts, title: str) -> None:
    conversation = await store.new_conversation()
    asked = await store.ask(conversation, None, parts, endpoint="", model="")
    assert store.conversations()[0].title == title
    await store.ask(conversation, asked, (TextPart("second"),), endpoint="", model="")
    assert store.conversations()[0].title == title


async def test_surrogates_and_nul_do_not_lose_an_answer(store: Store) -> None:
    conversation = await store.new_conversation(system="\ud800", model="\udfff")
    text = "a\0b \ud83d\udc69 \udc69 [red] \x1b[31m"
    asked, given = await exchange(store, conversation, None, text, text, model="m\ud800")
    await store.rename(conversation, text)
    await store.save_draft(conversation, Draft(text))
    await store.enqueue(conversation, text, (FilePart("\udc80", "t", text),), "m\ud800")
    stored = "a\0b \U0001f469 \ufffd [red] \x1b[31m"
    assert [message.text for message in store.messages([asked, given])] == [stored, stored]
    assert store.draft(conversation).text == stored
    assert store.queue(conversation)[0].attachments == (FilePart("\ufffd", "t", stored),)
    assert store.path(conversation)[0].model == "m\ufffd"


async def test_settings_of_a_conversation(store: Store) -> None:
    conversation = await store.new_conversation()
    await store.set_system(conversation, "brief")
    await store.set_model(conversation, "lab/large")
    await store.set_parameters(conversation, {"temperature": 0.5})
    await store.set_place(conversation, (7, 3))
    await store.rename(conversation, "  named\n")
    row = store.conversation(conversation)
    assert row is not None
    assert (row.system, row.model, row.parameters) == ("brief", "lab/large", {"temperature": 0.5})
    assert (row.place, row.title) == ((7, 3), "named")
    await store.set_place(conversation, None)
    row = store.conversation(conversation)
    assert row is not None
    assert row.place is None
    assert store.conversation(999) is None


async def test_deleted_is_in_the_bin_and_comes_back(store: Store) -> None:
    conversation = await store.new_conversation(title="x")
    asked, given = await exchange(store, conversation, None, "badger", "fox")
    await store.delete(conversation)
    assert store.conversations() == []
    assert store.last_conversation() is None
    assert store.search("badger") == []
    assert await store._write(empty_bin) == 0
    await store.restore(conversation)
    assert [row.id for row in store.path(conversation)] == [asked, given]
    assert [hit.message for hit in store.search("badger")] == [asked]


async def test_the_bin_is_emptied_with_all_that_belongs_to_it(store: Store) -> None:
    gone, stays = await store.new_conversation(), await store.new_conversation()
    asked, given = await exchange(store, gone, None, "badger", (PicturePart(picture()),))
    await exchange(store, gone, given, "more", "badger")
    await exchange(store, stays, None, "badger")
    await store.save_draft(gone, Draft("d"))
    await store.enqueue(gone, "later")
    await store.delete(gone)
    assert await store._write(lambda db: empty_bin(db, days=-1)) == 1
    assert store.conversation(gone) is None
    assert store.messages([asked, given]) == []
    assert store.pictures(gone) == []
    assert store.queue(gone) == []
    assert store.draft(gone) == Draft()
    assert [hit.conversation for hit in store.search("badger")] == [stays]
    again, _ = await exchange(store, stays, None)
    assert again > given, "ids are not used twice"


async def test_drafts(store: Store) -> None:
    conversation = await store.new_conversation()
    draft = Draft("half a thought", (FilePart("pasted", "text/plain", "x" * 2000),))
    await store.save_draft(conversation, draft)
    await store.save_draft(None, Draft("not begun"))
    assert store.draft(conversation) == draft
    draft = Draft("half a thought more", draft.attachments)
    await store.save_draft(conversation, draft)
    assert store.draft(conversation) == draft
    assert store.draft(None) == Draft("not begun")
    await store.ask(conversation, None, (TextPart("q"),), endpoint="", model="")
    assert store.draft(conversation) == draft
    await store.ask(conversation, None, (TextPart("q"),), endpoint="", model="", clear_draft=True)
    assert store.draft(conversation) == Draft()
    await store.save_draft(None, Draft())
    assert store.draft(None) == Draft()


async def test_the_queue_is_in_order_and_taken_back_from_the_end(store: Store) -> None:
    conversation = await store.new_conversation()
    one = await store.enqueue(conversation, "one", (), "lab/small")
    two = await store.enqueue(conversation, "two", (PicturePart(picture()),))
    three = await store.enqueue(conversation, "three")
    assert store.queue(conversation) == [one, two, three]
    assert await store.take_back(conversation) == three
    await store.drop(one.id)
    await store.drop(two.id)
    assert store.queue(conversation) == []
    assert await store.take_back(conversation) is None


async def test_questions_of_all_conversations_newest_first(store: Store) -> None:
    for number in range(3):
        await exchange(store, await store.new_conversation(), None, f"q{number}")
    assert store.questions(2) == ["q2", "q1"]
    assert store.questions(2, 2) == ["q0"]


async def test_pictures_along_all_branches(store: Store) -> None:
    conversation = await store.new_conversation()
    asked, one = await exchange(store, conversation, None, "q", (PicturePart(picture("a")),))
    failed = PicturePart(None, "gone", "http://h/b")
    two = await store.begin(asked, endpoint="a", model="x")
    parts = (failed, TextPart("and"), PicturePart(picture("c")))
    await store.end(two, parts, Finished())
    assert store.pictures(conversation) == [(one, picture("a")), (two, picture("c"))]
    await store.replace_picture(two, 0, picture("b"))
    assert [shown.hash[0] for _, shown in store.pictures(conversation)] == ["a", "b", "c"]
    (message,) = store.messages([two])
    assert message.parts[0] == PicturePart(picture("b"), None, "http://h/b")
    with pytest.raises(StoreError, match="no longer there"):
        await store.replace_picture(two, 2, picture("d"))


async def test_in_memory_keeps_nothing_and_writes_nothing(tmp_path: Path) -> None:
    store = Store.open(None, state=tmp_path / "state")
    conversation = await store.new_conversation(title="x")
    _, given = await exchange(store, conversation, None, "badger", "fox")
    assert [row.id for row in store.path(conversation)][-1] == given
    assert len(await asyncio.to_thread(store.search, "fox")) == 1
    await store.aclose()
    assert not (tmp_path / "state").exists()


async def test_what_is_gone_is_said(store: Store) -> None:
    with pytest.raises(StoreError) as caught:
        await store.ask(999, None, (TextPart("q"),), endpoint="", model="")
    assert caught.value.kind == "missing"
    with pytest.raises(StoreError) as caught:
        await store.begin(999, endpoint="", model="")
    assert caught.value.kind == "missing"
    assert store.conversations() == []


async def test_a_closed_store_takes_no_writes_and_closes_twice(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.close()
    store.close()
    with pytest.raises(StoreError):
        await store.new_conversation()


async def test_a_cancelled_caller_loses_the_news_not_the_write(store: Store) -> None:
    writing = asyncio.create_task(store.new_conversation(title="kept"))
    await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await store.new_conversation(title="after")
    assert {row.title for row in store.conversations()} == {"kept", "after"}


async def test_many_ids_at_once_and_in_the_order_asked(store: Store) -> None:
    conversation = await store.new_conversation()
    parent, ids = None, []
    for number in range(3):
        asked, parent = await exchange(store, conversation, parent, str(number))
        ids += [asked, parent]
    wanted = [*reversed(ids), 999, *range(5000, 6200), ids[0]]
    assert [message.id for message in store.messages(wanted)] == [*reversed(ids), ids[0]]
    assert store.messages([]) == []


async def test_a_row_of_the_list_is_a_value(store: Store) -> None:
    conversation = await store.new_conversation(title="x")
    (row,) = store.conversations()
    assert row == ConversationRow(conversation, "x", row.updated, None)


async def test_a_queued_question_leaves_the_queue_when_it_is_stored(store: Store) -> None:
    conversation = await store.new_conversation()
    queued = await store.enqueue(conversation, "later")
    with pytest.raises(StoreError):
        await store.ask(999, None, (), endpoint="", model="", queued=queued.id)
    assert store.queue(conversation) == [queued]
    parts = (TextPart(queued.text),)
    await store.ask(conversation, None, parts, endpoint="", model="", queued=queued.id)
    assert store.queue(conversation) == []


async def test_fork_copies_the_path_and_goes_its_own_way(store: Store) -> None:
    conversation = await store.new_conversation(system="brief", model="lab/small")
    one, two = await exchange(store, conversation, None, "badger", (PicturePart(picture()),))
    await exchange(store, conversation, two, "not this")
    forked = await store.fork(two)
    row = store.conversation(forked)
    assert row is not None
    assert (row.system, row.model, row.title) == ("brief", "lab/small", "badger")
    copied = store.messages([r.id for r in store.path(forked)])
    assert [m.parts for m in copied] == [m.parts for m in store.messages([one, two])]
    assert [m.end for m in copied] == [Finished(), Finished()]
    assert len(store.path(conversation)) == 4
    assert [found.hash for _, found in store.pictures(forked)] == ["a" * 64]
    assert {hit.conversation for hit in store.search("badger")} == {conversation, forked}
    answer = await store.begin(one, endpoint="lab", model="small")
    assert [r.role for r in store.path(await store.fork(answer))] == ["user"]
    with pytest.raises(StoreError):
        await store.fork(999)


async def test_opening_empties_the_bin_of_what_is_old(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    old, young = await store.new_conversation(), await store.new_conversation()
    await store.delete(old)
    await store.delete(young)
    await store._run("UPDATE conversation SET binned = binned - 31 * 86400 WHERE id = ?", old)
    store.close()
    store = open_store(tmp_path)
    await store.mark_seen(young)
    assert store.conversation(old) is None
    assert store.conversation(young) is not None
    store.close()


async def test_two_that_run_have_a_draft_each_and_the_next_finds_what_was_left(
    tmp_path: Path,
) -> None:
    first, second = open_store(tmp_path), open_store(tmp_path)
    await first.save_draft(None, Draft("one"))
    await second.save_draft(None, Draft("two"))
    assert (first.draft(None).text, second.draft(None).text) == ("one", "two")
    third = open_store(tmp_path)
    assert third.draft(None) == Draft()
    for store in (first, second, third):
        await store.aclose()
    found = []
    for _ in range(3):
        store = open_store(tmp_path)
        found.append(store.draft(None).text)
        await store.save_draft(None, Draft())
        await store.aclose()
    assert sorted(found) == ["", "one", "two"]
