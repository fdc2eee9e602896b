"""The sandbox's database: JSON documents in SQLite, and the sandbox's clock.

A document belongs to a collection and has an id, compared without case as Graph does. Keys that begin with an
underscore are the sandbox's own and never leave it.
"""

import json
import os
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

JsonObject = dict[str, object]

SCHEMA_VERSION = 1
"""Raised when a stored file can no longer be read by this version."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
    collection TEXT NOT NULL,
    id         TEXT NOT NULL COLLATE NOCASE,
    body       TEXT NOT NULL,
    UNIQUE (collection, id)
);
CREATE INDEX IF NOT EXISTS documents_in_order ON documents (collection);
"""
_PUT = (
    "INSERT INTO documents (collection, id, body) VALUES (?, ?, ?) "
    "ON CONFLICT (collection, id) DO UPDATE SET body = excluded.body"
)
_BUSY_SECONDS = 30.0
_CHUNK = 500
"""Documents `each` reads at once."""


class Store:
    """Documents by collection and id. Safe across threads (one lock) and processes (SQLite's own locking).

    Raises `sqlite3.DatabaseError` when the file is not a sandbox; `sandbox.open_sandbox` says so in plain words.
    """

    equal_names = False
    """Whether a second object of one name is accepted: Microsoft does not say."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the file, creating it when absent; None keeps everything in memory."""
        self.path = path
        self.doubts: dict[str, str] = {}
        """Answers to doubts about the service that are not the defaults of `sandbox.doubts`; not stored."""
        self._lock = threading.RLock()
        self._depth = 0
        if path is not None and not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # SQLite would let others read it
        self._connection = sqlite3.connect(
            ":memory:" if path is None else path,
            timeout=_BUSY_SECONDS,
            isolation_level=None,  # transactions are begun by hand
            check_same_thread=False,
        )
        # However a store ends, a failed opening included, its connection is closed.
        weakref.finalize(self, self._connection.close)
        self._prepare()

    def get(self, collection: str, id: str) -> JsonObject | None:  # noqa: A002 - the field's name
        """One document, or None."""
        with self._lock:
            row = self._connection.execute(
                "SELECT body FROM documents WHERE collection = ? AND id = ?", (collection, id)
            ).fetchone()
        return None if row is None else cast("JsonObject", json.loads(row[0]))

    def put(self, collection: str, id: str, document: JsonObject) -> None:  # noqa: A002
        """Add or replace a document; a replaced one keeps its place in the order."""
        with self._lock:
            self._connection.execute(_PUT, (collection, id, _text(document)))

    def put_many(self, collection: str, documents: Iterable[tuple[str, JsonObject]]) -> None:
        """Add or replace many documents, as (id, document), in one go."""
        with self.transaction():
            self._connection.executemany(_PUT, ((collection, id_, _text(document)) for id_, document in documents))

    def remove(self, collection: str, id: str) -> None:  # noqa: A002
        """Remove a document; removing an absent one is not an error."""
        with self._lock:
            self._connection.execute("DELETE FROM documents WHERE collection = ? AND id = ?", (collection, id))

    def all(self, collection: str) -> list[JsonObject]:
        """All documents of a collection, in the order in which they were added."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT body FROM documents WHERE collection = ? ORDER BY sequence", (collection,)
            ).fetchall()
        return [cast("JsonObject", json.loads(body)) for (body,) in rows]

    def each(self, collection: str, *, after: int = 0) -> Iterator[tuple[int, JsonObject]]:
        """The documents one by one, each with its position, from behind the position `after` on.

        For collections too large to hold at once; what is added meanwhile may or may not be among them.
        """
        while True:
            with self._lock:
                rows = self._connection.execute(
                    "SELECT sequence, body FROM documents WHERE collection = ? AND sequence > ? "
                    "ORDER BY sequence LIMIT ?",
                    (collection, after, _CHUNK),
                ).fetchall()
            for sequence, body in rows:
                yield sequence, cast("JsonObject", json.loads(body))
            if len(rows) < _CHUNK:
                return
            after = rows[-1][0]

    def column(self, collection: str, member: str) -> list[tuple[str, object]]:
        """One top-level member of every document, as (id, value): far less than the documents. Absent is None."""
        with self._lock:
            return self._connection.execute(
                "SELECT id, json_extract(body, ?) FROM documents WHERE collection = ? ORDER BY sequence",
                (f"$.{member}", collection),
            ).fetchall()

    def count(self, collection: str) -> int:
        """How many documents a collection holds."""
        with self._lock:
            row = self._connection.execute(
                "SELECT COUNT(*) FROM documents WHERE collection = ?", (collection,)
            ).fetchone()
        return int(row[0])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: an exception undoes everything written inside. A nested one joins the outer one."""
        with self._lock:
            if self._depth:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            else:
                self._connection.execute("COMMIT")
            finally:
                self._depth = 0

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Whatever is written inside is undone at its end."""
        with self.transaction():
            self._connection.execute("SAVEPOINT rehearsal")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK TO rehearsal")
                self._connection.execute("RELEASE rehearsal")

    def copy(self) -> "Store":
        """The present content as a store of its own, in memory."""
        twin = Store(None)
        twin.doubts = dict(self.doubts)
        with self._lock:
            self._connection.backup(twin._connection)
        return twin

    def now(self) -> datetime:
        """The sandbox's time, in UTC: real time plus the stored offset, or the frozen instant."""
        clock = self.get("clock", "clock") or {}
        if (frozen := clock.get("frozen")) is not None:
            return datetime.fromisoformat(str(frozen))
        return datetime.now(UTC) + timedelta(seconds=float(str(clock.get("offsetSeconds", 0))))

    def set_clock(self, *, offset: timedelta = timedelta(0), frozen: datetime | None = None) -> None:
        """Let the clock run `offset` ahead of real time, or stop it at `frozen` (an aware instant)."""
        if frozen is not None:
            self.put("clock", "clock", {"frozen": frozen.astimezone(UTC).isoformat()})
        else:
            self.put("clock", "clock", {"offsetSeconds": offset.total_seconds()})

    def advance(self, by: timedelta) -> None:
        """Move the clock on, running or frozen."""
        with self.transaction():
            clock = self.get("clock", "clock") or {}
            if "frozen" in clock:
                self.set_clock(frozen=self.now() + by)
            else:
                self.set_clock(offset=timedelta(seconds=float(str(clock.get("offsetSeconds", 0)))) + by)

    def clear(self) -> None:
        """Remove every document, the clock's setting included."""
        with self.transaction():
            self._connection.execute("DELETE FROM documents")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _prepare(self) -> None:
        connection = self._connection
        if self.path is not None:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version not in (0, SCHEMA_VERSION):
            raise sqlite3.DatabaseError(f"written by another version of the sandbox (format {version})")
        connection.executescript(_SCHEMA)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _text(document: JsonObject) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
