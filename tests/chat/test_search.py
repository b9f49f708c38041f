from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.messages import FilePart, TextPart
from chat.search import index_text, match, snippet
from chat.store.store import Store
from tests.chat.support import exchange

_TEXTS = {
    "latin": "The naïve café serves crème brûlée, foo_bar and C++ 3.14",
    "japanese": "東京都は日本の首都です。カタカナも。",
    "korean": "대한민국의 수도는 서울이다",
    "code": 'def stream(self):\n    print("HELLO")\n',
    "mixed": "Python入門 for beginners",
    "hindi": "हिन्दी भाषा",
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cafe", {"latin"}),
        ("CAFÉ brul", {"latin"}),
        ("café korea", set()),
        ('"creme brulee"', {"latin"}),
        ('"brulee creme"', set()),
        ("foo_bar", {"latin"}),
        ("3.14", {"latin"}),
        ("京都", {"japanese"}),
        ("東京都", {"japanese"}),
        ("都", {"japanese"}),
        ("です", {"japanese"}),
        ("京東", set()),
        ("カタカナ", {"japanese"}),
        ("서울", {"korean"}),
        ("수도", {"korean"}),
        ("hello print", {"code"}),
        ("入門 beginners", {"mixed"}),
        ("python入門", {"mixed"}),
        ("भाषा", {"hindi"}),
        ("", set()),
        ("++ -- ()", set()),
        ('" OR words:*', set()),
        ("NOT cafe", set()),
        ("cafe\0", {"latin"}),
    ],
)
async def test_finds(store: Store, query: str, found: set[str]) -> None:
    ids = {}
    for name, text in _TEXTS.items():
        conversation = await store.new_conversation(title="-")
        ids[(await exchange(store, conversation, None, text))[0]] = name
    assert {ids[hit.message] for hit in store.search(query)} == found


async def test_titles_come_first_and_attached_files_are_searched(store: Store) -> None:
    one, two = await store.new_conversation(title="x"), await store.new_conversation(title="y")
    await store.ask(one, None, (TextPart("a badger"),), endpoint="", model="")
    file = FilePart("a.txt", "text/plain", "the badger in the file")
    asked = await store.ask(two, None, (file,), endpoint="", model="")
    await store.rename(two, "Bädger and fox")
    assert {hit.snippet for hit in store.search("badger")} == {"a badger", "the badger in the file"}
    await store.rename(one, "Fox, a badger")
    await store.ask(two, asked, (TextPart("one fox"),), endpoint="", model="")
    assert [hit.snippet for hit in store.search("fox")] == ["Fox, a badger", "one fox"]
    assert len(store.search("fox", limit=1)) == 1
    assert [hit.snippet for hit in store.search("fox \ud800")] == ["one fox"]


async def test_an_answer_is_found_from_its_end_on(store: Store) -> None:
    conversation = await store.new_conversation()
    asked, _ = await exchange(store, conversation, None)
    answer = await store.begin(asked, endpoint="a", model="x")
    await store.save(answer, (TextPart("badger"),))
    assert store.search("badger") == []


def test_snippet_is_one_clean_line_around_the_word() -> None:
    text = "word " * 100 + "the\n\x1b[31mBrûlée\x1b[0m [red] stands here " + "word " * 100
    shown = snippet(text, "brulee")
    assert "Brûlée [red] stands" in shown
    assert "\n" not in shown
    assert "\x1b" not in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= 121
    assert snippet("short", "absent") == "short"
    assert snippet("ﬃ ﬃ ﬃ target", "target").endswith("target")


@given(st.text(), st.text())
def test_any_text_and_query_make_an_index_and_a_line(text: str, query: str) -> None:
    words, grams = index_text(text)
    assert "\0" not in words + grams
    expression = match(query)
    assert expression is None or expression.strip()
    assert "\n" not in snippet(text, query)


@given(st.text(max_size=20))
def test_sqlite_takes_every_expression(query: str) -> None:
    import sqlite3

    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE f USING fts5(words, grams)")
    expression = match(query)
    if expression is not None:
        db.execute("SELECT 1 FROM f WHERE f MATCH ?", (expression,)).fetchall()
    db.close()


async def test_occurrences_come_a_page_at_a_time_in_the_order_asked_for(store: Store) -> None:
    conversation, ids = await store.new_conversation(), list[int]()
    tip = None
    for number in range(650):
        words = "rain and rain" if number in (3, 640) else f"dry {number}"
        tip = await store.ask(conversation, tip, (TextPart(words),), endpoint="", model="")
        ids.append(tip)
    pages = list(store.occurrences(ids[::-1], lambda text: text.count("rain")))
    assert pages == [[(ids[640], 2)], [], [(ids[3], 2)]]
    assert next(iter(store.occurrences([*ids[:2], 10**9], len)))[0] == (ids[0], len("dry 0"))


async def test_occurrences_read_only_the_texts_that_hold_what_is_said_to_be_in_them(
    store: Store,
) -> None:
    conversation, ids, tip = await store.new_conversation(), list[int](), None
    for words in ("100% Rain", "100 rain", "a rain_coat", "the raincoat", '"dry\\"'):
        tip = await store.ask(conversation, tip, (TextPart(words),), endpoint="", model="")
        ids.append(tip)
    read: list[str] = []

    def held(holding: str) -> list[str]:
        read.clear()
        list(store.occurrences(ids, lambda text: read.append(text) or 1, holding=holding))
        return sorted(read)

    assert held("rain") == ["100 rain", "100% Rain", "a rain_coat", "the raincoat"]
    assert held("0% r") == ["100% Rain"]
    assert held("n_c") == ["a rain_coat"]
    assert held("\\") == ['"dry\\"']
    assert len(held("")) == 5
