"""The sandbox: an embedded tenant for trying, testing and teaching.

It answers the part of Microsoft Graph that lcwsync uses. It behaves as Microsoft documents it; where the documentation
is silent, `doubt_table` says what was assumed. Production traffic never meets it.

It stands alone: it imports nothing of lcwsync outside this package, and shares neither data nor the rule evaluator with
the tool that is tested against it. Its front, which others may import, is this module, `app`, `console`, `errors`,
`faults` and `serve`.
"""

import sqlite3
from pathlib import Path

from lcwsync.sandbox.errors import SandboxError
from lcwsync.sandbox.store import Store

_SEEDED = ("sandbox", "seeded")


def open_sandbox(path: Path) -> Store:
    """The sandbox stored in a file; a new one is created and filled with the seeded company.

    Raises SandboxError when the file cannot be used.
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
    """The sandbox of a file, reset to its original company. Raises SandboxError."""
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


def _unusable(path: Path, error: Exception) -> SandboxError:
    return SandboxError(
        f"the sandbox at {path} cannot be used: {error}", hint="run `lcwsync sandbox reset` to create it anew"
    )
