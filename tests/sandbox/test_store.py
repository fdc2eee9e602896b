import multiprocessing
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lcwsync.sandbox.store import SCHEMA_VERSION, Store


def test_ids_are_compared_without_case_and_a_replaced_document_keeps_its_place(store: Store) -> None:
    store.put("users", "AB", {"n": 1})
    store.put("users", "cd", {"n": 2})
    store.put("users", "ab", {"n": 3})
    assert store.all("users") == [{"n": 3}, {"n": 2}]
    assert store.get("users", "aB") == {"n": 3}
    assert store.get("groups", "ab") is None


def test_an_exception_undoes_the_whole_transaction_nested_ones_included(store: Store) -> None:
    def fail() -> None:
        with store.transaction():
            store.put("users", "a", {})
            with store.transaction():
                store.put("users", "b", {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.count("users") == 0
    with store.transaction():
        store.put("users", "c", {})
    assert store.count("users") == 1


def test_a_copy_is_independent(store: Store) -> None:
    store.put("users", "a", {})
    twin = store.copy()
    store.remove("users", "a")
    assert twin.count("users") == 1
    twin.close()


def test_the_clock_runs_with_an_offset_or_is_frozen(store: Store) -> None:
    store.advance(timedelta(days=7))
    ahead = store.now() - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < ahead <= timedelta(days=7)
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    store.set_clock(frozen=noon)
    assert store.now() == noon
    store.advance(timedelta(hours=1))
    assert store.now() == noon + timedelta(hours=1)


def _count_up(path: Path, times: int) -> None:
    store = Store(path)
    for _ in range(times):
        with store.transaction():
            document = store.get("counter", "c") or {"n": 0}
            store.put("counter", "c", {"n": int(str(document["n"])) + 1})
    store.close()


def test_threads_and_processes_do_not_lose_each_others_writes(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    Store(path).close()
    other = multiprocessing.get_context("spawn").Process(target=_count_up, args=(path, 20))
    other.start()
    threads = [threading.Thread(target=_count_up, args=(path, 20)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.join()
    store = Store(path)
    assert store.get("counter", "c") == {"n": 60}
    store.close()


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(sqlite3.DatabaseError, match="another version"):
        Store(path)
