"""The filmstrip: a mark a picture, the current one filled; a window of them where they are many."""

from __future__ import annotations


def film(count: int, current: int, width: int) -> str:
    """At most `width` columns of `▫ ▪ ▫`; an ellipsis where there is more."""
    if count < 2 or width < 3:
        return ""
    fit = (width + 1) // 2
    if count <= fit:
        return " ".join("▪" if at == current else "▫" for at in range(count))
    inside = max(1, fit - 2)
    first = min(max(0, current - inside // 2), count - inside)
    marks = ["▪" if at == current else "▫" for at in range(first, first + inside)]
    left = ["…"] if first else ["▫"]
    right = ["…"] if first + inside < count else ["▫"]
    return " ".join(left + marks + right)[:width]


def place(count: int, current: int) -> str:
    """`2 of 3`."""
    return f"{current + 1} of {count}" if count > 1 else ""


def bar(progress: float | None, seconds: float, width: int) -> str:
    """A thin bar with what is known: per cent if the server tells, else the seconds."""
    if progress is None:
        label = f" {seconds:.0f} s"
        return "╌" * max(0, width - len(label)) + label
    share = min(1.0, max(0.0, progress))
    label = f" {share * 100:.0f}%"
    room = max(0, width - len(label))
    full = round(room * share)
    return "━" * full + "╌" * (room - full) + label
