"""What protects an environment, as the files of a configuration directory and of its repository say it."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from lcwsync.config.load import Configuration, load
from lcwsync.model.state import Desired
from lcwsync.plan.base import Base
from lcwsync.plan.guard import Guard
from lcwsync.values.codes.syntax import SYNTAX_CODES
from lcwsync.values.errors import ConfigError
from lcwsync.values.findings import Severity

_OWNERS = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks for code owners
(https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners)."""

_MOST_FILES = 2_000
"""More below .github than any repository has: the rest would not be compared, so the comparison is given up."""


def guard_of(configuration: Configuration, name: str, directory: Path, root: Path) -> Guard:
    """Everything that protects an environment. `root` is the repository's root.

    An environment that the project does not list has nothing to protect it and describes nothing.
    """
    known = name in configuration.environments
    return Guard(
        environment=configuration.project.environments[name] if known else None,
        environments=configuration.environments,
        rules=configuration.project.rules,
        schemas={path: _digest(directory / path) for path, _ in configuration.project.schemas},
        approvals=configuration.project.approvals,
        files=_files(root),
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
    findings = configuration.desired_for(environment).findings if guard.environment else configuration.findings
    # An error of judgement, such as a forbidden cc, leaves every value readable; one of form leaves values out.
    unread = [each for each in findings if each.severity is Severity.ERROR and each.code in SYNTAX_CODES]
    if not unread:
        return Base(name=name, guard=guard)
    first = f"{unread[0].code} {unread[0].message}"
    said = f"the base has {len(unread)} error{'' if len(unread) == 1 else 's'}, the first: {first}"
    return Base(name=name, guard=guard, problem=_without(said, directory))


def _without(message: str, directory: Path) -> str:
    """The message without the place that the base was unpacked to: it says nothing to a reader."""
    return message.replace(directory.as_posix(), directory.name).replace(str(directory), directory.name)


def _files(root: Path) -> Mapping[str, str] | None:
    found: dict[str, str] = {}
    places = [*(root / owner for owner in _OWNERS), *root.glob("requirements*.txt"), *root.glob("requirements/*.txt")]
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
