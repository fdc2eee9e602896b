"""The YAML files below a directory, as text. What cannot be read is a finding, never a surprise."""

import codecs
import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location

MAX_FILE_BYTES = 1_000_000
MAX_FILES = 10_000
MAX_ENTRIES = 100_000
"""Files and directories of any kind: a directory with more below it is a home or a disk, not a configuration."""
SUFFIXES = (".yaml", ".yml")


class SourceFile(NamedTuple):
    """A file's name as messages show it, and its text with line feeds only."""

    file: str
    text: str


def sources(directory: Path, findings: list[Finding]) -> Iterator[SourceFile]:
    """Every `*.yaml` and `*.yml` below the directory, sorted by name, hidden ones (`.name`) left out."""
    if link := _link_to(str(directory)):
        message = (
            f"{shown(Path(link))} is a symbolic link: the files lie elsewhere, past the reviewers of this directory"
        )
        hint = "put the files in its place, or name the directory that they lie in"
        findings.append(finding("LOAD007", Location(shown(directory)), message, hint))
    left = MAX_FILES
    for path, file in _Walk(findings, str(directory)).yaml_files(str(directory), shown(directory), frozenset()):
        left -= 1
        if left < 0:
            findings.append(finding("LOAD003", Location(file), f"more than {MAX_FILES} files"))
            return
        text = _text(path, file, findings)
        if text is not None:
            yield SourceFile(file, text)


def _link_to(directory: str) -> str | None:
    """The part of a directory's path, below the root of its git repository, that is a link; None outside of one."""
    place, link = os.path.abspath(directory), None
    while place != os.path.dirname(place):
        is_link = os.path.islink(place)
        # A link to the checkout itself leads nowhere else; one below it may lead into another repository.
        if (link or not is_link) and os.path.lexists(os.path.join(place, ".git")):
            return link
        link = place if is_link else link
        place = os.path.dirname(place)
    return None


def shown(path: Path) -> str:
    """The path as messages show it: relative to the current directory where it lies below, with `/`."""
    try:
        return path.relative_to(Path.cwd()).as_posix() if path.is_absolute() else path.as_posix()
    except ValueError:
        return path.as_posix()


class _Walk:
    """One walk over a directory and what is below it."""

    def __init__(self, findings: list[Finding], root: str) -> None:
        self.findings = findings
        self.root = os.path.realpath(root)
        self.left = MAX_ENTRIES

    def yaml_files(self, directory: str, name: str, above: frozenset[str]) -> Iterator[tuple[str, str]]:
        """Paths with their names as messages show them. Plain texts: pathlib takes longer than reading a small file."""
        real = os.path.realpath(directory)
        if real in above:
            message = "this symbolic link leads back to a directory above it"
            self.findings.append(finding("LOAD007", Location(name), message, "remove the link"))
            return
        for entry in self._entries(directory, name):
            path, file = os.path.join(directory, entry), f"{name.rstrip('/')}/{entry}" if name != "." else entry
            is_yaml = entry.lower().endswith(SUFFIXES)
            if os.path.islink(path) and (is_yaml or os.path.isdir(path)) and not self._inside(path):
                message = "this symbolic link leads out of the configuration directory, past its reviewers"
                self.findings.append(finding("LOAD007", Location(file), message, "put the files here in its place"))
                continue
            if os.path.isdir(path):  # asks no permission and never raises, unlike DirEntry.is_dir()
                if is_yaml:
                    message = "this is a directory with the name of a YAML file"
                    self.findings.append(finding("LOAD001", Location(file), message, "rename it"))
                elif self.left >= 0:
                    yield from self.yaml_files(path, file, above | {real})
            elif is_yaml:
                yield path, file

    def _inside(self, path: str) -> bool:
        real = os.path.realpath(path)
        return real == self.root or real.startswith(self.root + os.sep)

    def _entries(self, directory: str, name: str) -> list[str]:
        try:
            with os.scandir(directory) as scan:
                names = islice((entry.name for entry in scan if not entry.name.startswith(".")), self.left + 1)
                entries = sorted(names)
        except OSError as error:
            self.findings.append(_unreadable(name, error))
            return []
        self.left -= len(entries)
        if self.left < 0:
            message = f"more than {MAX_ENTRIES:,} files and directories: the scan stopped here"
            self.findings.append(finding("LOAD003", Location(name), message, "name the configuration's own directory"))
        return entries


def _text(path: str, file: str, findings: list[Finding]) -> str | None:
    place = Location(file)
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            findings.append(finding("LOAD001", place, "this is not a regular file"))
            return None
        if status.st_size > MAX_FILE_BYTES:
            message = f"the file is larger than {MAX_FILE_BYTES // 1_000_000} MB ({status.st_size} bytes)"
            findings.append(finding("LOAD003", place, message, "split it, one object per file"))
            return None
        with open(path, "rb") as opened:
            content = opened.read()
    except OSError as error:
        findings.append(_unreadable(file, error))
        return None
    return _decoded(content, place, findings)


def _unreadable(file: str, error: OSError) -> Finding:
    return finding("LOAD001", Location(file), f"cannot be read: {error.strerror or 'input/output error'}")


def _decoded(content: bytes, place: Location, findings: list[Finding]) -> str | None:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or content[1:2] == b"\0" or content[:1] == b"\0":
        findings.append(finding("LOAD002", place, "the file is UTF-16 or UTF-32, not UTF-8", "save it as UTF-8"))
        return None
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"the file is not UTF-8: byte 0x{content[error.start]:02x}"
        findings.append(finding("LOAD002", Location(place.file, line), message, "save it as UTF-8"))
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        findings.append(finding("LOAD002", Location(place.file, line), "the file holds a NUL character", "remove it"))
        return None
    return text.replace("\r\n", "\n")
