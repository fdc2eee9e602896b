"""Applying many environments ring by ring: a ring begins when every environment before it has ended well."""

import argparse
from collections.abc import Callable, Sequence
from typing import NamedTuple

from lcwsync.apply.stop import StopSignal
from lcwsync.cli.ahead import at_one_time
from lcwsync.cli.several import Rendering
from lcwsync.config.load import Configuration
from lcwsync.values.errors import LcwError, NotAttempted, UsageError
from lcwsync.values.exit_codes import ExitCode


class Ring(NamedTuple):
    """Environments that are applied without regard to each other."""

    name: str | None
    """None: the project has no rings."""
    environments: tuple[str, ...]


def rings_of(configuration: Configuration, environments: Sequence[str]) -> tuple[Ring, ...]:
    """The environments by ring, in the order of the rollout; one ring without a name where the project has no rings."""
    project = configuration.project
    if not project.rollout:
        return (Ring(None, tuple(environments)),)
    ring_of = {name: project.environments[name].ring for name in environments if name in project.environments}
    return tuple(
        Ring(ring, members)
        for ring in project.rollout
        if (members := tuple(name for name in environments if ring_of.get(name, project.rollout[-1]) == ring))
    )


def check_parallel(arguments: argparse.Namespace, environments: Sequence[str]) -> None:
    """Raise UsageError where several environments at one time would have to ask somebody."""
    if (arguments.parallel or 1) > 1 and len(environments) > 1 and not arguments.yes:
        raise UsageError(
            "--parallel cannot ask for confirmation", hint="pass --yes, or apply one environment after another"
        )


class ByRing:
    """What applies an environment when its turn comes. Called once for each, in the order of the rings.

    Raises NotAttempted for an environment whose turn does not come, and whatever `apply_one` raises.
    """

    def __init__(
        self,
        rings: Sequence[Ring],
        apply_one: Callable[[str], tuple[Rendering, ExitCode]],
        *,
        parallel: int,
        stop: StopSignal | None,
    ) -> None:
        self._rings = rings
        self._apply_one = apply_one
        self._parallel = parallel
        self._stop = stop
        self._codes: dict[str, ExitCode] = {}
        self._begun: dict[str | None, Callable[[str], tuple[Rendering, ExitCode]]] = {}

    def __call__(self, name: str) -> tuple[Rendering, ExitCode]:
        """The rendering and the exit code of one environment."""
        at = next(number for number, ring in enumerate(self._rings) if name in ring.environments)
        if reason := self._held_back(at):
            raise NotAttempted(reason)
        try:
            rendering, self._codes[name] = self._taken(self._rings[at])(name)
        except LcwError as error:
            if not isinstance(error, NotAttempted):
                self._codes[name] = error.exit_code
            raise
        return rendering, self._codes[name]

    def _held_back(self, at: int) -> str | None:
        """Why a ring does not begin, or does not go on."""
        if self._parallel == 1 and ExitCode.INTERRUPTED in self._codes.values():
            return STOPPED
        for ring in self._rings[:at]:
            if bad := [name for name in ring.environments if self._codes.get(name) is not ExitCode.DONE]:
                more = f" and {len(bad) - _NAMED} more" if len(bad) > _NAMED else ""
                return f"the ring {ring.name} did not end well ({', '.join(bad[:_NAMED])}{more})"
        return None

    def _taken(self, ring: Ring) -> Callable[[str], tuple[Rendering, ExitCode]]:
        if self._parallel == 1:
            return self._apply_one
        if ring.name not in self._begun:
            self._begun[ring.name] = at_one_time(ring.environments, self._unless_stopped, self._parallel)
        return self._begun[ring.name]

    def _unless_stopped(self, name: str) -> tuple[Rendering, ExitCode]:
        if self._stop and self._stop.is_set():
            raise NotAttempted(STOPPED)
        return self._apply_one(name)


STOPPED = "a signal asked to stop before it began"

_NAMED = 5
"""Environments that a reason names."""
