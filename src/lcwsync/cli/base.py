"""`--base REF|DIR`: the files of git before the change."""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from lcwsync.config.load import PROJECT_FILES
from lcwsync.planning.base import Checkout
from lcwsync.planning.guarded import always_guarded, leads_to, link_to, submodule_at
from lcwsync.values.errors import ConfigError
from lcwsync.values.windows_names import why_not_on_windows

_SECONDS = 60


_SUBMODULE, _LINK = "160000", "120000"
"""Modes of git."""


class BaseFiles(NamedTuple):
    """Git before the change and after it, and what a reader calls the former."""

    before: Checkout
    after: Checkout
    name: str


class _Entry(NamedTuple):
    """One path of a commit."""

    mode: str
    oid: str
    path: str


def repository_root(directory: Path) -> Path:
    """The root of the git repository around a directory; where there is none, the directory that it lies in."""
    place = directory.resolve()
    return next((above for above in (place, *place.parents) if (above / ".git").exists()), place.parent)


@contextmanager
def base_files(base: str, directory: Path, *, option: str = "--base") -> "Iterator[BaseFiles]":
    """The files of a directory, or those of the commit where this branch left REF, unpacked and removed afterwards.

    `base` names a checkout, or a configuration directory when it holds a project file. Raises ConfigError, with the
    next step, when git cannot tell; its message names `option`.
    """
    place, top = Path(base), repository_root(directory)
    if place.is_dir():
        configured = any((place / name).is_file() for name in PROJECT_FILES)
        root = repository_root(place) if configured else place
        # Git is asked only where there can be submodules: two directories need no git for the rest.
        checkouts = all((each / ".git").exists() for each in (root, top))
        asked = checkouts and any((each / ".gitmodules").exists() for each in (root, top))
        before, after = (_submodules(each, "HEAD") if asked else {} for each in (root, top))
        inside = place if configured else place / _inside(directory)
        yield BaseFiles(Checkout(inside, root, before), Checkout(directory, top, after), base)
        return
    commit = _commit(base, directory, option)
    with tempfile.TemporaryDirectory(prefix="lcwsync-base-") as temporary:
        root = Path(temporary)
        special = _unpack(commit, directory, root)
        name = f"{base} ({commit[:10]})" if base != commit else commit[:10]
        after = _submodules(top, "HEAD")
        yield BaseFiles(Checkout(root / _inside(directory), root, special), Checkout(directory, top, after), name)


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


def _unpack(commit: str, directory: Path, root: Path) -> Mapping[str, str]:
    """Write what the comparison needs of a commit below `root`: regular files only, so that nothing leads outside.

    Returns the guarded links and submodules, by path.
    """
    top, inside = repository_root(directory), _inside(directory).as_posix()
    below = "" if inside == "." else f"{inside}/"
    entries = _entries(top, commit)
    described = [each for each in entries if each.path.startswith(below) or each.path == inside]
    if odd := [each.path for each in described if not each.mode.startswith("100")]:
        raise ConfigError(
            f"the base holds {odd[0]}, which is not a regular file: it cannot be compared",
            hint="replace the link or submodule by files",
        )
    wanted = dict.fromkeys((*described, *(each for each in entries if always_guarded(each.path))))
    special: dict[str, str] = {}
    written: set[_Entry] = set()
    while new := [each for each in wanted if each not in written]:
        written.update(new)
        check_names((each.path for each in new), system=os.name)
        blobs = [each for each in new if each.mode != _SUBMODULE]
        special |= {each.path: submodule_at(each.oid) for each in new if each.mode == _SUBMODULE}
        named: set[str] = set()
        for entry, content in zip(blobs, _blobs(top, [each.oid for each in blobs]), strict=True):
            if entry.mode == _LINK:
                special[entry.path] = link_to(content.decode("utf-8", "surrogateescape"))
                named.update(leads_to(entry.path, special[entry.path]))
                continue
            target = root / entry.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            named.update(leads_to(entry.path, content) if always_guarded(entry.path) else ())
        wanted |= dict.fromkeys(each for each in entries if any(_on_the_way(each.path, name) for name in named))
    return special


def _on_the_way(path: str, name: str) -> bool:
    """Whether a path is what is named, lies in it, or is a link on the way to it."""
    return path == name or path.startswith(f"{name}/") or name.startswith(f"{path}/")


def _submodules(top: Path, commit: str) -> Mapping[str, str]:
    return {each.path: submodule_at(each.oid) for each in _entries(top, commit) if each.mode == _SUBMODULE}


def _entries(top: Path, commit: str) -> list[_Entry]:
    listed = _git(top, "ls-tree", "-r", "-z", "--full-tree", commit, "--")
    return [_entry(line) for line in listed.decode("utf-8", "surrogateescape").split("\0") if line]


def check_names(paths: Iterable[str], *, system: str) -> None:
    """Raises ConfigError for a path of git that a system, as `os.name` calls it, would take for another place: on
    Windows `..\\x` leads out of the directory, and `x:y` into another file."""
    for path in paths:
        if system == "nt" and (why := why_not_on_windows(path)):
            raise ConfigError(f"the base holds {path!r}, which Windows cannot hold: {why}", hint="rename it in git")


def _entry(line: str) -> _Entry:
    facts, _, path = line.partition("\t")
    mode, _, oid = facts.split(" ")
    return _Entry(mode, oid, path)


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
