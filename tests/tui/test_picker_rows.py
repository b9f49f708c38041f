"""What the picker is told: the model in use is among the rows even when no list has it."""

from __future__ import annotations

from pathlib import Path

from tests.tui.stage import staged
from tui.picker import Picker


async def test_a_model_that_is_in_no_list_is_offered_and_selected(home: Path) -> None:
    async with staged(home) as stage:
        choosing = stage.chat.choosing
        stage.chat.current.model = choosing.catalog.resolve("guide/guide")
        unlisted = choosing.catalog.resolve("openai/my-own-model")
        choosing.session.keys.known = lambda endpoint: True  # type: ignore[method-assign]
        stage.chat.current.model = unlisted
        assert "openai/my-own-model" in [choice.name for choice in choosing.choices()]
        await stage.press("ctrl+l")
        picker = await stage.until(
            lambda: isinstance(stage.app.screen, Picker) and stage.app.screen, "the picker"
        )
        item = await stage.until(lambda: picker.rows.item, "a selected row")
        assert item.name == "openai/my-own-model"
