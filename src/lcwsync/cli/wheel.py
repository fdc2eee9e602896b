"""The wheel that a repository's jobs install, named by its hash: nothing is asked of a registry by name alone."""

import zipfile
from email.parser import BytesHeaderParser
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from lcwsync import __version__
from lcwsync.values.errors import LcwError, UsageError

FOLDER = ".github/lcwsync"
REQUIREMENTS = f"{FOLDER}/requirements.txt"
"""What the shipped actions install, with hashes."""

_MOST_BYTES = 50_000_000


class Wheel(NamedTuple):
    """A wheel of this version of lcwsync."""

    name: str
    content: bytes

    @property
    def place(self) -> str:
        """Where it lies in the repository."""
        return f"{FOLDER}/{self.name}"

    @property
    def requirement(self) -> str:
        """Its line for pip (https://pip.pypa.io/en/stable/topics/secure-installs/)."""
        return f"./{self.place} --hash=sha256:{sha256(self.content).hexdigest()}\n"


def read_wheel(path: Path) -> Wheel:
    """The wheel in a file. Raises UsageError unless it is lcwsync in this version: another one may plan differently."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UsageError(f"{path} is too large for a wheel of lcwsync")
        content = path.read_bytes()
    except OSError as error:
        raise LcwError(f"{path} cannot be read ({error.strerror})", hint="name the wheel of lcwsync") from None
    try:
        with zipfile.ZipFile(path) as files:
            (about,) = (name for name in files.namelist() if name.endswith(".dist-info/METADATA"))
            head = BytesHeaderParser().parsebytes(files.read(about))
    except (zipfile.BadZipFile, ValueError, OSError):
        raise UsageError(f"{path} is not a wheel", hint="name the file lcwsync-….whl") from None
    found = f"{head['Name']} {head['Version']}"
    if found != f"lcwsync {__version__}":
        raise UsageError(
            f"{path} holds {found}, and this is lcwsync {__version__}", hint="name the wheel of this version"
        )
    if path.suffix != ".whl":
        raise UsageError(f"{path} has no name of a wheel", hint="pip reads version and platform from it: lcwsync-….whl")
    return Wheel(path.name, content)
