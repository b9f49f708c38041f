"""`/image`: who draws, with what, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

from tests.tui.stage import Stage, echo, staged

KEYS = {"OPENAI_API_KEY": "sk-of-the-test"}


async def order(stage: Stage, text: str) -> None:
    before = len(stage.asked)
    await stage.write(text)
    await stage.press("enter")
    await stage.until(lambda: len(stage.asked) > before, "the order to be sent")
    await stage.quiet()


async def test_an_order_is_drawn_once_and_the_chat_goes_on(home: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        await order(stage, "/image 3:2 n=4 seed=7 a boat at night")
        drawn = stage.asked[-1]
        assert str(drawn.model) == "guide/canvas"
        assert drawn.parameters == {"size": "1280x832", "n": 4, "seed": 7}
        assert [m["content"] for m in drawn.messages] == ["a boat at night"]
        assert "/image 3:2 n=4 seed=7 a boat at night" in stage.seen
        await stage.answered("thanks")
        assert str(stage.asked[-1].model) == "guide/guide"
        said = [str(message["content"]) for message in stage.asked[-1].messages]
        assert "a boat at night" in said
        assert not any("/image" in text for text in said)


async def test_a_wrong_parameter_stays_and_is_named(home: Path) -> None:
    async with staged(home) as stage:
        await stage.write("/image n=40 a boat")
        await stage.press("enter")
        await stage.until(lambda: stage.notice == "n must be 1 to 10.")
        assert stage.chat.prompt.field.text == "/image n=40 a boat"
        assert stage.asked == []


async def test_words_are_needed(home: Path) -> None:
    async with staged(home) as stage:
        await stage.write("/image n=4")
        await stage.press("enter")
        await stage.until(lambda: "needs words" in stage.notice)


async def test_what_is_not_taken_is_said_and_not_sent(home: Path) -> None:
    async with staged(home, environ=KEYS) as stage:
        await order(stage, "/image model=openai/gpt-image-1 seed=7 steps=9 quality=low a boat")
        assert stage.asked[-1].parameters == {"quality": "low"}
        assert stage.notice == "gpt-image-1 takes no seed and no steps: drawn without."


async def test_a_model_that_does_not_draw_is_not_asked(home: Path) -> None:
    async with staged(home) as stage:
        await stage.write("/image model=guide/guide a boat")
        await stage.press("enter")
        await stage.until(lambda: "guide does not draw" in stage.notice)
        assert stage.chat.prompt.field.text == "/image model=guide/guide a boat"


async def test_the_model_that_drew_last_draws_again(home: Path) -> None:
    async with staged(home, environ=KEYS) as stage:
        await order(stage, "/image a boat")
        assert str(stage.asked[-1].model).startswith("openai/")  # the person has a key for it
        await order(stage, "/image model=guide/canvas a boat")
        await order(stage, "/image another")
        assert str(stage.asked[-1].model) == "guide/canvas"
    async with staged(home, environ=KEYS) as stage:
        await order(stage, "/image a third")
        assert str(stage.asked[-1].model) == "guide/canvas"


async def test_what_was_set_for_the_conversation_counts_and_the_order_counts_more(
    home: Path,
) -> None:
    async with staged(home) as stage:
        for text in ("/set size=512x512", "/set temperature=0.5"):
            await stage.write(text)
            await stage.press("enter")
            await stage.until(lambda: "from the next question on" in stage.notice)
            stage.chat.notice("")
        await order(stage, "/image a boat")
        assert stage.asked[-1].parameters == {"size": "512x512"}
        await order(stage, "/image 1:1 a boat")
        assert stage.asked[-1].parameters == {"size": "1024x1024"}


async def test_retrying_an_order_draws_it_again_with_its_parameters(home: Path) -> None:
    async with staged(home) as stage:
        await order(stage, "/image seed=7 a boat")
        await stage.write("/retry")
        await stage.press("enter")
        await stage.until(lambda: len(stage.asked) == 2)
        await stage.quiet()
        assert str(stage.asked[-1].model) == "guide/canvas"
        assert stage.asked[-1].parameters == {"seed": 7}


async def test_an_order_waits_in_the_queue(home: Path) -> None:
    from tests.tui.stage import waiting

    async with staged(home, waiting) as stage:
        await stage.ask("hello")
        await stage.write("/image seed=7 a boat")
        await stage.press("enter")
        await stage.until(lambda: len(stage.chat.asking.queued()) == 1)
        stage.asked[0].go.set()
        await stage.until(lambda: len(stage.asked) == 2)
        assert stage.asked[1].parameters == {"seed": 7}
        assert str(stage.asked[1].model) == "guide/canvas"
        stage.asked[1].go.set()
        await stage.quiet()


async def test_the_title_is_the_prompt(home: Path) -> None:
    async with staged(home, echo) as stage:
        await order(stage, "/image n=2 a boat at night")
        await stage.until(lambda: stage.store.conversations(5)[0].title == "a boat at night")


async def test_parameters_are_completed_with_what_the_model_takes(home: Path) -> None:
    async with staged(home) as stage:
        await stage.write("/image ")
        await stage.until(lambda: "how many, 1 to 10" in stage.seen, "the parameters")
        assert "another one than canvas" in stage.seen
        assert "steps=" not in stage.seen
        await stage.write("se")
        await stage.press("tab")
        field = stage.chat.prompt.field
        assert field.text == "/image seed="
        await stage.write("7 16")
        await stage.until(lambda: "16:9" in stage.seen)
        await stage.press("tab")
        assert field.text == "/image seed=7 16:9 "
        await stage.write("model=guide/")
        await stage.press("tab")
        assert field.text == "/image seed=7 16:9 model=guide/canvas "
        await stage.write("no boat")
        assert not stage.chat.prompt.completing
        await stage.press("enter")
        await stage.until(lambda: len(stage.asked) == 1)
        assert stage.asked[0].parameters == {"seed": 7, "size": "1344x768"}
        await stage.quiet()


async def test_enter_sends_while_parameters_are_offered(home: Path) -> None:
    async with staged(home) as stage:
        await stage.write("/image s")
        await stage.until(lambda: stage.chat.prompt.completing)
        await stage.press("enter")
        await stage.until(lambda: len(stage.asked) == 1)
        assert stage.asked[0].last == "s"
        await stage.quiet()
