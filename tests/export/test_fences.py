"""A code block that is left open gets its end, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from chat.export.fences import closing_fence, fenced

MARKDOWN = MarkdownIt("commonmark")
LINES = [
    *("```", "~~~", "````", "``` py", "x", "", "# y", "> y", "***", "> ```"),
    *("- y", "  ```", "  y", "1. y", "   ```", "- ```", "    ```", "  - y", "- - y"),
]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("no code", ""),
        ("```\ncode", "```"),
        ("```py\ncode\n```", ""),
        ("```py\ncode\n``` ", ""),
        ("````\n```\n", "````"),
        ("~~~\n```\n", "~~~"),
        ("```\n~~~\n", "```"),
        ("```\n``` no end", "```"),
        ("``` a ` b\ntext", ""),
        ("  ```\ncode", "  ```"),
        ("    ```\nindented code", ""),
        ("```\r\ncode\r\n```\r\n", ""),
        ("- a\n  ```\n```", "```"),
        ("1. a\n   ```sh\nb\n   ```", "   ```"),
        ("1. a\n\n   - ```py\n     code", "     ```"),
        ("- a\nstill a\n\n      ```\n", ""),
        ("> ```\nout of it", ""),
    ],
)
def test_an_open_code_block_gets_its_end(text: str, line: str) -> None:
    assert closing_fence(text) == line


@given(st.lists(st.sampled_from(LINES), max_size=9))
def test_what_follows_is_never_code(lines: list[str]) -> None:
    text = "\n".join(lines)
    whole = f"{text}\n{closing_fence(text)}\n\n<!-- end -->\n\n## After\n"
    assert MARKDOWN.render(whole).endswith("<h2>After</h2>\n")


@given(st.text(alphabet="`a \n", max_size=30))
def test_nothing_ends_a_fence_of_ours(text: str) -> None:
    tokens = MARKDOWN.parse(f"{fenced(text)}\n\n## After\n")
    assert [token.type for token in tokens][:2] == ["fence", "heading_open"]
    assert tokens[0].content == f"{text}\n"
