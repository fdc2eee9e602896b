"""What was approved is what runs, once: the digest that was reviewed, the age of a plan file, its second apply."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lcwsync.plan.fingerprint import digest_of
from lcwsync.sandbox.faults import FOR_GOOD, Fault, FaultKind
from tests.cli.test_main_job import edit
from tests.commands import Lcwsync, Served

POLICY = "workflows/tap-policy.yaml"


@pytest.fixture
def planned(served: Served, project: Path, lcwsync: Lcwsync) -> Path:
    """An applied tenant, and the plan file of a loosened policy."""
    assert lcwsync("apply", "--yes").code == 0
    served.app.requests.clear()
    edit(project, "defaultLifetimeInMinutes: 480", "defaultLifetimeInMinutes: 1440", POLICY)
    assert lcwsync("plan", "--out", "plan.json").code == 0
    return project / "plan.json"


def signed(path: Path, **members: object) -> None:
    """Change a plan file and sign it anew, as its author could."""
    content = {**json.loads(path.read_text(encoding="utf-8")), **members}
    del content["digest"]
    path.write_text(json.dumps({**content, "digest": digest_of(content)}), encoding="utf-8")


def reviewed(project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("GITHUB_OUTPUT", str(project / "output"))
    assert lcwsync("plan", "--format", "github").code == 0
    lines = (project / "output").read_text(encoding="utf-8").splitlines()
    return lines[next(i for i, line in enumerate(lines) if line.startswith("digest<<")) + 1]


def test_only_the_reviewed_digest_is_applied(
    planned: Path, served: Served, project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = reviewed(project, lcwsync, monkeypatch)
    other = lcwsync("apply", "plan.json", "--expect", "0" * 64, "--format", "markdown", "--output", "out.md")
    assert (other.code, served.writes) == (3, [])
    said = (project / "out.md").read_text(encoding="utf-8")
    assert "Not applied (stale)" in said
    assert digest in said
    assert lcwsync("apply", "--yes", "--expect", "0" * 64).code == 3
    assert lcwsync("apply", "plan.json", "--expect", digest).code == 0


def test_an_action_taken_out_of_the_file_is_not_the_reviewed_plan(
    planned: Path, served: Served, project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = reviewed(project, lcwsync, monkeypatch)
    signed(planned, actions=[])
    assert lcwsync("apply", "plan.json", "--expect", digest).code == 3
    assert served.writes == []


def test_a_plan_is_applied_once_and_not_again_after_a_revert(
    planned: Path, served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    assert lcwsync("apply", "plan.json").code == 0
    edit(project, "defaultLifetimeInMinutes: 1440", "defaultLifetimeInMinutes: 480", POLICY)
    assert lcwsync("apply", "--yes").code == 0
    served.app.requests.clear()
    edit(project, "defaultLifetimeInMinutes: 480", "defaultLifetimeInMinutes: 1440", POLICY)

    again = lcwsync("apply", "plan.json")

    assert (again.code, served.writes) == (3, [])
    assert "was applied before, at" in again.err
    (project / ".lcwsync" / "journal.jsonl").rename(project / "earlier.jsonl")  # another runner
    assert lcwsync("apply", "plan.json", "--previous", "earlier.jsonl").code == 3


def test_the_outcome_of_the_last_run_knows_that_a_plan_was_applied(
    planned: Path, served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    assert lcwsync("apply", "plan.json", "--format", "json", "--output", "last.json").code == 0
    edit(project, "defaultLifetimeInMinutes: 1440", "defaultLifetimeInMinutes: 480", POLICY)
    assert lcwsync("apply", "--yes").code == 0
    edit(project, "defaultLifetimeInMinutes: 480", "defaultLifetimeInMinutes: 1440", POLICY)
    (project / ".lcwsync" / "journal.jsonl").unlink()  # another runner, which has the outcome alone
    served.app.requests.clear()
    again = lcwsync("apply", "plan.json", "--previous", "last.json")
    assert (again.code, served.writes) == (3, [])
    assert "was applied before, at" in again.err
    report = json.loads((project / "last.json").read_text(encoding="utf-8"))
    report["environments"][0]["tenant"]["id"] = "another"
    (project / "last.json").write_text(json.dumps(report, indent=2), encoding="utf-8")
    assert lcwsync("apply", "plan.json", "--previous", "last.json").code == 0


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"madeAt": f"{datetime.now(UTC) - timedelta(days=8):%Y-%m-%dT%H:%M:%SZ}"}, (3, "valid for 7 days")),
        (
            {"madeAt": f"{datetime.now(UTC) + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}"},
            (3, "its age is not known"),
        ),
        ({"toolVersion": "99"}, (3, "made by lcwsync 99")),
        ({"refusals": ["would delete a workflow"]}, (4, "would delete a workflow")),
    ],
)
def test_a_file_that_is_old_foreign_or_refused_is_not_applied(
    planned: Path, served: Served, lcwsync: Lcwsync, members: dict[str, object], said: tuple[int, str]
) -> None:
    signed(planned, **members)
    done = lcwsync("apply", "plan.json")
    assert (done.code, served.writes) == (said[0], [])
    assert said[1] in done.err


def test_every_end_leaves_an_outcome(planned: Path, project: Path, lcwsync: Lcwsync) -> None:
    edit(project, "defaultLifetimeInMinutes: 1440", "defaultLifetimeInMinutes: 960", POLICY)
    assert lcwsync("apply", "plan.json", "--format", "json", "--output", "out.json").code == 3
    report = json.loads((project / "out.json").read_text(encoding="utf-8"))
    assert report["environments"] == []
    assert "git changed" in report["failures"][0]["message"]


def test_people_who_cannot_be_read_cost_the_counts_and_not_the_plan(
    served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    assert lcwsync("apply", "--yes").code == 0
    edit(project, "offsetInDays: -7", "offsetInDays: -6")
    served.app.faults.add(Fault(kind=FaultKind.FORBIDDEN, path="/users", times=FOR_GOOD))

    plan = lcwsync("plan", "--people", "--format", "markdown")

    assert plan.code == 0
    assert "people in scope" in plan.out
    assert "the service refused" in plan.out
    assert "1 day later" in plan.out


GUARD = [
    ("    limits: {maxDeletes: 1", "    limits: {maxDeletes: 9"),
    ("allowDelete: true", "allowDelete: false"),
    ("prune: false", "prune: true"),
    ("prune: false", "prune: false\nrules:\n  TAP005: {severity: 'off', reason: noise}"),
    ("prune: false", "prune: false\napprovals: {high: {count: 2}}"),
    ("    sandbox: true", "    sandbox: true\n    established: true"),
]


@pytest.mark.parametrize(("old", "new"), GUARD, ids=[new.split()[-1] for _, new in GUARD])
def test_a_guard_that_changed_since_the_plan_makes_it_stale(
    served: Served, project: Path, lcwsync: Lcwsync, old: str, new: str
) -> None:
    place = "workflows/lcwsync.yaml"
    limits = "    sandbox: true\n    limits: {maxDeletes: 1, maxChanges: 20}"
    edit(project, "    sandbox: true", limits, place)
    assert lcwsync("plan", "--out", "plan.json").code == 0
    edit(project, old, new, place)
    done = lcwsync("apply", "plan.json")
    assert (done.code, served.writes) == (3, []), done.err
    assert "(objects, limits, rules or approvals)" in done.err
    edit(project, new, old, place)
    assert lcwsync("apply", "plan.json").code == 0


def test_a_plan_file_says_how_long_it_is_valid_and_never_longer_than_lcwsync_lets_it(
    planned: Path, lcwsync: Lcwsync
) -> None:
    assert json.loads(planned.read_text(encoding="utf-8"))["validDays"] == 7
    signed(planned, validDays=30)
    assert lcwsync("apply", "plan.json").code == 1
    signed(planned, validDays=1, madeAt=f"{datetime.now(UTC) - timedelta(hours=30):%Y-%m-%dT%H:%M:%SZ}")
    done = lcwsync("apply", "plan.json")
    assert (done.code, "valid for 1 day" in done.err) == (3, True), done.err
