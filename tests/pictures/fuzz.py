"""Spoiled files through the decoder, by their numbers: `python -m tests.pictures.fuzz 200000`.

Each block of numbers runs in a process of its own with bounded memory. A file that crashes it,
takes too long, or raises anything but a sentence is told by its number: `--from` goes on there.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import struct
import subprocess
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.pictures.hostile import good

ROOT = Path(__file__).resolve().parents[2]
BLOCK = 1000
MEMORY = 1 << 30
"""Bytes of address space that a process may have above what it starts with."""
PATIENCE = 10.0
"""Seconds of the processor for one file; the largest that is allowed takes two. A hundred by the
clock end it, too."""
_STARTING = 2**64 - 1
_NUMBERS = (0, 1, 127, 128, 255, 256, 32_767, 32_768, 65_535, 2**31 - 1, 2**31, 2**32 - 1)


def spoiled(number: int) -> bytes:
    """The file of that number, the same every time."""
    choose = random.Random(number)
    files = good()
    data = files[choose.choice(list(files))]
    for _ in range(choose.choice((1, 1, 1, 2, 3, 8))):
        way = choose.choice(_WAYS)
        data = way(choose, data) or b"\0"
    return data


def _flipped(choose: random.Random, data: bytes) -> bytes:
    made = bytearray(data)
    for _ in range(choose.choice((1, 1, 2, 16))):
        made[choose.randrange(len(made))] ^= 1 << choose.randrange(8)
    return bytes(made)


def _replaced(choose: random.Random, data: bytes) -> bytes:
    at, size = choose.randrange(len(data)), choose.choice((1, 2, 4, 64))
    return data[:at] + choose.randbytes(size) + data[at + size :]


def _numbered(choose: random.Random, data: bytes) -> bytes:
    """A number at its largest, or where it turns: lengths and sizes are among them."""
    kind = choose.choice((">H", "<H", ">I", "<I"))
    number = choose.choice(_NUMBERS) % (1 << 8 * struct.calcsize(kind))
    near_the_start = choose.randrange(min(64, len(data)))
    at = choose.choice((near_the_start, choose.randrange(len(data))))
    return data[:at] + struct.pack(kind, number) + data[at + struct.calcsize(kind) :]


def _cut(choose: random.Random, data: bytes) -> bytes:
    return data[: choose.randrange(len(data))]


def _holed(choose: random.Random, data: bytes) -> bytes:
    start = choose.randrange(len(data))
    return data[:start] + data[start + choose.randrange(1, 200) :]


def _doubled(choose: random.Random, data: bytes) -> bytes:
    start, size = choose.randrange(len(data)), choose.randrange(1, 400)
    return data[: start + size] + data[start : start + size] * choose.choice((1, 5)) + data[start:]


def _spliced(choose: random.Random, data: bytes) -> bytes:
    other = choose.choice(list(good().values()))
    return data[: choose.randrange(len(data))] + other[choose.randrange(len(other)) :]


def _resealed(choose: random.Random, data: bytes) -> bytes:
    """One of a PNG's chunks spoiled or moved, all sums right: it gets past the first look."""
    if data[:4] != b"\x89PNG":
        return _flipped(choose, data)
    chunks: list[tuple[bytes, bytes]] = []
    at = 8
    while at + 8 <= len(data) and len(chunks) < 100:
        (size,) = struct.unpack(">I", data[at : at + 4])
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + size]))
        at += 12 + size
    if not chunks:
        return data
    which = choose.randrange(len(chunks))
    kind, body = chunks[which]
    match choose.randrange(5):
        case 0:
            chunks.insert(choose.randrange(len(chunks) + 1), (kind, body))
        case 1:
            del chunks[which]
        case 2 if kind == b"IDAT":
            with contextlib.suppress(zlib.error):
                unfolded = zlib.decompressobj().decompress(body, 1 << 20)
                chunks[which] = kind, zlib.compress(_flipped(choose, unfolded or b"\0"))
        case 3:
            chunks[which] = bytes(choose.choice(b"ABCDITXtacfdrs") for _ in range(4)), body
        case _:
            chunks[which] = kind, _numbered(choose, body or b"\0")
    return data[:8] + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


_WAYS: Sequence[Callable[[random.Random, bytes], bytes]] = (
    _flipped, _flipped, _replaced, _numbered, _numbered, _cut, _holed, _doubled, _spliced,
    _resealed, _resealed, _resealed,
)  # fmt: skip


