"""Finding in the whole app: as one types, through all hits, everywhere, and away again."""

from __future__ import annotations

from pathlib import Path

from rich.style import Style

from tests.benchmarks.long_talk import long_talk
from tests.tui.stage import Stage, staged, waiting


def marked(stage: Stage) -> list[tuple[str, bool]]:
    """What is marked on the screen, from its top, and whether the person is there."""
    styles = stage.chat.reader._styles
    found: list[tuple[str, bool]] = []
    for strip in stage.app.screen._compositor.render_strips():
        for segment in strip:
            style = segment.style or Style()
            if style.bgcolor == styles.here().bgcolor and style.bold and segment.text.strip():
                found.append((segment.text, True))
            elif style.bgcolor == styles.found().bgcolor and style.underline:
                found.append((segment.text, False))
    return found


async def looked(stage: Stage, words: str, told: str) -> None:
    await stage.press("ctrl+f")
    await stage.until(lambda: stage.chat.finder.bar is not None, "the bar")
    await stage.press(*words.replace(" ", "_").replace("_", " "))
    await stage.until(lambda: told in stage.seen, told)


async def test_hits_are_marked_as_one_types_and_gone_through_around(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.answered("rain on the roof")
        await stage.answered("a Rainy day")
        await looked(stage, "rain", "1 of 4")
        assert [text for text, _ in marked(stage)] == ["rain", "rain", "Rain", "Rain"]
        places = []
        for told in ("2 of 4", "3 of 4", "4 of 4", "1 of 4"):
            await stage.press("enter")
            await stage.until(lambda told=told: told in stage.seen, told)
            places.append([here for _, here in marked(stage)].index(True))
        assert places == [1, 2, 3, 0]
        await stage.press("up")
        await stage.until(lambda: "4 of 4" in stage.seen, "back around")


async def test_case_and_expressions(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.answered("Rain, rain and ruin")
        await looked(stage, "Rain", "1 of 4")
        await stage.press("alt+c")
        await stage.until(lambda: "1 of 2" in stage.seen, "case")
        await stage.press("alt+c", "ctrl+u", *"r.in")
        await stage.until(lambda: "nothing found" in stage.seen, "no expression yet")
        await stage.press("alt+r")
        await stage.until(lambda: "1 of 6" in stage.seen, "an expression")
        await stage.press("ctrl+u", *"(ra")
        await stage.until(lambda: "No expression: missing )" in stage.seen, "what is wrong")
        await stage.press(")")
        await stage.until(lambda: "1 of 4" in stage.seen, "right again")
        await stage.click(".*")
        await stage.until(lambda: "nothing found" in stage.seen, "as it stands")
        for case, expression in ((True, False), (False, True), (True, True), (False, False)):
            await stage.press("ctrl+r")
            query = stage.chat.finder.query
            assert (query.case, query.expression) == (case, expression)


async def test_esc_takes_away_the_marks_and_stops_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path, waiting) as stage:
        await stage.ask("one")
        await stage.until(lambda: "first half" in stage.seen, "the first half")
        await looked(stage, "one", "1 of 1")
        await stage.press("escape")
        await stage.until(lambda: stage.place == "prompt" and not marked(stage), "the prompt")
        assert stage.chat.asking.talk.live, "the answer goes on"
        stage.asked[0].go.set()
        await stage.quiet()


async def test_reading_goes_on_with_n(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.answered("rain")
        await stage.answered("rain")
        await looked(stage, "rain", "1 of 4")
        await stage.press("tab")
        await stage.until(lambda: stage.place == "reading", "reading")
        await stage.press("n", "n")
        await stage.until(lambda: "3 of 4" in stage.seen, "the third")
        assert stage.chat.reader.focused_id == stage.chat.current.path[2].id
        await stage.press("N")
        await stage.until(lambda: "2 of 4" in stage.seen, "the second")
        await stage.escape()
        await stage.until(lambda: not marked(stage), "no marks")
        assert stage.place == "reading"
        await stage.press("n")
        await stage.until(lambda: bool(marked(stage)), "looked for again")


async def test_nothing_was_looked_for_yet(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.answered("rain")
        await stage.press("tab", "n")
        await stage.until(lambda: "^F finds words" in stage.notice, "what finds")


async def test_text_that_was_never_laid_out_is_found(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        number = await long_talk(stage.store, 600)
        stage.chat.shelf.open(number)
        await stage.until(lambda: stage.chat.reader.following and "599" in stage.seen, "its end")
        await looked(stage, "**7**", "1 of 1")
        await stage.until(lambda: stage.chat.reader.position.index <= 7, "the eighth message")
        await stage.press("ctrl+u", *"7 the quick")
        await stage.until(lambda: "nothing found" in stage.seen, "as it is written")
        await stage.press("ctrl+u", *"the quick brown")
        await stage.until(lambda: "1 of 6" in stage.seen or "1 of 9" in stage.seen, "all of them")


async def test_everywhere(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.answered("a badger in the garden")
        badger = stage.chat.current.id
        stage.chat.shelf.open(None)
        await stage.answered("something else")
        await looked(stage, "badger", "nothing found")
        await stage.press("ctrl+f")
        await stage.until(lambda: stage.place == "Everywhere" and "badger in" in stage.seen, "rows")
        await stage.press("down", "enter")
        await stage.until(lambda: stage.chat.current.id == badger, "the other conversation")
        await stage.until(lambda: stage.place == "reading" and len(marked(stage)) == 2, "marks")
        assert stage.chat.reader.focused_id in [row.id for row in stage.chat.current.path]


async def test_everywhere_finds_other_branches(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.answered("a badger")
        await stage.press("tab", "e")
        await stage.until(lambda: stage.place == "prompt", "editing")
        await stage.press("ctrl+u")
        await stage.answered("a fox")
        assert "badger" not in stage.seen
        await stage.press("ctrl+f", "ctrl+f")
        await stage.until(lambda: stage.place == "Everywhere", "everywhere")
        await stage.press(*"badger")
        await stage.until(lambda: "You said: a badger" in stage.seen, "the hits")
        await stage.press("end", "down", "down", "enter")
        await stage.until(lambda: stage.texts()[0] == "a badger", "the other branch")


async def test_another_conversation_begins_without_marks(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.answered("rain")
        await looked(stage, "rain", "1 of 2")
        await stage.press("ctrl+n")
        await stage.until(lambda: stage.chat.current.empty, "a new conversation")
        assert stage.chat.finder.bar is None
        assert not marked(stage)
