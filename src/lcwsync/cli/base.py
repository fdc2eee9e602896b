"""`--base REF|DIR`: the files of git before the change."""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from lcwsync.config.load import PROJECT_FILES
from lcwsync.values.errors import ConfigError
from lcwsync.values.windows_names import why_not_on_windows

_SECONDS = 60


class BaseFiles(NamedTuple):
    """A configuration directory before the change, the root of its repository, and what a reader calls it."""

    directory: Path
    root: Path
    name: str


def repository_root(directory: Path) -> Path:
    """The root of the git repository around a directory; where there is none, the directory that it lies in."""
    place = directory.resolve()
    return next((above for above in place.parents if (above / ".git").exists()), place.parent)


@contextmanager
def base_files(base: str, directory: Path, *, option: str = "--base") -> "Iterator[BaseFiles]":
    """The files of a directory, or those of the commit where this branch left REF, unpacked and removed afterwards.

    `base` names a checkout, or a configuration directory when it holds a project file. Raises ConfigError, with the
    next step, when git cannot tell; its message names `option`.
    """
    place = Path(base)
    if place.is_dir():
        if any((place / name).is_file() for name in PROJECT_FILES):
            yield BaseFiles(place, repository_root(place), base)
        else:
            yield BaseFiles(place / _inside(directory), place, base)
        return
    commit = _commit(base, directory, option)
    with tempfile.TemporaryDirectory(prefix="lcwsync-base-") as temporary:
        root = Path(temporary)
        _unpack(commit, directory, root)
        yield BaseFiles(root / _inside(directory), root, f"{base} ({commit[:10]})" if base != commit else commit[:10])


def _inside(directory: Path) -> Path:
    """The configuration directory as seen from the root of its repository."""
    return directory.resolve().relative_to(repository_root(directory))


def _commit(ref: str, directory: Path, option: str) -> str:
    """The commit where the present one left `ref`."""
    if ref.startswith("-"):
        raise ConfigError(f"{option} {ref} is neither a directory nor a commit", hint="name a branch, such as main")
    try:
        tip = _git(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}").decode()
    except ConfigError as error:
        raise ConfigError(
            f"{option} {ref} is neither a directory nor a commit that git knows here",
            hint=error.hint or "fetch it first; in a workflow, check out with fetch-depth: 0",
        ) from None
    try:
        return _git(directory, "merge-base", tip.strip(), "HEAD").decode().strip()
    except ConfigError:
        raise ConfigError(
            f"git does not know where this branch left {ref}",
            hint="fetch the commits between them; in a workflow, check out with fetch-depth: 0",
        ) from None


def _unpack(commit: str, directory: Path, root: Path) -> None:
    """Write what the comparison needs of a commit below `root`: regular files only, so that nothing leads outside."""
    top = repository_root(directory)
    wanted = (_inside(directory).as_posix(), ".github", "CODEOWNERS", "docs/CODEOWNERS", "requirements*")
    listed = _git(top, "ls-tree", "-r", "-z", "--full-tree", commit, "--")
    entries = [_entry(line) for line in listed.decode("utf-8", "surrogateescape").split("\0") if line]
    kept = [(mode, oid, path) for mode, oid, path in entries if _wanted(path, wanted)]
    files = [(oid, path) for mode, oid, path in kept if mode.startswith("100")]
    if links := [path for mode, _, path in kept if not mode.startswith("100") and path.startswith(wanted[0])]:
        raise ConfigError(
            f"the base holds {links[0]}, which is not a regular file: it cannot be compared",
            hint="replace the link or submodule by files",
        )
    check_names((path for _, path in files), system=os.name)
    for path, content in zip((path for _, path in files), _blobs(top, [oid for oid, _ in files]), strict=True):
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def check_names(paths: Iterable[str], *, system: str) -> None:
    """Raises ConfigError for a path of git that a system, as `os.name` calls it, would take for another place: on
    Windows `..\\x` leads out of the directory, and `x:y` into another file."""
    for path in paths:
        if system == "nt" and (why := why_not_on_windows(path)):
            raise ConfigError(f"the base holds {path!r}, which Windows cannot hold: {why}", hint="rename it in git")


def _entry(line: str) -> tuple[str, str, str]:
    facts, _, path = line.partition("\t")
    mode, _, oid = facts.split(" ")
    return mode, oid, path


def _wanted(path: str, wanted: Sequence[str]) -> bool:
    if path.startswith("requirements"):
        return path.count("/") <= 1
    return any(path == each or path.startswith(f"{each}/") or each == "." for each in wanted)


def _blobs(top: Path, oids: Sequence[str]) -> Iterator[bytes]:
    """The contents of blobs, in their order."""
    answer = _git(top, "cat-file", "--batch", given="".join(f"{oid}\n" for oid in oids).encode())
    at = 0
    for oid in oids:
        end = answer.index(b"\n", at)
        head = answer[at:end].split(b" ")
        if len(head) != 3 or head[1] != b"blob":
            raise ConfigError(f"git does not give {oid}", hint="fetch the whole commit: `git fetch --refetch`")
        size = int(head[2])
        yield answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _git(directory: Path, *words: str, given: bytes | None = None) -> bytes:
    """What git prints. Raises ConfigError, with what git said, when it fails: never an empty answer."""
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and a ref that begins with a dash is refused
            ["git", "-C", str(directory), *words],  # noqa: S607 - the user's own git
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise ConfigError("git is not installed", hint="install git, or name a directory with --base DIR") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ConfigError(f"git could not be run ({type(error).__name__})", hint="try `--base DIR`") from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ConfigError(f"git {words[0]} failed", hint=f"git said: {said[0][:200]}" if said else None)
    return done.stdout
