"""The blocks of a message in the whole app: stepped through, panned, folded, copied, by keys and
by the mouse; the status line names what works."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from chat.chunks import Chunk, Reasoning
from tests.tui.stage import Asked, Stage, staged

WIDE_LINE = "".join(f"word{number:03} " for number in range(30)).rstrip()
LONG_CODE = "\n".join(f"x{number} = {number}" for number in range(99))
TABLE = "| one | two |\n|---|---|\n| " + "left " * 30 + "| " + "right " * 30 + "|"
TALK = f"```\n{WIDE_LINE}\n```\n\n{TABLE}\n\n```py\n{LONG_CODE}\n```\n\nend"


async def blocks(asked: Asked) -> AsyncIterator[Chunk]:
    yield TALK


async def plain(asked: Asked) -> AsyncIterator[Chunk]:
    yield "words"


async def pondered(asked: Asked) -> AsyncIterator[Chunk]:
    yield Reasoning("It is long.")
    yield f"```py\n{LONG_CODE}\n```"


async def much(asked: Asked) -> AsyncIterator[Chunk]:
    yield f"```py\n{LONG_CODE}\n```\n\n{'words go on. ' * 400}\n\n```\nsecond\n```"


async def reading(stage: Stage, *keys: str) -> None:
    await stage.press("tab")
    await stage.until(lambda: stage.place == "reading", "reading")
    for key in keys:
        await stage.press(key)
        await stage.quiet()


async def at_its_top(stage: Stage) -> None:
    await stage.press("ctrl+home")
    await stage.until(lambda: "word001" in stage.seen, "the first block is in sight")


async def stepped(stage: Stage, number: int | None) -> None:
    await stage.press("b")

    def there() -> bool:
        block = stage.chat.reader.focused_block
        return (block.number if block else None) == number

    await stage.until(there, f"block {number}")


async def test_b_steps_and_the_arrows_pan(home: Path) -> None:
    async with staged(home, blocks) as stage:
        await stage.answered("show me")
        await reading(stage)
        assert "b blocks" in stage.seen
        await stepped(stage, 2)
        await stepped(stage, None)
        await stepped(stage, 0)
        assert "← → pan" in stage.seen
        assert "█" in stage.seen
        await stage.press("right")
        await stage.until(lambda: "›" in stage.seen, "not wrapped")
        await stage.press("right")
        await stage.until(lambda: "‹word001" in stage.seen, "panned")
        await stage.press("left", "left")
        await stage.until(lambda: "›" not in stage.seen, "wrapped again")
        await stage.press("left")
        assert stage.place == "reading"
        await stage.escape()
        assert stage.place == "prompt"
        assert "█" not in stage.seen


async def test_c_copies_the_block_that_has_the_focus(home: Path, copied: list[str]) -> None:
    async with staged(home, blocks) as stage:
        await stage.answered("show me")
        await reading(stage)
        await at_its_top(stage)
        await stepped(stage, 0)
        await stage.press("c")
        await stage.until(lambda: copied == [WIDE_LINE], "the code")
        await stepped(stage, 1)
        await stage.press("right", "c")
        await stage.until(lambda: copied[1:] == [TABLE], "the table's Markdown")
        await stepped(stage, 2)
        await stage.press("c")
        await stage.until(lambda: copied[2:] == [LONG_CODE], "all of the long code")


async def test_the_arrows_turn_siblings_where_no_wide_block_has_the_focus(home: Path) -> None:
    async with staged(home, blocks) as stage:
        await stage.answered("show me")
        await reading(stage, "r")
        await stage.until(lambda: stage.chat.current.path[-1].sibling == 2, "a second answer")
        await stage.quiet()
        await at_its_top(stage)
        await stepped(stage, 0)
        await stage.press("left")
        await stepped(stage, 1)
        assert stage.chat.current.path[-1].sibling == 2, "the block has the arrows"
        await stage.press("b", "b")
        await stage.until(lambda: stage.chat.reader.focused_block is None, "none has the focus")
        await stage.press("left")
        await stage.until(lambda: stage.chat.current.path[-1].sibling == 1, "the first")


async def test_enter_folds_and_unfolds_the_focused_block(home: Path) -> None:
    async with staged(home, blocks) as stage:
        await stage.answered("show me")
        stage.chat.shelf.open(stage.chat.current.id)
        await stage.until(lambda: "▸ show all 99 lines" in stage.seen, "folded")
        await reading(stage)
        await stage.press("b")
        await stage.until(lambda: "Enter show all" in stage.seen, "what Enter does")
        await stage.press("enter")
        await stage.until(lambda: "Enter show less" in stage.seen, "unfolded")
        stage.chat.reader.go_end()
        await stage.until(lambda: "▾ show less" in stage.seen)
        await stage.press("enter")
        await stage.until(lambda: "▸ show all 99 lines" in stage.seen, "folded again")


async def test_enter_unfolds_what_is_in_sight(home: Path) -> None:
    async with staged(home, pondered) as stage:
        await stage.answered("show me")
        stage.chat.shelf.open(stage.chat.current.id)
        await stage.until(lambda: "▸ show all 99 lines" in stage.seen, "folded")
        await reading(stage, "pagedown")
        await stage.until(lambda: "▸ thought" not in stage.seen, "the thought is out of sight")
        await stage.press("enter")
        await stage.until(lambda: "x40 = 40" in stage.seen, "unfolded")
        await stage.press("ctrl+home")
        await stage.until(lambda: "▸ thought" in stage.seen, "the thought is in sight")
        await stage.press("enter")
        await stage.until(lambda: "▾ thought" in stage.seen, "the thought unfolds")


async def test_a_message_without_blocks_says_so(home: Path) -> None:
    async with staged(home, plain) as stage:
        await stage.answered("show me")
        await reading(stage)
        assert "b blocks" not in stage.seen
        await stage.press("b")
        await stage.until(lambda: "It has no code and no tables." in stage.seen)


async def test_a_click_on_wide_code_gives_it_the_focus(home: Path) -> None:
    async with staged(home, blocks) as stage:
        await stage.answered("show me")
        stage.chat.reader.go_top()
        await stage.until(lambda: "word001" in stage.seen)
        y = next(n for n, row in enumerate(stage.seen.split("\n")) if "word001" in row)
        before = stage.chat.reader.place
        await stage.pilot.click(stage.chat.reader, offset=(20, y))
        await stage.until(lambda: stage.place == "reading", "reading")
        await stage.until(lambda: "← → pan" in stage.seen, "the block has the focus")
        assert stage.chat.reader.place == before, "nothing moved"
        await stage.press("right", "right")
        await stage.until(lambda: "‹word001" in stage.seen, "panned")


async def test_a_hit_in_folded_code_is_gone_to(home: Path) -> None:
    async with staged(home, blocks) as stage:
        await stage.answered("show me")
        stage.chat.shelf.open(stage.chat.current.id)
        await stage.until(lambda: "▸ show all 99 lines" in stage.seen, "folded")
        await stage.press("ctrl+f")
        await stage.until(lambda: stage.chat.finder.bar is not None, "the bar")
        await stage.press(*"x7")
        await stage.until(lambda: "of 11" in stage.seen, "x7 and x70 to x79 are counted")
        for _ in range(2):
            await stage.press("enter")
        await stage.until(lambda: "x71 = 71" in stage.seen, "unfolded")


async def test_the_palette_gives_a_block_the_focus(home: Path) -> None:
    async with staged(home, blocks) as stage:
        await stage.answered("show me")
        await at_its_top(stage)
        await stage.press("ctrl+p")
        await stage.until(lambda: stage.place == "Palette", "the palette")
        await stage.press(*"next block", "enter")
        await stage.until(lambda: stage.chat.reader.focused_block is not None, "a block")
        await stage.until(lambda: stage.place == "reading", "reading")
        await stage.press("right")
        await stage.until(lambda: "›" in stage.seen, "it pans")


async def test_the_code_of_a_long_answer_is_found_beside_the_loop(
    home: Path, copied: list[str]
) -> None:
    async with staged(home, much) as stage:
        await stage.answered("show me")
        await reading(stage, "c")
        await stage.until(lambda: "A digit copies" in stage.seen, "both are offered")
        await stage.press("2")
        await stage.until(lambda: copied == ["second"], "the second")
