"""The files of a repository that decide who reviews, what runs and what is installed, each with a digest."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath

OWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks for code owners: the first that is there counts, alone
(https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners)."""

_FILES = (*OWNERS, ".gitmodules", "action.yml", "action.yaml")

_WORKFLOWS = ".github"

_NAMED = re.compile(
    r"""\buses["']?\s*:\s*["']?(?:\./|\$/)(?P<action>[\w.][^\s"'\#,}]*)
      | (?: \brequirements["']?\s*:\s* | \s(?:-r|--requirement)[\s=] )["']?(?:\./)?(?P<file>[\w.][^\s"'\#,}]*\.\w+)""",
    re.VERBOSE,
)
"""Actions of the repository and files of requirements, as workflows name them; `cp -r` names directories."""

_LINK = "link to "

_MOST_FILES = 2_000
"""More than any repository has of these: the rest would not be compared, so the comparison is given up."""


def always_guarded(path: str) -> bool:
    """Whether a path of a repository decides so by its name alone."""
    head, _, rest = path.partition("/")
    requirements = (
        rest.endswith(".txt") and "/" not in rest if rest else head.endswith(".txt") or head == "requirements"
    )
    return path in _FILES or head == _WORKFLOWS or (head.startswith("requirements") and requirements)


def link_to(target: str) -> str:
    """What stands for a link in place of a digest."""
    return f"{_LINK}{target}"


def submodule_at(commit: str) -> str:
    """What stands for a submodule in place of a digest."""
    return f"submodule at {commit}"


def leads_to(path: str, content: bytes | str) -> Iterator[str]:
    """The paths that a guarded file leads to: what a workflow or an action names, and the target of a link.

    `content` is the file's, or the text that stands for a link.
    """
    if isinstance(content, bytes):
        if path.endswith((".yml", ".yaml")):
            text = content.decode("utf-8", "replace")
            yield from _inside(*(found["action"] or found["file"] for found in _NAMED.finditer(text)))
    elif content.startswith(_LINK):
        yield from _inside(posixpath.join(posixpath.dirname(path), content.removeprefix(_LINK)))


def _inside(*paths: str) -> Iterator[str]:
    for path in map(posixpath.normpath, paths):
        if not path.startswith(("/", "..")) and path != ".":
            yield path


def digests(root: Path, special: Mapping[str, str]) -> Mapping[str, str] | None:
    """The digest of each guarded file below the root of a repository; None when there are too many.

    `special`: links and submodules that git lists and the files do not show, by path. A link is never followed: it is
    listed, and so is the file or the action of the repository that it leads to.
    """
    found: dict[str, str] = {}
    pending = [*_FILES, _WORKFLOWS, *(each.name for each in root.glob("requirements*"))]
    pending += [path for path in special if always_guarded(path)]
    seen: set[str] = set()
    while pending:
        path = _until_link(root, special, pending.pop())
        if path in seen:
            continue
        seen.add(path)
        place = root / path
        if path in special or place.is_symlink():
            found[path] = special[path] if path in special else link_to(place.readlink().as_posix())
            pending += [each for each in leads_to(path, found[path]) if _runs(root / each)]
        elif place.is_dir():
            inside = (f"{path}/{each.name}" for each in place.iterdir())
            pending += [each for each in inside if not path.startswith("requirements") or always_guarded(each)]
        elif place.is_file():
            content = _content(place)
            found[path] = _digest(content)
            pending += leads_to(path, content)
        if len(found) > _MOST_FILES:
            return None
    return found


def _runs(place: Path) -> bool:
    """Whether what a link leads to is a file or an action; any other directory is none of these files."""
    return not place.is_dir() or any((place / name).is_file() for name in ("action.yml", "action.yaml"))


def digest_of(place: Path) -> str:
    """SHA-256 of a file, whatever its line ends; of one that cannot be read, a text that equals no digest."""
    return _digest(_content(place))


def _until_link(root: Path, special: Mapping[str, str], path: str) -> str:
    """The path, or the first link or submodule on the way to it."""
    ways = [str(each) for each in reversed(PurePosixPath(path).parents)][1:]
    return next((way for way in ways if way in special or (root / way).is_symlink()), path)


def _content(place: Path) -> bytes | str:
    try:
        return place.read_bytes()
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def _digest(content: bytes | str) -> str:
    return content if isinstance(content, str) else sha256(content.replace(b"\r\n", b"\n")).hexdigest()
