"""The library's pictures one after another, each read when somebody comes to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import overload

from chat.messages import Picture
from chat.store.rows import PictureRow, PictureTold


class Walk(Sequence[Picture]):
    """Thousands of them, none of which is read before it is looked at."""

    def __init__(
        self, rows: Sequence[PictureRow], told: Callable[[PictureRow], PictureTold | None]
    ) -> None:
        self._rows, self._told = rows, told
        self._known: dict[int, Picture] = {}

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Picture: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Picture]: ...
    def __getitem__(self, at: int | slice) -> Picture | Sequence[Picture]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        if at not in self._known:
            row = self._rows[at]
            told = self._told(row)
            nothing = Picture(row.hash, "", row.width, row.height, 0)  # deleted by another palaver
            self._known[at] = told.picture if told is not None else nothing
        return self._known[at]
