"""Files that only their owner may read, such as the journal: 0600 in a directory of 0700, where modes exist."""

import errno
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

FILE_MODE = 0o600
DIRECTORY_MODE = 0o700


def private_directory(path: Path) -> None:
    """Create a directory of lcwsync's own for its owner alone; an existing one is closed to others.

    Raises OSError, for a link as well: a repository could make it lead to any directory.
    """
    if path.is_symlink():
        raise OSError(errno.ELOOP, "it is a link; lcwsync keeps its files in a directory of its own", str(path))
    path.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
    if os.name == "posix" and path.stat().st_mode & 0o777 != DIRECTORY_MODE:
        path.chmod(DIRECTORY_MODE)


def write_whole(path: Path, text: str | Iterable[str], *, mode: int | None = FILE_MODE) -> None:
    """Replace a file as a whole by a text or its parts, as UTF-8; `mode` None leaves it to the system.

    Raises OSError.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode or 0o666), "wb") as file:
        for part in (text,) if isinstance(text, str) else text:
            file.write(part.encode())
    unfinished.replace(path)


def open_private(path: Path) -> BinaryIO:
    """Open a file to append to and read, created for its owner alone; an existing one is closed to others.

    Raises OSError, for a link as well.
    """
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    file = os.fdopen(os.open(path, flags, FILE_MODE), "ab+")
    if sys.platform != "win32" and os.fstat(file.fileno()).st_mode & 0o777 != FILE_MODE:
        os.fchmod(file.fileno(), FILE_MODE)
    return file
