"""Where a link leads is seen before it opens, and no address gets out of its sequence."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.style import Style

from chat.chunks import Chunk
from tests.tui.scripts import coded
from tests.tui.stage import Asked, staged
from tui import links
from tui.offer import Offer
from tui.terminal.value import Terminal
from tui.transcript.hyperlink import has_hyperlinks, linked, target

SEQUENCE = re.compile(r"\x1b\]8;id=([0-9a-f]{8});([!-~]+)\x1b\\(.*?)\x1b\]8;;\x1b\\")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    targets: list[str] = []
    monkeypatch.setattr(links, "hand_over", targets.append)
    return targets


async def two(asked: Asked) -> AsyncIterator[Chunk]:
    yield "See [one](https://one.example/a) and [two](mailto:two@b.example)."


async def test_a_digit_opens_one_of_several_links(home: Path, opened: list[str]) -> None:
    async with staged(home, two) as stage:
        await stage.answered("go")
        await stage.press("tab", "enter")
        said = "1 https://one.example/a · 2 mailto:two@b.example"
        await stage.until(lambda: said in stage.notice, "both addresses")
        assert not opened
        await stage.press("2")
        await stage.until(lambda: opened == ["mailto:two@b.example"], "the second")


@pytest.mark.parametrize("key", ["escape", "tab", "k"])
async def test_what_a_digit_opens_is_told_as_long_as_it_does(home: Path, key: str) -> None:
    async with staged(home, two) as stage:
        await stage.answered("go")
        await stage.press("tab", "enter")
        await stage.until(lambda: "A digit opens" in stage.notice)
        await stage.press(key)
        await stage.until(lambda: "A digit opens" not in stage.notice, "it to be gone")


async def test_a_key_between_takes_the_address_away(home: Path, opened: list[str]) -> None:
    async with staged(home, coded) as stage:
        await stage.answered("go")
        await stage.press("tab", "enter")
        await stage.until(lambda: "Enter again opens" in stage.notice)
        await stage.press("k", "j", "enter")
        await stage.until(lambda: "Enter again opens" in stage.notice)
        assert not opened


async def test_the_mouse_over_a_link_shows_its_address(home: Path) -> None:
    async with staged(home, coded) as stage:
        await stage.answered("go")
        x, y = stage.find("the manual")
        await stage.pilot.hover(offset=(x + 2, y))
        await stage.until(lambda: stage.notice == "https://example.org/man", "the address")
        await stage.pilot.hover(offset=(x + 2, y - 2))
        await stage.until(lambda: stage.notice == "", "it to go")
        await stage.pilot.hover(offset=(x + 2, y))
        await stage.until(lambda: stage.notice)
        stage.chat.notice("something else")
        await stage.pilot.hover(offset=(x, 28))
        await stage.pilot.pause()
        assert stage.notice == "something else"


@pytest.mark.parametrize(
    ("terminal", "environ", "has"),
    [
        (Terminal(), {}, False),
        (Terminal(name="xterm"), {}, False),
        (Terminal(name="kitty"), {}, True),
        (Terminal(name="foot"), {}, True),
        (Terminal(), {"VTE_VERSION": "7600"}, True),
        (Terminal(name="kitty"), {"STY": "1.x"}, False),
        (Terminal(name="kitty", tmux=True), {"TMUX": "x", "TERM_PROGRAM_VERSION": "3.3a"}, False),
        (Terminal(tmux=True), {"TMUX": "x", "TERM_PROGRAM_VERSION": "3.4"}, True),
        (Terminal(tmux=True), {"TMUX": "x", "WT_SESSION": "y"}, False),
    ],
)
def test_who_has_hyperlinks(terminal: Terminal, environ: dict[str, str], has: bool) -> None:
    assert has_hyperlinks(terminal, environ) == has


def written(style: Style, words: str = "words") -> str:
    return style.render(words, color_system=Console().color_system or None)


@pytest.mark.parametrize(
    "href",
    [
        "https://a.example/\x1b\\\x1b]0;title\x07",
        "https://a.example/\x07",
        "https://a.example/\x9c",
        "https://a.example/\n",
        "https://a.example/ b",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://" + "a" * 3000,
        "",
    ],
)
def test_hostile_addresses_are_in_no_sequence(href: str) -> None:
    assert target(href) == ""
    assert linked(Style(), href) == Style()


def test_other_letters_are_encoded() -> None:
    assert target("https://a.example/ü?q=a;b%20c") == "https://a.example/%C3%BC?q=a;b%20c"


@given(st.text(max_size=60))
def test_nothing_gets_out_of_the_sequence(rest: str) -> None:
    style = linked(Style(), "https://a.example/" + rest)
    told = written(style)
    assert told == "words" or SEQUENCE.fullmatch(told), told
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", target("https://a.example/" + rest))


async def test_a_wrapped_link_is_one_and_the_words_of_the_strip_stay(home: Path) -> None:
    async def wrapped(asked: Asked) -> AsyncIterator[Chunk]:
        yield "[" + "many words " * 20 + "](https://one.example/a) [other](https://two.example)"

    async with staged(home, wrapped, terminal=Terminal(name="kitty")) as stage:
        await stage.answered("go")
        assert stage.chat.reader.hyperlinks
        strips = stage.chat.reader.line_strips(0, stage.chat.reader.view_height)
        sequences = [
            (segment.style.link, segment.style.link_id)
            for strip in strips
            for segment in strip
            if segment.style is not None and segment.style.link
        ]
        assert len(sequences) > 3
        assert {link for link, _ in sequences} == {"https://one.example/a", "https://two.example"}
        assert len(set(sequences)) == 2, "an id for each address"
        await stage.drag("many words")
        await stage.until(lambda: stage.chat.get_selected_text() == "many words")


async def test_an_unknown_terminal_is_told_of_no_link(home: Path) -> None:
    async with staged(home, coded) as stage:
        await stage.answered("go")
        strips = stage.chat.reader.line_strips(0, stage.chat.reader.view_height)
        assert not any(segment.style and segment.style.link for s in strips for segment in s)


@pytest.mark.parametrize(
    ("url", "room", "told"),
    [
        ("https://a.example/x", 30, "https://a.example/x"),
        ("https://a.example/a/long/way/to/go", 24, "https://a.example/a/lon…"),
        ("https://bank.example.aaaaaaaaaaaaaaaaaaaa.evil.example/x", 24, "exampl…"),
        ("https://bank.example:x@evil.example/very/long", 28, "https://…@evil.example/very…"),
    ],
)
def test_a_cut_address_shows_whose_it_is(url: str, room: int, told: str) -> None:
    shown = links.in_a_row(url, room)
    assert len(shown) <= room
    if "exampl…" in told:
        assert shown.endswith("evil.example…")
    else:
        assert shown == told


@pytest.mark.parametrize("width", [40, 80, 160])
def test_what_has_a_digit_is_seen(width: int) -> None:
    taken: list[int] = []
    hosts = [f"https://host{number}.example/{'long/' * 9}" for number in range(14)]
    offer = Offer(hosts, taken.append, width, links.in_a_row)
    said = offer.sentence("opens", "click them")
    for number in range(1, 10):
        there = f"{number} https://host{number - 1}.example" in said
        assert offer.taken(str(number)) == there
    assert taken == list(range(len(offer.shown)))
    assert f"and {14 - len(taken)} more: click them" in said
    assert len(said) <= min(400, 3 * width + 20)
