from __future__ import annotations

import pytest

from tests.transcript.test_growing import fresh, full, grown, shown
from tui.transcript import growing as growing_module
from tui.transcript.giant import LONGEST


@pytest.mark.parametrize(
    "text",
    [
        "abcdefghij" * 3000,
        "- " * 9000,
        "[" * 20_000,
        "*a " * 9000,
        "\n\n".join(["words and more " * 2000] * 3),
        "\n \n\n".join(["words and more " * 2000] * 3),
        "> quoted\n" * 4000 + "\n" + "".join(f"{' ' * n}- n\n" for n in range(200)),
    ],
)
def test_an_open_giant_is_not_parsed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    parse = growing_module.parse_placed
    monkeypatch.setattr(
        growing_module, "parse_placed", lambda source: lengths.append(len(source)) or parse(source)
    )
    growing = grown([text[i : i + 1000] for i in range(0, len(text), 1000)])
    assert max(lengths, default=0) <= LONGEST
    assert "".join("".join(growing.lines).split()) == "".join(text.split())


def test_rows_above_the_first_changed_stay_the_same() -> None:
    growing, before = grown(["some words\n\n"]), []
    for piece in ["more words " * 50] * 30 + ["\n\nend **here**"]:
        growing.add(piece)
        changed = growing.update()
        assert growing.rows[:changed] == before[:changed]
        before = list(growing.rows)


@pytest.mark.parametrize("after", ["\n\nThe **end**.", "\n```\ncode\n```\n"])
def test_what_follows_a_giant_is_parsed_again(after: str) -> None:
    text = "words " * 2000
    growing = grown([text[i : i + 600] for i in range(0, len(text), 600)] + [*after])
    assert full(shown(growing.rows))[-1] == full(fresh(after))[-1]


def test_many_blocks_at_once_are_no_giant() -> None:
    text = "some **words**\n\n" * 1000
    assert shown(grown([text]).rows) == fresh(text)
