"""What protects an environment, as the files of a configuration directory and of its repository say it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from lcwsync.config.load import Configuration, load
from lcwsync.model.environment import Environment
from lcwsync.model.state import Desired
from lcwsync.plan.base import Base, Change
from lcwsync.plan.guard import Guard
from lcwsync.planning.guarded import digest_of, digests
from lcwsync.values.codes.syntax import SYNTAX_CODES
from lcwsync.values.errors import ConfigError
from lcwsync.values.findings import Finding, Severity


class Checkout(NamedTuple):
    """A configuration directory, and the root of the repository that it lies in."""

    directory: Path
    root: Path
    special: Mapping[str, str] = MappingProxyType({})
    """Links and submodules of git that the files do not show, by path: `planning/guarded.py` has the words."""


def guard_of(configuration: Configuration, name: str, checkout: Checkout) -> Guard:
    """Everything that protects an environment.

    An environment that the project does not list has nothing to protect it and describes nothing.
    """
    guard = _guard_without_files(configuration, name, checkout.directory)
    return replace(guard, files=digests(checkout.root, checkout.special))


def changed_environments(configuration: Configuration, now: Checkout, base: Checkout) -> Mapping[str, Change]:
    """What a change of git does to each environment; one that it leaves alone is not in the answer.

    `base` is git before the change. An environment counts
    as changed when anything differs that describes or protects it, so a changed workflow of the CI changes all.
    """
    try:
        before = load(base.directory)
    except ConfigError:
        return dict.fromkeys(configuration.environments, Change.CANNOT_TELL)
    files, files_before = digests(now.root, now.special), digests(base.root, base.special)
    if files is None or files_before is None:
        return dict.fromkeys(configuration.environments, Change.CANNOT_TELL)
    found: dict[str, Change] = {}
    for name in configuration.environments:
        if name not in before.environments:
            found[name] = Change.ADDED
        elif _unread(configuration, name) or _unread(before, name):
            found[name] = Change.CANNOT_TELL
        elif files != files_before or _own(configuration, name, now) != _own(before, name, base):
            found[name] = Change.CHANGED
    return found


def _own(configuration: Configuration, name: str, checkout: Checkout) -> Guard:
    """What describes and protects one environment; that another one came or went does not change it."""
    return replace(_guard_without_files(configuration, name, checkout.directory), environments=())


def _guard_without_files(configuration: Configuration, name: str, directory: Path) -> Guard:
    known = name in configuration.environments
    return Guard(
        environment=configuration.project.environments[name] if known else None,
        environments=configuration.environments,
        rules=configuration.project.rules,
        schemas={path: digest_of(directory / path) for path, _ in configuration.project.schemas},
        approvals=configuration.project.approvals,
        rollout=configuration.project.rollout,
        files=None,
        desired=configuration.desired_for(name).desired if known else Desired(prune=configuration.project.prune),
    )


def base_of(checkout: Checkout, environment: Environment, described: Collection[str], *, name: str) -> Base:
    """Git before the change, for an environment. `described`: the names of all environments after the change; `name`:
    what a reader knows the base by.

    An environment that has another name from now on is looked for by its tenant. What is wrong with the files is told
    in `Base.problem` and never raised.
    """
    directory = checkout.directory
    try:
        configuration = load(directory)
    except ConfigError as error:
        first = next((str(each.message) for each in error.findings if each.severity is Severity.ERROR), "")
        said = f"{error.message}: {first}" if first else error.message
        return Base(name=name, guard=None, problem=_without(said, directory))
    known_as = _known_as(configuration, environment, described)
    guard = guard_of(configuration, known_as, checkout)
    unread = _unread(configuration, known_as)
    if not unread:
        return Base(name=name, guard=guard)
    first = f"{unread[0].code} {unread[0].message}"
    said = f"the base has {len(unread)} error{'' if len(unread) == 1 else 's'}, the first: {first}"
    return Base(name=name, guard=guard, problem=_without(said, directory))


def _known_as(configuration: Configuration, environment: Environment, described: Collection[str]) -> str:
    """The name that the environment had."""
    if environment.name in configuration.environments:
        return environment.name
    gone = [each for name, each in configuration.project.environments.items() if name not in described]
    same = [
        each.name for each in gone if (each.sandbox, each.tenant_id) == (environment.sandbox, environment.tenant_id)
    ]
    return same[0] if same else environment.name


def _unread(configuration: Configuration, name: str) -> list[Finding]:
    """The errors that leave values out. One of judgement, such as a forbidden cc, leaves every value readable."""
    known = name in configuration.environments
    findings = configuration.desired_for(name).findings if known else configuration.findings
    return [each for each in findings if each.severity is Severity.ERROR and each.code in SYNTAX_CODES]


def _without(message: str, directory: Path) -> str:
    """The message without the place that the base was unpacked to: it says nothing to a reader."""
    return message.replace(directory.as_posix(), directory.name).replace(str(directory), directory.name)
