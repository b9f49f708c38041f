"""One figure: what was measured, its floor, the aim, and the row that is printed."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` and `floor` in `unit`; `aim` is the largest `value / floor`, or without a floor
    the largest `value`. `beside` is what a bare program takes for the same: shown, not judged."""

    name: str
    value: float
    unit: str
    aim: float
    floor: float | None = None
    beside: float | None = None

    @property
    def measured(self) -> float:
        return self.value if self.floor is None else self.value / self.floor

    @property
    def met(self) -> bool:
        return self.measured <= self.aim

    def row(self) -> str:
        told = self.beside if self.floor is None else self.floor
        floor = "" if told is None else f"{told:.4g} {self.unit}"
        what = "beside" if self.beside is not None else "floor "
        ratio = "" if self.floor is None else f"{self.measured:.2f}x"
        aim = f"<= {self.aim:g}{'x' if self.floor is not None else ' ' + self.unit}"
        end = "ok" if self.met else "MISSED"
        return (
            f"{self.name:<58} {self.value:>9.4g} {self.unit:<4} {what} {floor:<12} "
            f"{ratio:>7}  aim {aim:<10} {end}"
        )


def interleaved(
    runs: int, *measures: Callable[[], float], pick: Callable[[Sequence[float]], float] = min
) -> list[float]:
    """Each measure `runs` times, in turns, so that a busy moment hits all of them alike.

    The default pick is the minimum: the least disturbed run.
    """
    taken: list[list[float]] = [[] for _ in measures]
    for _ in range(runs):
        for values, measure in zip(taken, measures, strict=True):
            values.append(measure())
    return [pick(values) for values in taken]


def p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
