"""One apply at a time against one tenant from one machine: a file that is locked as long as the process lives."""

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lcwsync.apply.private_files import FILE_MODE
from lcwsync.values.errors import Refused

_PAUSE_SECONDS = 0.5


@contextmanager
def lease(
    target: str,
    *,
    seconds: float,
    sleep: Callable[[float], None],
    note: Callable[[str], None],
    place: Path | None = None,
    what: str = "apply to this tenant",
) -> Iterator[None]:
    """Hold the lock of a target (a tenant, the file of a sandbox, a journal) of this user on this machine.

    `what` names its holder in messages. Waits for another holder for at most `seconds`, which `note` tells. Where no
    lock file can be made, the holder goes on without. Raises Refused when the time is used up.
    """
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    name = hashlib.sha256(f"{user} {target}".encode()).hexdigest()[:24]
    path = (place or Path(tempfile.gettempdir())) / f"lcwsync-{name}.lock"
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), FILE_MODE)
    except OSError as error:
        note(f"warning: two at once cannot be kept apart ({what}): {path}: {error.strerror or error}")
        yield
        return
    try:
        waited = 0.0
        while not _lock(file):
            if waited == 0:
                note(f"another {what} is running on this machine; waiting until it ends ...")
            if waited >= seconds:
                raise Refused(
                    f"another {what} was still running after {seconds / 60:.0f} minutes",
                    hint="wait until it has ended, or end it, and try again",
                )
            sleep(_PAUSE_SECONDS)
            waited += _PAUSE_SECONDS
        yield
    finally:
        os.close(file)  # with it goes the lock


def _lock(file: int) -> bool:
    """Whether the lock could be taken."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
