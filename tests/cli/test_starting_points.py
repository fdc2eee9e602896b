"""Each starting point validates as it is, is applied to the sandbox and does there what its description says."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.commands import ROOT, Lcwsync

NAMES = sorted(path.stem for path in (ROOT / "src" / "lcwsync" / "starting_points").glob("*.yaml"))

HIRE = ("hire", "Ana Lima", "--department", "Sales", "--manager", "maria.alvarez", "--days", "2")

EVENTS: dict[str, tuple[Sequence[Sequence[str]], str]] = {
    "boomerang": ((HIRE, ("set", "ana.lima", "employeeType=Rehire")), "Welcome back  Ana Lima"),
    "contractor-by-group": ((HIRE, ("join", "ana.lima", "SG-Sales")), "Welcome contractor  Ana Lima"),
    "guest-clean-up": ((), "Clean up guests  "),
    "internal-transfer": (
        (("move", "mila.horvat", "--department", "Sales", "--manager", "maria.alvarez"),),
        "Transfer to sales  Mila Horvat",
    ),
    "leaver-with-hold": ((("leave", "emma.rossi", "--days", "1"),), "Leave with hold  "),
    "pass-and-passkey-day": ((HIRE, ("join", "ana.lima", "SG-New-Hires")), "Passkey day  Ana Lima"),
}
"""What happens to people, and a line of the runs that follow."""


@pytest.fixture
def alone(project: Path) -> Path:
    """The shipped configuration without its workflows."""
    for pattern in ("joiner-*", "leaver-*", "mover-*", "extension-*"):
        for path in (project / "workflows").glob(pattern):
            path.unlink()
    return project


@pytest.mark.parametrize("name", NAMES)
def test_a_starting_point_validates_and_does_in_the_sandbox_what_it_says(
    alone: Path, lcwsync: Lcwsync, name: str
) -> None:
    assert lcwsync("new", "workflow", "--from", name, "--output", f"workflows/{name}.yaml").code == 0
    checked = lcwsync("validate")
    assert checked.code == 0, checked.out
    found = [line for line in checked.out.splitlines() if f"{name}.yaml:" in line and ": note " not in line]
    assert found == []
    applied = lcwsync("apply", "--yes")
    assert applied.code == 0, applied.out + applied.err
    events, line = EVENTS[name]
    for words in events:
        done = lcwsync("sandbox", *words)
        assert done.code == 0, done.err
    told = lcwsync("sandbox", "advance", "80d" if name == "guest-clean-up" else "3d").out
    lines = [each for each in told.splitlines() if line in each]
    assert lines, told
    assert not [each for each in lines if "failed" in each], told


def test_starting_points_are_listed_with_what_they_do(project: Path, lcwsync: Lcwsync) -> None:
    listed = lcwsync("new", "workflow", "--list").out
    assert project
    for name in NAMES:
        assert f"--from {name}: " in listed


def test_a_starting_point_takes_another_name_and_keeps_its_comments(project: Path, lcwsync: Lcwsync) -> None:
    told = lcwsync("new", "workflow", "--from", "boomerang", "--name", 'Back: "again"').out
    assert project
    assert '\ndisplayName: "Back: \\"again\\""\n' in told
    assert "# adapt: " in told


def test_a_starting_point_that_does_not_exist_is_answered_with_near_ones(project: Path, lcwsync: Lcwsync) -> None:
    done = lcwsync("new", "workflow", "--from", "boomrang")
    assert project
    assert (done.code, "did you mean boomerang?" in done.err) == (64, True)
    assert "starting points: boomerang" in lcwsync("new", "workflow", "--from", "zzz").err
