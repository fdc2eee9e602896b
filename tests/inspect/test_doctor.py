"""A right is there when the token has the permission and the service does not refuse what it is for."""

from dataclasses import replace

import pytest

from lcwsync.inspect.doctor import State, commands_ready, examine, left_open
from lcwsync.model.examination import Examination, Probe
from lcwsync.model.licence import GOVERNANCE_PLAN, Subscription
from lcwsync.tenant.permissions import needed_for

EVERYTHING = frozenset(operation.least for operation in needed_for("plan", ()))
USERS = "read names of users"
LICENSED = (Subscription("SUITE", "Enabled", frozenset({GOVERNANCE_PLAN})),)


def state(probe: Probe | None, held: frozenset[str] | None, *, sandbox: bool = False) -> tuple[State, State]:
    """Of the right to read names of users, and of `plan`."""
    probes = {o.name: Probe(allowed=True) for o in needed_for("plan", ()) if o.probe and o.name != USERS}
    if probe is not None:
        probes[USERS] = probe
    checks = examine(Examination(probes, LICENSED), purpose="plan", named=(), held=held, sandbox=sandbox)
    found = next(check.state for check in checks if check.name == USERS)
    return found, commands_ready(checks, "plan", ())["plan"]


ANSWERED, REFUSED, FAILED = Probe(allowed=True), Probe(allowed=False, answer="403"), Probe(allowed=None, answer="503")


@pytest.mark.parametrize(
    ("probe", "held", "expected"),
    [
        (ANSWERED, EVERYTHING, State.OK),
        (FAILED, EVERYTHING, State.UNKNOWN),
        (None, EVERYTHING, State.OK),
        (REFUSED, EVERYTHING, State.MISSING),
        # A permission that is not known may answer the same read with less in it.
        (ANSWERED, EVERYTHING - {"User.ReadBasic.All"}, State.UNKNOWN),
        (FAILED, EVERYTHING - {"User.ReadBasic.All"}, State.UNKNOWN),
        (None, EVERYTHING - {"User.ReadBasic.All"}, State.MISSING),
        (REFUSED, EVERYTHING - {"User.ReadBasic.All"}, State.MISSING),
    ],
)
def test_token_and_answer_are_held_together(probe: Probe | None, held: frozenset[str], expected: State) -> None:
    assert state(probe, held) == (expected, expected)


@pytest.mark.parametrize(
    ("probe", "expected"),
    [(ANSWERED, State.OK), (REFUSED, State.MISSING), (FAILED, State.UNKNOWN), (None, State.UNKNOWN)],
)
def test_an_opaque_token_leaves_the_answer_alone(probe: Probe | None, expected: State) -> None:
    assert state(probe, None)[0] is expected


def test_a_command_whose_rights_cannot_all_be_told_is_not_called_ready() -> None:
    assert state(FAILED, None)[1] is State.UNKNOWN


def test_the_embedded_sandbox_asks_for_nothing() -> None:
    assert state(None, None, sandbox=True) == (State.OK, State.OK)


@pytest.mark.parametrize(
    ("held", "open_"),
    [(set(), ["read groups", "read users"]), ({"User.Read.All"}, ["read groups"]), ({"Directory.Read.All"}, [])],
)
def test_what_a_ready_command_leaves_open_is_told_with_what_it_needs(held: set[str], open_: list[str]) -> None:
    checks = examine(Examination({}, LICENSED), purpose="plan", named=(), held=EVERYTHING | held, sandbox=False)
    assert commands_ready(checks, "plan", ())["plan"] is State.OK
    assert [operation.name for _, operation in left_open(checks, "plan")] == open_
    assert list(left_open(checks, "history")) == []


def test_a_permission_to_read_everything_reads_names_as_well() -> None:
    held = EVERYTHING - {"User.ReadBasic.All", "Group.ReadBasic.All"} | {"User.Read.All", "GroupMember.Read.All"}
    checks = examine(Examination({}, LICENSED), purpose="plan", named=(), held=held, sandbox=False)
    assert commands_ready(checks, "plan", ())["plan"] is State.OK


@pytest.mark.parametrize(
    ("subscriptions", "status", "expected"),
    [
        (LICENSED, None, State.OK),
        ((), None, State.MISSING),
        ((replace(LICENSED[0], status="Suspended"),), None, State.MISSING),
        ((replace(LICENSED[0], status="Warning"),), None, State.OK),
        # The licences themselves are read by no command that does not name one.
        ((), 403, State.OK),
    ],
)
def test_a_command_without_the_licence_is_not_ready(
    subscriptions: tuple[Subscription, ...], status: int | None, expected: State
) -> None:
    examination = Examination({}, subscriptions, status)
    checks = examine(examination, purpose="plan", named=(), held=EVERYTHING, sandbox=False)
    ready = commands_ready(checks, "plan", ())
    assert ready["plan"] is ready["history"] is expected


def test_a_person_needs_roles_that_the_token_does_not_tell_of() -> None:
    def found(held: frozenset[str], probe: Probe | None, *, delegated: bool) -> tuple[State, State]:
        probes = {o.name: Probe(allowed=True) for o in needed_for("apply", ()) if o.probe}
        if probe is not None:
            probes["read workflows"] = probe
        checks = examine(
            Examination(probes, LICENSED), purpose="apply", named=(), held=held, sandbox=False, delegated=delegated
        )
        states = {check.name: check.state for check in checks}
        return states["read workflows"], commands_ready(checks, "apply", ())["apply"]

    held = frozenset(operation.least for operation in needed_for("apply", ()))
    # What only writing shows is left open; what the service answers is known.
    assert found(held, None, delegated=False) == (State.OK, State.OK)
    assert found(held, None, delegated=True) == (State.OK, State.UNKNOWN)
    assert found(held, REFUSED, delegated=True) == (State.MISSING, State.MISSING)
    assert found(frozenset(), FAILED, delegated=True) == (State.UNKNOWN, State.MISSING)
