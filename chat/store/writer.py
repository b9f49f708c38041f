"""The one thread that writes: callers await the commit, and the loop never waits for a lock."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import TypeVar

from chat.store.errors import StoreError, store_error

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


class Writer:
    """Owns the writing connection; each piece of work is one transaction."""

    def __init__(
        self,
        db: sqlite3.Connection,
        lock: AbstractContextManager[object] | None = None,
        file: Path | None = None,
    ) -> None:
        """`lock` is held during a transaction where the readers share the connection. `file` is
        where the database must still be: SQLite would go on writing into a deleted one."""
        self._db, self._file = db, file
        self._number = None if file is None else file.stat().st_ino
        self._lock = lock or threading.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._synchronous = ""

    async def run(self, work: Work[T], *, full: bool = False) -> T:
        """Do `work` and commit; with `full` it is on the disk when this returns.

        `StoreError` when it could not be written. A caller that is cancelled loses the news,
        not the write.
        """
        try:
            job = self._thread.submit(self.commit, work, full=full)
        except RuntimeError:
            raise StoreError("io", "the store is closed") from None
        return await asyncio.shield(asyncio.wrap_future(job))

    def later(self, work: Work[object], *, again: bool = False) -> None:
        """Do `work` when there is time, with `again` as long as it gives true, and others their
        turn in between; that it could not be done is for the log only."""

        def done(job: Future[object]) -> None:
            if _done(job) and again:
                with suppress(RuntimeError):  # the store has closed: the next one goes on
                    self.later(work, again=True)

        self._thread.submit(self.commit, work).add_done_callback(done)

    def commit(self, work: Work[T], *, full: bool = False) -> T:
        """The same, blocking, on the calling thread: before the first `run` only."""
        level = "FULL" if full else "NORMAL"
        try:
            with self._lock:
                if self._synchronous != level:
                    self._db.execute(f"PRAGMA synchronous = {level}")
                    self._synchronous = level
                return self._transaction(work)
        except (sqlite3.Error, OSError) as error:
            raise store_error(error) from error

    def _check(self) -> None:
        if self._file is not None and self._file.stat().st_ino != self._number:
            raise StoreError("io", "another database is in its place")

    def _transaction(self, work: Work[T]) -> T:
        self._check()
        self._db.execute("BEGIN IMMEDIATE")
        try:
            result = work(self._db)
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        return result

    def finish(self) -> None:
        """Do what was asked and take nothing more. Blocks as long as that takes."""
        self._thread.shutdown(wait=True)

    def close(self) -> None:
        """Close the connection, after `finish`."""
        self._db.close()


def _done(job: Future[object]) -> object:
    """What it gave; nothing where it failed, which is logged."""
    error = job.exception()
    if error is not None:
        logging.getLogger(__name__).warning("housekeeping: %s", error)
        return None
    return job.result()
