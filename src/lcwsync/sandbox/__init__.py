"""The sandbox: an embedded tenant for trying, testing and teaching.

It speaks the part of Microsoft Graph lcwsync uses. It behaves as documented by Microsoft; where the documentation is
silent, `guesses` says what was assumed. Production traffic never meets it.
"""

import sqlite3
from pathlib import Path

from lcwsync.sandbox.store import Store
from lcwsync.values.errors import TenantError

_SEEDED = ("sandbox", "seeded")


def open_sandbox(path: Path) -> Store:
    """The sandbox stored in a file; a new one is created and filled with the seeded company.

    Raises TenantError when the file cannot be used.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        store = Store(path)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(path, error) from None
    try:
        if store.get(*_SEEDED) is None:
            _fill(store)
    except sqlite3.Error as error:
        store.close()
        raise _unusable(path, error) from None
    return store


def reset_sandbox(path: Path) -> Store:
    """The sandbox of a file as it was in the beginning, whatever the file holds now. Raises TenantError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        store = _opened_or_replaced(path)
        with store.transaction():
            store.clear()
            _fill(store)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(path, error) from None
    return store


def _opened_or_replaced(path: Path) -> Store:
    try:
        return Store(path)
    except sqlite3.OperationalError:
        raise  # locked or out of reach, not broken
    except sqlite3.DatabaseError:
        for name in (path.name, path.name + "-wal", path.name + "-shm"):
            path.with_name(name).unlink(missing_ok=True)
        return Store(path)


def _fill(store: Store) -> None:
    from lcwsync.sandbox.company.seed import seed

    with store.transaction():
        if store.get(*_SEEDED) is None:  # another process may have been faster
            seed(store)
            store.put(*_SEEDED, {"by": "seed"})


def _unusable(path: Path, error: Exception) -> TenantError:
    return TenantError(
        f"the sandbox at {path} cannot be used: {error}", hint="Run `lcwsync sandbox reset` to start afresh."
    )
