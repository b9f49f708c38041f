"""What is said about a picture: its prompt, a row of facts, and all of it for `i`."""

from __future__ import annotations

import time

from chat.messages import Picture
from chat.text import clean_line

_KINDS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF"}
_NAMES = 12
"""Cells of a name to which the values of others give way."""


def prompt(picture: Picture, limit: int = 400) -> str:
    return clean_line(picture.prompt, limit) or "(no prompt)"


def facts(picture: Picture, now: float | None = None, *, endpoint: bool = False) -> str:
    """`flux-dev · 1024×1024 · seed 42 · 8 s`; what is not known is left out. With `endpoint` it is
    `together/flux-dev`, where there is room."""
    said = made(picture)
    if endpoint and picture.endpoint and picture.model:
        said[0] = clean_line(f"{picture.endpoint}/{picture.model}", 60)
    if not _took(picture):
        said.append(_time(picture, time.time() if now is None else now))
    return " · ".join(word for word in said if word)


def made(picture: Picture) -> list[str]:
    """What made it: model, size, seed, how long it took; as far as that is known."""
    size = f"{picture.width}×{picture.height}" if picture.width and picture.height else ""
    seed = picture.parameters.get("seed")
    known = isinstance(seed, int | str) and bool(str(seed).strip())
    said = [
        clean_line(picture.model, 40),
        size,
        f"seed {clean_line(str(seed), 24)}" if known else "",
        _took(picture),
        "animation: first frame" if picture.moves else "",
    ]
    return [word for word in said if word]


def details(picture: Picture) -> list[tuple[str, str]]:
    """Names and values, in the order to show them."""
    rows = [
        ("model", "/".join(filter(None, (picture.endpoint, picture.model)))),
        ("size", f"{picture.width}×{picture.height}" if picture.width else ""),
        ("file", f"{kind(picture)}, {amount(picture.size)}"),
        ("shown", "the first frame of an animation" if picture.moves else ""),
        ("made", _date(picture.created)),
    ]
    size = f"{picture.width}x{picture.height}"  # as it was ordered: that stands above
    rows += [
        (name, str(value))
        for name, value in picture.parameters.items()
        if (name, value) != ("size", size)
    ]
    rows.append(("source", picture.source))
    return [(clean_line(name, 20), clean_line(value, 200)) for name, value in rows if value]


def table(picture: Picture, *more: tuple[str, str]) -> str:
    """`details` and `more`, a line each, the values below each other."""
    rows = [*details(picture), *more]
    room = max((len(name) for name, _ in rows if len(name) <= _NAMES), default=0)
    return "\n".join(f"{name:<{room}}  {value}" for name, value in rows)


def when(picture: Picture) -> str:
    """Day and minute."""
    return _date(picture.created)


def kind(picture: Picture) -> str:
    return _KINDS.get(picture.type, clean_line(picture.type.rpartition("/")[2], 12).upper())


def amount(size: int) -> str:
    """Bytes for a person."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _took(picture: Picture) -> str:
    took = picture.parameters.get("seconds")
    if not isinstance(took, int | float):
        return ""
    return f"{took:.0f} s" if took >= 1 else f"{took:.1f} s"


def _time(picture: Picture, now: float) -> str:
    if not picture.created:
        return ""
    then = time.localtime(picture.created)
    today = time.localtime(now)[:3] == then[:3]
    return time.strftime("%H:%M" if today else "%-d %b", then)


def _date(created: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(created)) if created else ""
