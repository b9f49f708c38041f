"""The page on endpoints and wires says what is so; its examples are as short as it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from chat.settings import load
from providers.adapter import Adapter
from providers.endpoints import endpoints
from providers.wires import wire
from tests.support_server import Server, said

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "wire.md").read_text("utf-8")


def block(kind: str) -> str:
    """The one example in this language."""
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return found


async def test_an_endpoint_is_four_lines(tmp_path: Path) -> None:
    lines = block("toml").splitlines()
    assert len(lines) == 4
    async with Server([said("Hi")]) as server:
        config = tmp_path / "config.toml"
        config.write_text("\n".join(lines).replace("http://127.0.0.1:8000/v1", server.url))
        settings, problems = load(config)
        assert not problems
        lab = endpoints(settings.endpoints, {})["lab"]
        assert not lab.broken
        source = wire(lab.provider).create_async_generator(
            "m", [{"role": "user", "content": "Hello"}], base_url=lab.base_url
        )
        assert "".join([str(chunk) async for chunk in source]) == "Hi"
    assert lab.api_key == "${LAB_KEY}"


def test_a_wire_is_under_60_lines_and_works_as_it_is_printed() -> None:
    code = block("python")
    assert code == (ROOT / "providers" / "template.py").read_text("utf-8")
    assert len(code.splitlines()) < 60
    names: dict[str, Any] = {"__name__": "printed"}
    exec(compile(code, "wire.md", "exec"), names)
    assert issubclass(names["Template"], Adapter)


def test_what_it_names_is_there() -> None:
    for name in re.findall(r"`([a-z_]+\.py)`", PAGE):
        assert (ROOT / "providers" / name).exists(), name
    for path in re.findall(r"`((?:providers|tests|chat)/[\w/.]+)`", PAGE):
        assert (ROOT / path).exists(), path
    assert "docs/wire.md" in (ROOT / "README.md").read_text("utf-8")
