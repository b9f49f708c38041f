"""Long blocks fold and unfold, wide ones are wrapped or not: below what a person looks at nothing
moves but what has to."""

from __future__ import annotations

from bisect import bisect_right

from tui.transcript.message_rows import Laid
from tui.transcript.rows import Row
from tui.transcript.shape import Placed, Shape
from tui.transcript.thoughts import Own, Seen, Thoughts, own_rows
from tui.transcript.window import FoldRow


class Folding(Thoughts):
    """Mixed into the transcript: the shapes of messages."""

    def blocks_of(self, id: int) -> tuple[Placed, ...]:  # noqa: A002
        """The blocks of a message, as far as they have come; none while it is not laid out."""
        index = self.book.index(id)
        laid = self.book.known(index) if index is not None else None
        return laid.blocks if laid is not None else ()

    def is_folded(self, id: int, block: Placed) -> bool:  # noqa: A002
        """Whether a block is folded, or going to be when its message is laid out."""
        return block.long and not self.book.shape(id).shows(block.number)

    def toggle_block(self, id: int, number: int) -> None:  # noqa: A002
        """Fold or unfold a long block."""
        long = frozenset(block.number for block in self.blocks_of(id) if block.long)
        if number in long:
            self._reshape(id, self.book.shape(id).toggled(number, long))

    def toggle_seen(self, id: int) -> bool:  # noqa: A002
        """Fold or unfold the long block of a message that is in sight, else the first that is
        folded; False if there is none."""
        index, long = self.book.index(id), [b for b in self.blocks_of(id) if b.long]
        if not long:
            return False
        seen = {row.line for at, row in self._rows() if at == index and row is not None}
        folds = [
            (block.number, row)
            for at, row in self._rows()
            if at == index and isinstance(row, FoldRow)
            for block in long
            if block.holds(row.line)
        ]
        inside = [b.number for b in long if any(b.holds(line) for line in seen)]
        folded = [b.number for b in long if b.folded]
        found = [number for number, _ in folds] or inside or folded or [long[0].number]
        self.toggle_block(id, found[0])
        return True

    def _reshape(self, number: int, shape: Shape) -> None:
        """Lay a message out in another shape: at once, or what stands there stays until a thread
        has done it."""
        index = self.book.index(number)
        if index is None:
            return
        old, seen = self.book.known(index), self._rows()
        self.book.shapes[number] = shape
        live = self.book.live.get(number)
        if live is not None:
            live.shape = shape
        if live is not None and not live.is_long:  # else a thread does it: `outgrown`
            live.redraw(live.row, live.lead, live.look)
        if live is not None and (live.is_long or self.position.following):
            self._visible = None
            self._settle()
        elif old is not None and self.book.is_ready(index):
            self._reshaped(index, old, self.book.laid(index), seen)
        else:
            self._visible = None
            self._settle()

    def _reshaped(self, index: int, old: Laid, new: Laid, seen: Seen) -> None:
        """`new` stands where `old` stood: a row that is in both stays where it is."""
        self._visible = None
        own = own_rows(index, seen)
        if own and self.position.index == index:
            y, row = _kept(own, old, new) or (self.view_height // 3, _begun(own[0][1], old, new))
            self.position.row = row - y
        self.position.walk(0)
        self._moved()


def _kept(own: Own, old: Laid, new: Laid) -> tuple[int, int] | None:
    """A row of the screen, and which row of `new` shows what it showed."""
    changed = _changed(old, new)
    for y, row in own:
        at = _twin(row, changed, old, new)
        if at is not None:
            return y, at
    return None


def _changed(old: Laid, new: Laid) -> Placed | None:
    """The block as it was that has another shape now."""
    pairs = zip(old.blocks, new.blocks, strict=False)
    return next((a for a, b in pairs if (a.folded, a.pan) != (b.folded, b.pan)), None)


def _twin(row: Row, changed: Placed | None, old: Laid, new: Laid) -> int | None:
    """The row of `new` that shows what `row` shows in `old`."""
    grown = len(new.lines) - len(old.lines)
    line, start = row.line, row.start
    if changed is not None and isinstance(row, FoldRow) and changed.holds(line):
        if changed.hidden is not None:  # what was hidden begins where it stood
            line, start = changed.hidden.first, changed.hidden.start
        elif changed.folded:
            start = 0
        else:
            return _fold_of(changed, new)
    elif changed is not None and grown:
        if line > changed.last:
            line += grown
        elif line > changed.first and not changed.long:
            return None  # a row of a table: others are its lines
    at = _at(line, start, new)
    return at if at is not None and new.rows[at].line == line else None


def _at(line: int, start: int, new: Laid) -> int | None:
    """The last row of `new` that begins at or above a character of a line, if it shows it."""
    at = bisect_right(new.rows, (line, start), key=lambda row: (row.line, row.start)) - 1
    if at > 0 and isinstance(new.rows[at], FoldRow) and new.rows[at].start == start == 0:
        at -= 1  # behind an empty line
    return at if at >= 0 else None


def _fold_of(block: Placed, new: Laid) -> int | None:
    now = next((each for each in new.blocks if each.number == block.number), block)
    at = bisect_right(new.rows, now.last, key=lambda row: row.line) - 1
    return at if isinstance(new.rows[at], FoldRow) else None


def _begun(row: Row, old: Laid, new: Laid) -> int:
    """Nothing that was seen is there any more: the row that folded it, or where it begins."""
    changed = _changed(old, new)
    if changed is None:
        return 0
    fold = _fold_of(changed, new)
    if fold is not None:
        return fold
    now = next(each for each in new.blocks if each.number == changed.number)
    far = (row.line - changed.first) / max(1, changed.last - changed.first)
    line = now.first + round(far * (now.last - now.first))
    return max(0, bisect_right(new.rows, line, key=lambda row: row.line) - 1)
