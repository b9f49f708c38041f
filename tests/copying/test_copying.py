"""What is copied, and that the screen never says more than is known about it."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.chunks import Chunk
from tests.tui.stage import Asked, Stage, staged
from tui import clipboard, copying

TEXT = """Two places:

- **first** with `code`
- second

```python
print("one")
print("two")
```

| a | b |
| - | - |
| 1 | 2 |

The **end** of it."""


async def mixed(asked: Asked) -> AsyncIterator[Chunk]:
    yield TEXT


@pytest.fixture
def nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No program takes anything."""

    async def copy(text: str, app: object, environ: object = None) -> str:
        return ""

    monkeypatch.setattr(clipboard, "copy", copy)


async def reading(stage: Stage, *keys: str) -> None:
    await stage.press("tab")
    await stage.until(lambda: stage.place == "reading", "reading")
    await stage.press(*keys)


@pytest.mark.usefixtures("nothing")
async def test_what_only_the_terminal_was_given_is_kept_and_not_called_copied(home: Path) -> None:
    async with staged(home, mixed, size=(160, 50)) as stage:
        await stage.answered("go")
        await reading(stage, "y")
        await stage.until(lambda: "OSC 52" in stage.notice, "the road")
        await stage.until(lambda: "copied.txt" in stage.notice, "the file")
        assert "opied the" not in stage.notice
        kept = home / "state" / copying.KEPT
        assert kept.read_text() == TEXT
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.usefixtures("nothing")
async def test_a_file_that_cannot_be_written_is_said(home: Path) -> None:
    async with staged(home, mixed, size=(160, 50)) as stage:
        await stage.answered("go")
        (home / "state" / copying.KEPT / "in the way").mkdir(parents=True)
        await reading(stage, "y")
        await stage.until(lambda: "nor can it be kept in" in stage.notice, "why")


@pytest.mark.usefixtures("nothing")
async def test_what_is_too_long_for_the_terminal_is_kept(home: Path) -> None:
    async def huge(asked: Asked) -> AsyncIterator[Chunk]:
        yield "word " * 20_000

    async with staged(home, huge, size=(160, 50)) as stage:
        await stage.answered("go")
        await reading(stage, "y")
        await stage.until(lambda: "too long for the terminal" in stage.notice)
        assert (home / "state" / copying.KEPT).read_text() == "word " * 20_000


async def test_a_message_as_markdown_and_as_it_is_shown(home: Path, copied: list[str]) -> None:
    async with staged(home, mixed) as stage:
        await stage.answered("go")
        await reading(stage, "y")
        await stage.until(lambda: copied == [TEXT], "the Markdown")
        await stage.until(lambda: "Y copies it as it is shown" in stage.notice)
        await stage.press("Y")
        await stage.until(lambda: len(copied) == 2, "the text")
        assert "**" not in copied[1]
        assert copied[1].startswith("Two places:\n\n• first with code\n• second\n")
        assert 'print("one")\nprint("two")' in copied[1]
        assert copied[1].endswith("The end of it.")
        await stage.press("k", "Y")
        await stage.until(lambda: copied[2:] == ["go"], "a question without its bar")


async def test_ctrl_c_again_copies_the_markdown_of_the_blocks(
    home: Path, copied: list[str]
) -> None:
    async with staged(home, mixed) as stage:
        await stage.answered("go")
        await stage.drag("first with")
        await stage.until(lambda: stage.chat.get_selected_text(), "the selection")
        await stage.press("ctrl+c")
        await stage.until(lambda: copied == ["first with"], "as seen")
        await stage.until(lambda: "^C again: as Markdown" in stage.notice)
        await stage.press("ctrl+c")
        await stage.until(lambda: len(copied) == 2, "the source")
        assert copied[1] == "- **first** with `code`\n- second"
        await stage.press("ctrl+c")
        await stage.until(lambda: copied[2:] == ["first with"], "as seen again")


async def test_ctrl_c_later_copies_as_seen(
    home: Path, copied: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged(home, mixed) as stage:
        await stage.answered("go")
        await stage.drag("first with")
        await stage.press("ctrl+c")
        await stage.until(lambda: len(copied) == 1)
        monkeypatch.setattr(copying, "AGAIN", 0.0)
        await stage.press("ctrl+c")
        await stage.until(lambda: copied == ["first with", "first with"])


async def test_the_markdown_of_a_selection_across_messages(home: Path, copied: list[str]) -> None:
    async with staged(home, mixed, size=(100, 60)) as stage:
        await stage.answered("one question")
        await stage.answered("another question")
        x, y = stage.find("another question")
        _, below = stage.find("print(")
        await stage.pilot.mouse_down(offset=(x, y))
        await stage.pilot.hover(offset=(x + 3, y + 2))
        await stage.pilot.hover(offset=(20, below))
        await stage.pilot.mouse_up(offset=(20, below))
        await stage.press("ctrl+c", "ctrl+c")
        await stage.until(lambda: len(copied) == 2)
        first, _, rest = copied[1].partition("\n\n")
        assert first == "another question"
        assert rest == TEXT[: TEXT.index("\n\n| a")]