# -- in a process of its own


def _work(first: int, last: int, place: int) -> None:
    """Decode those files; `place` is a file that always says which one it is at."""
    from chat.pictures import PictureStore
    from chat.turn import PictureError
    from tui.pictures.decode import decode
    from tui.pictures.encode.encode import encode
    from tui.pictures.encode.value import Request

    good()
    started = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (started + MEMORY, started + MEMORY))
    store, counts = PictureStore(Path("/nonexistent")), Counter[str]()
    for number in range(first, last):
        os.pwrite(place, number.to_bytes(8, "big"), 0)
        data = spoiled(number)
        try:
            with contextlib.suppress(PictureError):
                store._checked(data)
            near = (20, 20) if number % 2 else None
            image = decode(data, near)
            encode(image, Request((4, 2), "quadrant", cell=(8, 16)))
            counts["a picture"] += 1
        except PictureError as error:
            counts[str(error).split(":")[0]] += 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"counts": counts, "peak": peak}))


# -- the campaign


def block(first: int, last: int, folder: Path) -> tuple[Counter[str], float, str]:
    """What became of those files, the megabytes they took at most, and what went wrong."""
    path = folder / f"at-{first}"
    with path.open("wb+") as place:
        os.pwrite(place.fileno(), _STARTING.to_bytes(8, "big"), 0)
        argv = [sys.executable, "-m", "tests.pictures.fuzz", "--work", str(first), str(last)]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            [*argv, str(place.fileno())], cwd=ROOT, stdout=pipe, stderr=pipe,
            pass_fds=(place.fileno(),), text=True,
        ) as worker:  # fmt: skip
            wrong = _watched(worker, place.fileno())
            out, err = worker.communicate()
        at = int.from_bytes(os.pread(place.fileno(), 8, 0), "big")
    path.unlink()
    if not wrong and worker.returncode == 0:
        told = json.loads(out)
        return Counter(told["counts"]), told["peak"], ""
    at = first if at == _STARTING else at
    why = wrong or (err.strip().splitlines() or [f"ended with {worker.returncode}"])[-1]
    return Counter(), 0.0, f"number {at}: {why}"


def _watched(worker: subprocess.Popen[str], place: int) -> str:
    """Wait for it; a file that takes too long ends it."""
    at, since, spent = -1, 0.0, 0.0
    while True:
        try:
            worker.wait(0.2)
        except subprocess.TimeoutExpired:
            now = int.from_bytes(os.pread(place, 8, 0), "big")
            with contextlib.suppress(OSError):  # it has just ended
                taken = time.clock_gettime((~worker.pid << 3) | 2)
                if now != at:
                    at, since, spent = now, time.monotonic(), taken
                elif taken - spent > PATIENCE or time.monotonic() - since > 10 * PATIENCE:
                    worker.kill()
                    return f"took more than {PATIENCE:.0f} s"
        else:
            return ""


def campaign(count: int, first: int, folder: Path, workers: int) -> tuple[Counter[str], list[str]]:
    """All of it; what is to be told goes to standard output."""
    counts, wrong, peak = Counter[str](), list[str](), 0.0
    starts = range(first, first + count, BLOCK)
    ends = [min(start + BLOCK, first + count) for start in starts]
    with ThreadPoolExecutor(workers) as pool:
        for done, (found, most, why) in enumerate(
            pool.map(lambda span: block(*span, folder), zip(starts, ends, strict=True)), 1
        ):
            counts += found
            peak = max(peak, most)
            if why:
                wrong.append(why)
                print(f"WRONG {why}", flush=True)
            if done % 20 == 0 or done == len(ends):
                print(f"{ends[done - 1] - first} files, next --from {ends[done - 1]}", flush=True)
    for name, number in counts.most_common():
        print(f"{number:>8}  {name}")
    print(f"{sum(counts.values()):>8}  in all, at most {peak:.0f} MB, {len(wrong)} wrong")
    return counts, wrong


def main(argv: Sequence[str]) -> int:
    import tempfile

    parser = argparse.ArgumentParser(prog="python -m tests.pictures.fuzz")
    parser.add_argument("count", type=int, nargs="?", default=200_000)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--work", type=int, nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    if asked.work:
        _work(*asked.work)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        _, wrong = campaign(asked.count, asked.first, Path(folder), os.cpu_count() or 1)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
