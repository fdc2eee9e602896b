"""What decides about a pass, read for the few people who may receive one: manager, groups, methods, sign-ins, roles.

What is refused stays unread, and the verdict is then "cannot check": no refusal ends the command, none is taken for
"nothing there".
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain
from sys import intern
from typing import TypeVar

from lcwsync.preview.people import (
    MANAGER_PROPERTIES,
    UNREAD,
    Checks,
    Manager,
    NotRead,
    Person,
    manager,
    moment_of,
    sign_ins,
)
from lcwsync.tenant.answers import all_items, items_of, object_id
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.port import Tenant

T = TypeVar("T")
Pages = Iterator[Sequence[Mapping[str, object]]]

_REPORT = "/reports/authenticationMethods/userRegistrationDetails"
_NO_OTHER_METHODS = ("passwordAuthenticationMethod", "temporaryAccessPassAuthenticationMethod")
"""Whether a password counts as another method is not documented; every cloud account has one, so it cannot. An older
pass is replaced by the new one."""

_ENDS_THE_COMMAND = frozenset({FailureKind.UNREACHABLE, FailureKind.UNAUTHORISED})


@dataclass(frozen=True, slots=True)
class Checked:
    """The checks by person id, and what could not be read."""

    checks: Mapping[str, Checks]
    notes: tuple[str, ...] = ()


def read_checks(people: Sequence[Person], tenant: Tenant) -> Checked:
    """What decides about the passes of these people. Raises as `CheckReader.read`."""
    reader = CheckReader(tenant)
    return Checked(reader.read(people), tuple(reader.notes))


def read_processed(workflow_id: str, tenant: Tenant) -> tuple[Mapping[str, datetime] | NotRead, str]:
    """When the workflow last took each person up by schedule, by id; and a note when that was refused, else empty."""
    reader = CheckReader(tenant)
    path = f"/identityGovernance/lifecycleWorkflows/workflows/{workflow_id}/userProcessingResults"
    found = reader.whole("earlier runs", path, _processed)
    if found is UNREAD:
        return UNREAD, f"{reader.notes[0]}: people whose moment has passed may have been processed already"
    return found, ""


class CheckReader:
    """Reads the checks of many people, some at a time: four requests for twenty of them, and one for all roles.

    A read that was refused is not tried again for the people who follow; `notes` tells each refusal once.
    """

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._refused: set[str] = set()
        self.notes: list[str] = []

    def read(self, people: Sequence[Person]) -> Mapping[str, Checks]:
        """The checks by person id.

        Managers are read by `$batch` and not by `$expand`, which the directory does not promise together with
        advanced queries. Raises GraphFailure only when the tenant is out of reach or the sign-in is not accepted.
        """
        if not people:
            return {}
        ids = [person.id for person in people]
        managers = self._each("managers", ids, f"/users/{{}}/manager?$select={','.join(MANAGER_PROPERTIES)}", _manager)
        path = "/users/{}/transitiveMemberOf?$select=id&$top=999"
        groups = self._each("group memberships", ids, path, self._ids)
        sign_ins = self._each("sign-ins", ids, "/users/{}?$select=id,signInActivity", _has_signed_in)
        methods = self._each("authentication methods", ids, "/users/{}/authentication/methods", _methods)
        if not methods:
            methods = self._reported_methods
        return {
            id_: Checks(
                manager=managers.get(id_, UNREAD),
                groups=groups.get(id_, UNREAD),
                methods=methods.get(id_, UNREAD),
                has_signed_in=sign_ins.get(id_, UNREAD),
                holds_role=_holds_role(id_, groups.get(id_, UNREAD), self._role_holders),
            )
            for id_ in ids
        }

    def whole(self, what: str, path: str, understand: Callable[[Pages], T]) -> T | NotRead:
        """One list, understood page by page."""
        return self._tried(what, lambda: understand(self._tenant.read_pages(path, what=what)))

    @cached_property
    def _role_holders(self) -> frozenset[str] | NotRead:
        return self.whole("role assignments", "/roleManagement/directory/roleAssignments", _role_holders)

    @cached_property
    def _reported_methods(self) -> Mapping[str, tuple[str, ...]]:
        """Of everybody, from a report that another permission opens."""
        report = self.whole("the registration report", _REPORT, _reported_methods)
        if report is UNREAD:
            return {}
        self.notes.append("authentication methods are from the registration report, which lags behind")
        return report

    def _each(self, what: str, ids: Sequence[str], path: str, understand: Callable[[object], T]) -> Mapping[str, T]:
        """The answers by person, `{}` in the path standing for the id; empty when the read is refused."""
        if what in self._refused:
            return {}

        def read() -> Mapping[str, T]:
            answers = self._tenant.read_many([path.format(id_) for id_ in ids], what=what)
            return {id_: understand(answer) for id_, answer in zip(ids, answers, strict=True)}

        found = self._tried(what, read)
        return {} if found is UNREAD else found

    def _ids(self, answer: object) -> frozenset[str] | NotRead:
        """Ids of a list inside a batch; what does not fit there is read on."""
        if answer is None:
            return UNREAD
        return frozenset(object_id(item) for item in all_items(answer, self._tenant))

    def _tried(self, what: str, read: Callable[[], T]) -> T | NotRead:
        try:
            return read()
        except GraphFailure as failure:
            if failure.kind in _ENDS_THE_COMMAND:
                raise
            self._refused.add(what)
            self.notes.append(f"{what} could not be read ({_reason(failure)})")
            return UNREAD


def _reason(failure: GraphFailure) -> str:
    said = f"{failure.status} {failure.code or ''}".strip() if failure.status else failure.kind.value
    return f"{said}; {failure.hint}" if failure.hint else said


def _manager(answer: object) -> Manager | None:
    return manager(answer) if isinstance(answer, Mapping) else None


def _has_signed_in(answer: object) -> bool | NotRead:
    return bool(sign_ins(answer)) if isinstance(answer, Mapping) else UNREAD


def _methods(answer: object) -> tuple[str, ...] | NotRead:
    if answer is None:
        return UNREAD
    kinds = [str(item.get("@odata.type", "")).rpartition(".")[2] for item in items_of(answer)]
    return tuple(kind for kind in kinds if kind not in _NO_OTHER_METHODS)


def _reported_methods(pages: Pages) -> Mapping[str, tuple[str, ...]]:
    """The report leaves the password out; people it does not list stay unread."""
    found: dict[str, tuple[str, ...]] = {}
    for item in chain.from_iterable(pages):
        registered = item.get("methodsRegistered")
        if isinstance(registered, list):
            kinds = tuple(intern(str(kind)) for kind in registered if kind not in ("password", "temporaryAccessPass"))
            found[object_id(item)] = kinds
    return found


def _role_holders(pages: Pages) -> frozenset[str]:
    return frozenset(str(item.get("principalId")).lower() for item in chain.from_iterable(pages))


def _holds_role(
    id_: str,
    groups: frozenset[str] | NotRead,
    holders: frozenset[str] | NotRead,
) -> bool | NotRead:
    """Directly or through a group."""
    if holders is UNREAD:
        return UNREAD
    if id_ in holders:
        return True
    return UNREAD if groups is UNREAD else bool(groups & holders)


def _processed(pages: Pages) -> Mapping[str, datetime]:
    last: dict[str, datetime] = {}
    for item in chain.from_iterable(pages):
        subject, at = item.get("subject"), moment_of(item.get("startedDateTime") or item.get("scheduledDateTime"))
        if item.get("workflowExecutionType") != "scheduled" or not isinstance(subject, Mapping) or at is None:
            continue
        id_ = str(subject.get("id")).lower()
        last[id_] = max(at, last.get(id_, at))
    return last
