"""People are hired, move, leave and join groups from the command line, and the workflows run for them."""

import pytest

from tests.commands import Lcwsync

pytestmark = pytest.mark.usefixtures("project")


def test_a_hire_gets_a_pass_through_the_manager(lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    done = lcwsync("sandbox", "hire", "Ana Lima", "--department", "Sales", "--manager", "maria.alvarez", "--days", "10")
    assert (done.code, done.out[:51]) == (0, "Ana Lima (ana.lima@kestrelvane.example) starts on 2")
    assert "Ana Lima" in lcwsync("sandbox", "people", "ana.lima").out
    assert lcwsync("sandbox", "advance", "5d").code == 0
    assert "Ana Lima" in lcwsync("sandbox", "outbox", "--to", "maria").out
    again = lcwsync("sandbox", "hire", "Ana Lima", "--department", "Sales")
    assert "ana.lima2@" in again.out


def test_a_mover_and_a_leaver_are_taken_up(lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    assert lcwsync("sandbox", "move", "mila.horvat", "--department", "Sales").code == 0
    assert lcwsync("sandbox", "leave", "maria.alvarez", "--days", "1").code == 0
    told = lcwsync("sandbox", "advance", "2d").out
    assert "Move to sales  Mila Horvat" in told
    assert "Offboard an employee on the last day  Maria Alvarez" in told


def test_groups_and_properties_change(lcwsync: Lcwsync) -> None:
    assert lcwsync("sandbox", "join", "mila.horvat", "SG-Sales").code == 0
    assert "Mila Horvat" in lcwsync("sandbox", "groups", "SG-Sales").out
    assert lcwsync("sandbox", "join", "mila.horvat", "SG-Sales", "--out").code == 0
    assert "Mila Horvat" not in lcwsync("sandbox", "groups", "SG-Sales").out
    assert lcwsync("sandbox", "set", "mila.horvat", "city=Paris", "mail=", "accountEnabled=true").code == 0
    assert lcwsync("sandbox", "set", "mila.horvat", "employeeOrgData/costCenter=42").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("hire", "Ana", "--department", "Sales"),
        ("hire", "Ana Lima", "--department", "Sales", "--manager", "nobody"),
        ("move", "mila.horvat"),
        ("move", "nobody", "--department", "Sales"),
        ("leave", "mila.horvat", "--on", "tomorrow"),
        ("join", "mila.horvat", "SG-None"),
        ("join", "mila.horvat", "SG-Engineering-Dynamic"),
        ("set", "mila.horvat", "depertment=Sales"),
        ("set", "mila.horvat", "accountEnabled=perhaps"),
        ("set", "mila.horvat", "department"),
    ],
)
def test_what_cannot_be_is_a_usage_error(lcwsync: Lcwsync, words: tuple[str, ...]) -> None:
    done = lcwsync("sandbox", *words)
    assert done.code == 64, done.err
