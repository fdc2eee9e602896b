"""A right is there when the token has the permission and the service does not refuse what it is for."""

import pytest

from lcwsync.inspect.doctor import State, commands_ready, examine
from lcwsync.model.examination import Examination, Probe
from lcwsync.tenant.permissions import needed_for

EVERYTHING = frozenset(operation.least for operation in needed_for("plan", ()))
USERS = "read users"


def state(probe: Probe | None, held: frozenset[str] | None, *, sandbox: bool = False) -> tuple[State, State]:
    """Of the right to read users, and of `plan`."""
    probes = {o.name: Probe(allowed=True) for o in needed_for("plan", ()) if o.probe and o.name != USERS}
    if probe is not None:
        probes[USERS] = probe
    checks = examine(Examination(probes, ()), purpose="plan", named=(), held=held, sandbox=sandbox)
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
        # A lesser permission, such as User.ReadBasic.All, may answer the same read with less in it.
        (ANSWERED, EVERYTHING - {"User.Read.All"}, State.UNKNOWN),
        (FAILED, EVERYTHING - {"User.Read.All"}, State.UNKNOWN),
        (None, EVERYTHING - {"User.Read.All"}, State.MISSING),
        (REFUSED, EVERYTHING - {"User.Read.All"}, State.MISSING),
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
