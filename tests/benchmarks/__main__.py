"""Run the benchmarks named on the command line, or all; exit 1 when an aim is missed."""

from __future__ import annotations

import importlib
import pkgutil
import sys

from tests import benchmarks


def main(names: list[str]) -> int:
    found = sorted(
        module.name
        for module in pkgutil.iter_modules(benchmarks.__path__)
        if module.name.startswith("bench_")
    )
    wanted = [name for name in found if not names or any(part in name for part in names)]
    if not wanted:
        print(f"no such benchmark; there are: {', '.join(found)}", file=sys.stderr)
        return 2
    missed = 0
    for name in wanted:
        for figure in importlib.import_module(f"tests.benchmarks.{name}").figures():
            print(figure.row(), flush=True)
            missed += not figure.met
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
