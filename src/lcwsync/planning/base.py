"""What protects an environment, as the files of a configuration directory and of its repository say it."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from lcwsync.config.load import Configuration, load
from lcwsync.model.state import Desired
from lcwsync.plan.base import Base, Change
from lcwsync.plan.guard import Guard
from lcwsync.values.codes.syntax import SYNTAX_CODES
from lcwsync.values.errors import ConfigError
from lcwsync.values.findings import Finding, Severity

OWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks for code owners: the first that is there counts, alone
(https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners)."""

_MOST_FILES = 2_000
"""More below .github than any repository has: the rest would not be compared, so the comparison is given up."""


def guard_of(configuration: Configuration, name: str, directory: Path, root: Path) -> Guard:
    """Everything that protects an environment. `root` is the repository's root.

    An environment that the project does not list has nothing to protect it and describes nothing.
    """
    return replace(_guard_without_files(configuration, name, directory), files=_files(root))


def changed_environments(
    configuration: Configuration, directory: Path, root: Path, *, base: Path, base_root: Path
) -> Mapping[str, Change]:
    """What a change of git does to each environment; one that it leaves alone is not in the answer.

    `base` is the configuration directory before the change, each with the root of its repository. An environment counts
    as changed when anything differs that describes or protects it, so a changed workflow of the CI changes all.
    """
    try:
        before = load(base)
    except ConfigError:
        return dict.fromkeys(configuration.environments, Change.CANNOT_TELL)
    files, files_before = _files(root), _files(base_root)
    if files is None or files_before is None:
        return dict.fromkeys(configuration.environments, Change.CANNOT_TELL)
    found: dict[str, Change] = {}
    for name in configuration.environments:
        if name not in before.environments:
            found[name] = Change.ADDED
        elif _unread(configuration, name) or _unread(before, name):
            found[name] = Change.CANNOT_TELL
        elif files != files_before or _own(configuration, name, directory) != _own(before, name, base):
            found[name] = Change.CHANGED
    return found


def _own(configuration: Configuration, name: str, directory: Path) -> Guard:
    """What describes and protects one environment; that another one came or went does not change it."""
    return replace(_guard_without_files(configuration, name, directory), environments=())


def _guard_without_files(configuration: Configuration, name: str, directory: Path) -> Guard:
    known = name in configuration.environments
    return Guard(
        environment=configuration.project.environments[name] if known else None,
        environments=configuration.environments,
        rules=configuration.project.rules,
        schemas={path: _digest(directory / path) for path, _ in configuration.project.schemas},
        approvals=configuration.project.approvals,
        rollout=configuration.project.rollout,
        files=None,
        desired=configuration.desired_for(name).desired if known else Desired(prune=configuration.project.prune),
    )


def base_of(directory: Path, root: Path, environment: str, *, name: str) -> Base:
    """Git before the change. `directory` is its configuration, `name` what a reader knows it by.

    What is wrong with its files is told in `Base.problem` and never raised.
    """
    try:
        configuration = load(directory)
    except ConfigError as error:
        first = next((str(each.message) for each in error.findings if each.severity is Severity.ERROR), "")
        said = f"{error.message}: {first}" if first else error.message
        return Base(name=name, guard=None, problem=_without(said, directory))
    guard = guard_of(configuration, environment, directory, root)
    unread = _unread(configuration, environment)
    if not unread:
        return Base(name=name, guard=guard)
    first = f"{unread[0].code} {unread[0].message}"
    said = f"the base has {len(unread)} error{'' if len(unread) == 1 else 's'}, the first: {first}"
    return Base(name=name, guard=guard, problem=_without(said, directory))


def _unread(configuration: Configuration, name: str) -> list[Finding]:
    """The errors that leave values out. One of judgement, such as a forbidden cc, leaves every value readable."""
    known = name in configuration.environments
    findings = configuration.desired_for(name).findings if known else configuration.findings
    return [each for each in findings if each.severity is Severity.ERROR and each.code in SYNTAX_CODES]


def _without(message: str, directory: Path) -> str:
    """The message without the place that the base was unpacked to: it says nothing to a reader."""
    return message.replace(directory.as_posix(), directory.name).replace(str(directory), directory.name)


def _files(root: Path) -> Mapping[str, str] | None:
    found: dict[str, str] = {}
    places = [*(root / owner for owner in OWNERS), *root.glob("requirements*.txt"), *root.glob("requirements/*.txt")]
    for place in [*places, *(root / ".github").rglob("*")]:
        if place.is_symlink():
            found[place.relative_to(root).as_posix()] = f"link to {place.readlink()}"
        elif place.is_file():
            found[place.relative_to(root).as_posix()] = _digest(place)
        if len(found) > _MOST_FILES:
            return None
    return found


def _digest(path: Path) -> str:
    """SHA-256 of a file, whatever its line ends; of one that cannot be read, a text that equals no digest."""
    try:
        return sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
