"""Code and tables of an answer that is still being given: the focus, panning, copying."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.support import wait_until
from tests.transcript.support import STYLES, Board, Tap, answer, question, row_of
from tui.transcript.events import CodeCopied
from tui.transcript.growing import GrowingText
from tui.transcript.message_rows import Lead, Look, lay_out
from tui.transcript.panning import STEP
from tui.transcript.shape import WHOLE, Blocks, Placed

SIZE = (60, 24)
WIDE = "".join(f"word{number:03} " for number in range(30)).rstrip()
CODE = "\n".join(f"\tx{number} = {number}" + "\n" * (number % 9 == 0) for number in range(500))
ROW = "| a cell | and another one |\n"
TEXT = f"""before

```py
{WIDE}
x = 1
```

| a | b |
|---|---|
{ROW * 3}
- item

  ```sh
  ls
  ```
- {WIDE}

```text
{CODE}

{WIDE}
```

| a | b |
|---|---|
{ROW * 90}
> ```
> quoted
> ```

end"""


def told(blocks: list[Placed]) -> list[tuple[object, ...]]:
    return [(b.number, b.first, b.last, b.said is None, b.text, b.widest, b.room) for b in blocks]


@pytest.mark.parametrize("size", [3, 50, 900])
def test_they_are_those_of_the_answer_when_it_has_ended(size: int) -> None:
    growing = GrowingText(60, STYLES, 1, Blocks(2, WHOLE, folds=False))
    for at in range(0, len(TEXT), size):
        growing.add(TEXT[at : at + size])
        growing.update()
    message = answer(2, TEXT)
    lead, look = Lead(first=True), Look(60, STYLES)
    laid = lay_out(message, row_of(message), lead, look, flipped=False, shape=WHOLE)
    assert told(growing.blocks.placed) == told(list(laid.blocks))
    assert len(laid.blocks) == 6


async def shown(pilot: Pilot[None], board: Board, words: str) -> int:
    """The row of the screen that has `words`, when it is there."""
    await wait_until(lambda: any(words in row for row in board.screen_rows()), pilot=pilot)
    return next(y for y, row in enumerate(board.screen_rows()) if words in row)


async def test_an_open_block_is_panned_and_stays_so() -> None:
    board, tap = Board([question(1, "before")]), Tap()
    async with board.run_test(size=SIZE) as pilot:
        number, view = board.ask(tap.turn), board.transcript
        tap.give(f"see\n\n```py\n{WIDE}\nx = 1\n")
        await shown(pilot, board, "x = 1")
        view.focus_message(number)
        view.step_block()
        assert view.pan(STEP)
        assert view.pan(STEP)
        await shown(pilot, board, "‹word001")
        tap.give(f"{WIDE} and more\n")
        await wait_until(
            lambda: sum("‹word001" in row for row in board.screen_rows()) == 2, pilot=pilot
        )
        block = view.focused_block
        assert block is not None
        assert block.widest == len(f"{WIDE} and more")
        assert block.text == f"{WIDE}\nx = 1\n{WIDE} and more"
        tap.give("```\n\nend")
        await shown(pilot, board, "end▍")
        tap.end()
        await wait_until(lambda: number not in view.book.live, pilot=pilot)
        assert sum("‹word001" in row for row in board.screen_rows()) == 2
        assert view.focused_block is not None
        assert any(row.startswith("█") for row in board.screen_rows())


async def test_a_block_of_a_long_answer_is_panned_by_a_thread() -> None:
    board, tap = Board([question(1, "before")]), Tap()
    async with board.run_test(size=SIZE) as pilot:
        number, view = board.ask(tap.turn), board.transcript
        words = "\n\n".join(f"paragraph {n} of the answer" for n in range(600))
        tap.give(f"{words}\n\n```py\n{WIDE}\n```\n\nend")
        await shown(pilot, board, "end▍")
        rows = len(view.book.live[number].laid.rows)
        view.focus_message(number)
        view.step_block()
        view.pan(STEP)
        await shown(pilot, board, "word005 word›")
        assert len(view.book.live[number].laid.rows) < rows
        tap.end()


async def test_a_click_copies_what_has_come_of_the_code() -> None:
    board, tap = Board([question(1, "before")]), Tap()
    async with board.run_test(size=SIZE) as pilot:
        board.ask(tap.turn)
        tap.give("see\n\n```py\nx = 1\n\ty = ")
        await shown(pilot, board, "y = ▍")
        y = await shown(pilot, board, "❐ c")
        x = board.screen_rows()[y].index("❐")
        await pilot.click(offset=(x, y))
        await wait_until(lambda: board.posted, pilot=pilot)
        (copied,) = board.posted
        assert isinstance(copied, CodeCopied)
        assert copied.text == "x = 1\n\ty = "
        tap.end()


async def test_nothing_moves_for_a_block_that_is_longer_than_the_view() -> None:
    code = "\n".join(f"x{number} = {number}" for number in range(55))
    board = Board([question(1, "q"), answer(2, f"```py\n{code}\n```\n\nend")])
    async with board.run_test(size=SIZE):
        view = board.transcript
        view.scrolled(-9)
        before = [row[1:] for row in board.screen_rows()]
        view.focus_in_sight()
        view.focus_block(2, 0)
        view.focus_in_sight()
        view.step_block()
        assert view.focused_block is not None
        assert [row[1:] for row in board.screen_rows()] == before


async def test_the_first_block_that_gets_the_focus_is_the_one_in_sight() -> None:
    text = "\n\n".join(f"```\ncode {n}\n```\n\n" + "words\n\n" * 20 for n in range(5))
    board = Board([question(1, "q"), answer(2, text)])
    async with board.run_test(size=SIZE) as pilot:
        view = board.transcript
        view.go_top()
        await shown(pilot, board, "code 0")
        while not any("code 3" in row for row in board.screen_rows()):
            view.scrolled(5)
        before = board.screen_rows()
        view.focus_block(2, 3)
        view.focus_in_sight()
        assert view.focused_block is None
        numbers = []
        for _ in range(4):
            view.step_block()
            numbers.append(view.focused_block.number if view.focused_block else None)
            if len(numbers) == 1:
                assert [row[1:] for row in board.screen_rows()] == [row[1:] for row in before]
        assert numbers == [3, 4, None, 0]
