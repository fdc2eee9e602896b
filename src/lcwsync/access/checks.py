"""What decides about a pass, read for the few people who may receive one: manager, groups, methods, sign-ins, roles.

What is refused stays unread, and the verdict is then "cannot check": no refusal ends the command, none is taken for
"nothing there".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from lcwsync.access.people import (
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
from lcwsync.tenant.failure import FailureKind, GraphFailure, bad_answer
from lcwsync.tenant.port import Tenant

T = TypeVar("T")

ONE_BY_ONE = 200
"""People up to whom methods are read person by person, which is exact; above, the registration report is cheaper."""

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
    """What decides about the passes of these people: four requests for twenty of them, and one for all roles.

    Managers are read by `$batch` and not by `$expand`, which the directory does not promise together with advanced
    queries. Raises GraphFailure only when the tenant is out of reach or the sign-in is not accepted.
    """
    if not people:
        return Checked({})
    reading = _Reading(tenant, [person.id for person in people])
    managers = reading.each("managers", f"/users/{{}}/manager?$select={','.join(MANAGER_PROPERTIES)}", _manager)
    groups = reading.each("group memberships", "/users/{}/transitiveMemberOf?$select=id&$top=999", reading.ids)
    sign_ins = reading.each("sign-ins", "/users/{}?$select=id,signInActivity", _has_signed_in)
    methods = reading.methods()
    holders = reading.whole("role assignments", "/roleManagement/directory/roleAssignments", _role_holders)
    checks = {
        person.id: Checks(
            manager=managers.get(person.id, UNREAD),
            groups=groups.get(person.id, UNREAD),
            methods=methods.get(person.id, UNREAD),
            has_signed_in=sign_ins.get(person.id, UNREAD),
            holds_role=_holds_role(person.id, groups.get(person.id, UNREAD), holders),
        )
        for person in people
    }
    return Checked(checks, tuple(reading.notes))


def read_processed(workflow_id: str, tenant: Tenant) -> tuple[Mapping[str, datetime] | NotRead, str]:
    """When the workflow last took each person up by schedule, by id; and a note when that was refused, else empty."""
    reading = _Reading(tenant, ())
    path = f"/identityGovernance/lifecycleWorkflows/workflows/{workflow_id}/userProcessingResults"
    found = reading.whole("earlier runs", path, _processed)
    if found is UNREAD:
        return UNREAD, f"{reading.notes[0]}: people whose moment has passed may have been processed already"
    return found, ""


class _Reading:
    """Reads that may be refused, each with a note when it is."""

    def __init__(self, tenant: Tenant, ids: Sequence[str]) -> None:
        self._tenant = tenant
        self._ids = ids
        self.notes: list[str] = []

    def each(self, what: str, path: str, understand: Callable[[object], T]) -> Mapping[str, T]:
        """The answers by person, `{}` in the path standing for the id; empty when the read is refused."""

        def read() -> Mapping[str, T]:
            answers = self._tenant.read_many([path.format(id_) for id_ in self._ids])
            return {id_: understand(answer) for id_, answer in zip(self._ids, answers, strict=True)}

        found = self._tried(what, read)
        return {} if found is UNREAD else found

    def whole(self, what: str, path: str, understand: Callable[[object], T]) -> T | NotRead:
        """One list."""
        return self._tried(what, lambda: understand(self._tenant.read_json(path)))

    def methods(self) -> Mapping[str, tuple[str, ...] | NotRead]:
        """Other methods than the password by person: asked of each, or taken from the report."""
        if len(self._ids) <= ONE_BY_ONE:
            found = self.each("authentication methods", "/users/{}/authentication/methods", _methods)
            if found:
                return found
        report = self.whole("the registration report", _REPORT, _reported_methods)
        if report is UNREAD:
            return {}
        self.notes.append("authentication methods are from the registration report, which lags behind")
        return report

    def ids(self, answer: object) -> frozenset[str] | NotRead:
        """Ids of a list inside a batch; what does not fit there is read on."""
        if answer is None:
            return UNREAD
        items = _items(answer)
        if isinstance(answer, Mapping) and (link := answer.get("@odata.nextLink")):
            items = _items(self._tenant.read_json(_path(str(link)))) + items
        return frozenset(str(item.get("id")).lower() for item in items)

    def _tried(self, what: str, read: Callable[[], T]) -> T | NotRead:
        try:
            return read()
        except GraphFailure as failure:
            if failure.kind in _ENDS_THE_COMMAND:
                raise
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
    kinds = [str(item.get("@odata.type", "")).rpartition(".")[2] for item in _items(answer)]
    return tuple(kind for kind in kinds if kind not in _NO_OTHER_METHODS)


def _reported_methods(answer: object) -> Mapping[str, tuple[str, ...]]:
    """The report leaves the password out; people it does not list stay unread."""
    found: dict[str, tuple[str, ...]] = {}
    for item in _items(answer):
        registered = item.get("methodsRegistered")
        if isinstance(registered, list):
            kinds = tuple(str(kind) for kind in registered if kind not in ("password", "temporaryAccessPass"))
            found[str(item.get("id")).lower()] = kinds
    return found


def _role_holders(answer: object) -> frozenset[str]:
    return frozenset(str(item.get("principalId")).lower() for item in _items(answer))


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


def _processed(answer: object) -> Mapping[str, datetime]:
    last: dict[str, datetime] = {}
    for item in _items(answer):
        subject, at = item.get("subject"), moment_of(item.get("startedDateTime") or item.get("scheduledDateTime"))
        if item.get("workflowExecutionType") != "scheduled" or not isinstance(subject, Mapping) or at is None:
            continue
        id_ = str(subject.get("id")).lower()
        last[id_] = max(at, last.get(id_, at))
    return last


def _items(answer: object) -> list[Mapping[str, object]]:
    """The objects of a list, alone or inside its envelope. Anything else is no answer: it must not read as "none"."""
    found = answer.get("value") if isinstance(answer, Mapping) else answer
    if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
        raise bad_answer("GET", "/$batch", "a list of objects was expected")
    return found


def _path(link: str) -> str:
    """The path below `/v1.0` of a next page."""
    return link.partition("/v1.0")[2]
