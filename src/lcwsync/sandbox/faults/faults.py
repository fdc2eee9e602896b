"""Faults the sandbox can be told to show: what a network, a busy service or another admin does to a client."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from lcwsync.sandbox.errors import SandboxUsageError


class FaultKind(StrEnum):
    """What happens. The comment says what a fault's `value` means to it."""

    THROTTLE = "throttle"  # the Retry-After header, as it is; none when absent
    STATUS = "status"  # the HTTP status to answer, 400 to 599; 500 when absent
    REFUSE = "refuse"  # nobody answers; a port, which has to listen to see the request, drops it uncarried
    RESET_BEFORE = "reset-before"  # the connection drops, nothing was stored
    RESET_AFTER = "reset-after"  # the connection drops, the change was stored
    TRUNCATE = "truncate"  # the answer's body ends in the middle
    NON_JSON = "non-json"  # a proxy's HTML page instead of the answer; the request was carried out
    SLOW = "slow"  # seconds to wait before answering; 1 when absent
    STALE_READ = "stale-read"  # a GET answers the state before the last write
    LAG = "lag"  # a GET answers the state of so many seconds ago, for good; 30 when absent
    EQUAL_NAMES = "equal-names"  # for good: a second object of one name is accepted
    NOT_STORED = "not-stored"  # the write is accepted and forgotten
    EXPIRED_TOKEN = "expired-token"  # noqa: S105 - 401 from now on
    FORBIDDEN = "forbidden"  # 403 from now on
    PAGE_FAILS = "page-fails"  # the second and later pages of a list answer 500
    PAGE_REPEATS = "page-repeats"  # a later page begins with the last object of the page before
    PAGE_SKIPS = "page-skips"  # a later page leaves an object out that moved to the page before
    NAME_TAKEN = "name-taken"  # another admin creates what a POST creates, under the same name, just before
    CHANGED_BY_OTHER = "changed-by-other"  # another admin edits the object of the path; else what is so named
    RENAMED_BY_OTHER = "renamed-by-other"  # as above, it gets another name
    DELETED_BY_OTHER = "deleted-by-other"  # as above, it is deleted


FOR_GOOD = 0
"""`times` of a fault that never ends."""

_OF_LATER_PAGES = (FaultKind.PAGE_FAILS, FaultKind.PAGE_REPEATS, FaultKind.PAGE_SKIPS)
_LASTING = (FaultKind.EXPIRED_TOKEN, FaultKind.FORBIDDEN, FaultKind.LAG, FaultKind.EQUAL_NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault for requests whose method and path match.

    `path` is a glob over the path below `/v1.0`, without case; `*` crosses slashes. The first `after` matching requests
    pass, then the fault acts `times` times (`FOR_GOOD`: always).
    """

    kind: FaultKind
    method: str = "*"
    path: str = "*"
    after: int = 0
    times: int = 1
    value: str | None = None

    def concerns(self, method: str, path: str) -> bool:
        """Whether method and path match."""
        return self.method in ("*", method) and fnmatchcase(path.lower(), self.path.lower())


class Faults:
    """The faults of one sandbox, counting what they have seen. Safe across threads."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._seen: list[int] = []
        for fault in faults:
            self.add(fault)

    def add(self, fault: Fault) -> None:
        """Arm one more fault."""
        with self._lock:
            self._faults.append(fault)
            self._seen.append(0)

    def clear(self) -> None:
        """Disarm all."""
        with self._lock:
            self._faults.clear()
            self._seen.clear()

    def expects(self, kind: FaultKind) -> bool:
        """Whether a fault of that kind is armed."""
        with self._lock:
            return any(fault.kind is kind for fault in self._faults)

    def take(self, method: str, path: str, *, later_page: bool, written: bool) -> tuple[Fault, ...]:
        """The faults that act on this request, in the order they were armed; each counts the request.

        `later_page`: the request asks for the second or a later page. `written`: something was written before.
        """
        acting: list[Fault] = []
        with self._lock:
            for index, fault in enumerate(self._faults):
                if not fault.concerns(method, path):
                    continue
                if fault.kind in _OF_LATER_PAGES and not later_page:
                    continue
                if fault.kind is FaultKind.LAG and method != "GET":
                    continue
                if fault.kind is FaultKind.STALE_READ and not (method == "GET" and written):
                    continue
                self._seen[index] += 1
                turn = self._seen[index] - fault.after
                if turn > 0 and (fault.times == FOR_GOOD or turn <= fault.times):
                    acting.append(fault)
        return tuple(acting)


class ConnectionDropped(Exception):  # noqa: N818 - what happened, in the field's words
    """The connection broke. `stored` tells a test, never a client, whether the request was carried out."""

    def __init__(self, phase: str) -> None:
        super().__init__(f"the connection was dropped {phase} the request was carried out")
        self.phase = phase
        self.stored = phase == "after"


class ConnectionRefused_(Exception):  # noqa: N801, N818 - not the built-in error
    """Nobody answers at the address."""


def parse_fault(text: str) -> Fault:
    """Read `KIND[:METHOD[:PATH[:AFTER[:TIMES[:VALUE]]]]]`, such as `reset-after:POST:*/workflows:1`.

    AFTER is the number of matching requests that pass first (0), TIMES how often the fault then acts (1; `0` is for
    good, which is also the rule for expired-token, forbidden, lag and equal-names); VALUE is explained at `FaultKind`.

    Raises SandboxUsageError.
    """
    parts = text.split(":", 5)
    kind = _kind(parts[0], text)
    method = parts[1].upper() if len(parts) > 1 and parts[1] else "*"
    if method not in ("*", "GET", "POST", "PATCH", "PUT", "DELETE"):
        raise SandboxUsageError(
            f"fault {text!r}: {method} is not a method", hint="use GET, POST, PATCH, PUT, DELETE or *"
        )
    value = parts[5] if len(parts) > 5 and parts[5] else None
    _check_value(kind, value, text)
    return Fault(
        kind=kind,
        method=method,
        path=parts[2] if len(parts) > 2 and parts[2] else "*",
        after=_number(parts, 3, "AFTER", text, default=0),
        times=_number(parts, 4, "TIMES", text, default=FOR_GOOD if kind in _LASTING else 1),
        value=value,
    )


def _kind(name: str, text: str) -> FaultKind:
    try:
        return FaultKind(name)
    except ValueError:
        kinds = ", ".join(FaultKind)
        raise SandboxUsageError(f"fault {text!r}: there is no kind {name!r}", hint=f"kinds: {kinds}") from None


def _check_value(kind: FaultKind, value: str | None, text: str) -> None:
    if value is None:
        return
    if kind is FaultKind.STATUS and not (value.isdecimal() and 400 <= int(value) <= 599):
        raise SandboxUsageError(
            f"fault {text!r}: {value!r} is not an error status", hint="use a number from 400 to 599"
        )
    if kind in (FaultKind.SLOW, FaultKind.LAG):
        try:
            usable = 0 <= float(value) <= 600
        except ValueError:
            usable = False
        if not usable:
            raise SandboxUsageError(
                f"fault {text!r}: {value!r} is not a waiting time", hint="use seconds from 0 to 600"
            )


def _number(parts: list[str], index: int, name: str, text: str, *, default: int) -> int:
    if len(parts) <= index or not parts[index]:
        return default
    if not parts[index].isdecimal():
        raise SandboxUsageError(
            f"fault {text!r}: {name} {parts[index]!r} is not a number", hint="write KIND:METHOD:PATH:AFTER:TIMES:VALUE"
        )
    return int(parts[index])
