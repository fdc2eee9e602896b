"""`lcwsync preview` and `plan --people`, from the command line to the sandbox."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lcwsync.sandbox import open_sandbox
from lcwsync.sandbox.engine.schedule import advance
from lcwsync.sandbox.faults import FOR_GOOD, Fault, FaultKind
from tests.commands import Lcwsync, Served

TAP = "Onboard pre-hire employee"
NOW = datetime.now(UTC).replace(hour=7, minute=30, second=0, microsecond=0) - timedelta(days=6)
"""Six days before the day that the company is made for, when each kind of its hires is still to come."""


@pytest.fixture
def sandbox(project: Path) -> Path:
    """The project's sandbox, its clock stopped."""
    path = project / ".lcwsync" / "sandbox.db"
    store = open_sandbox(path)
    store.set_clock(frozen=NOW)
    store.close()
    return path


def people_of(text: str, name: str) -> list[dict[str, object]]:
    found = next(w for w in json.loads(text)["workflows"] if w["name"] == name)["people"]
    assert isinstance(found, list)
    return found


def test_a_workflow_that_only_the_files_have_is_previewed_with_the_policy_of_the_files(
    lcwsync: Lcwsync, sandbox: Path
) -> None:
    done = lcwsync("preview", TAP)
    assert done.code == 0
    for part in ("Zoë Novak", "ok", "fails: no manager", "fails: the manager has no mail address", "misdirected:"):
        assert part in done.out
    assert "policy is disabled" not in done.out


def test_without_a_name_every_scheduled_workflow_of_the_files_is_previewed(lcwsync: Lcwsync, sandbox: Path) -> None:
    done = lcwsync("preview", "--format", "json")
    names = [workflow["name"] for workflow in json.loads(done.out)["workflows"]]
    assert TAP in names
    assert "Real-time employee termination" not in names
    assert "Welcome guests (made in the portal)" not in names


def test_a_workflow_of_the_tenant_alone_can_be_previewed_by_name(lcwsync: Lcwsync, sandbox: Path) -> None:
    done = lcwsync("preview", "welcome GUESTS (made in the portal)")
    assert done.code == 0
    assert "Welcome guests (made in the portal)" in done.out


def test_an_unknown_name_is_a_mistake_of_the_command_line(lcwsync: Lcwsync, sandbox: Path) -> None:
    done = lcwsync("preview", "Nonesuch")
    assert done.code == 64
    assert TAP in done.err


@pytest.mark.parametrize("days", ["-1", "367", "soon", "٣"])
def test_days_are_a_number_within_reason(lcwsync: Lcwsync, project: Path, days: str) -> None:
    assert lcwsync("preview", f"--days={days}").code == 64


def test_days_limits_how_far_the_preview_looks(lcwsync: Lcwsync, sandbox: Path) -> None:
    near, far = (lcwsync("preview", TAP, "--days", days, "--format", "json").out for days in ("0", "60"))
    assert not [p for p in people_of(near, TAP) if p["timing"] == "upcoming"]
    assert not [p for p in people_of(far, TAP) if p["timing"] == "later"]


def test_markdown_names_no_person_unless_asked_to(lcwsync: Lcwsync, sandbox: Path) -> None:
    assert "Novak" not in lcwsync("preview", TAP, "--format", "markdown").out
    assert "Novak" in lcwsync("preview", TAP, "--format", "markdown", "--show-people").out


def test_the_preview_can_go_to_a_file(lcwsync: Lcwsync, sandbox: Path, project: Path) -> None:
    done = lcwsync("preview", TAP, "--format", "json", "--output", "out/preview.json")
    assert done.out == ""
    assert people_of((project / "out" / "preview.json").read_text(), TAP)


def test_the_clock_of_the_sandbox_counts_and_who_was_processed_is_done(lcwsync: Lcwsync, sandbox: Path) -> None:
    foretold = people_of(lcwsync("preview", TAP, "--format", "json").out, TAP)
    assert lcwsync("apply", "--yes").code == 0
    store = open_sandbox(sandbox)
    advance(store, timedelta(days=2))
    store.close()
    text = lcwsync("preview", TAP, "--format", "json").out
    later = f"{NOW + timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}"
    assert json.loads(text)["workflows"][0]["now"] == later
    expected = {p["id"] for p in foretold if p["timing"] == "upcoming" and str(p["latest"]) <= later}
    assert expected
    assert {p["id"] for p in people_of(text, TAP) if p["timing"] == "done"} == expected


def test_people_who_were_due_before_the_workflow_was_created_are_named_and_not_taken_up(
    lcwsync: Lcwsync, sandbox: Path
) -> None:
    foretold = {p["id"] for p in people_of(lcwsync("preview", TAP, "--format", "json").out, TAP) if _too_early(p)}
    assert foretold
    assert "due before the workflow was created (run it for them by hand)" in lcwsync("preview", TAP).out
    assert lcwsync("apply", "--yes").code == 0
    store = open_sandbox(sandbox)
    advance(store, timedelta(hours=3))
    store.close()
    later = {p["id"] for p in people_of(lcwsync("preview", TAP, "--format", "json").out, TAP) if _too_early(p)}
    assert later <= foretold
    assert not any(p["timing"] == "done" for p in people_of(lcwsync("preview", TAP, "--format", "json").out, TAP))


def _too_early(person: dict[str, object]) -> bool:
    return person["timing"] in ("beforeCreation", "creationDay")


def test_a_preview_writes_nothing_and_reads_each_scope_once(lcwsync: Lcwsync, served: Served) -> None:
    assert lcwsync("preview").code == 0
    assert served.writes == []
    scopes = [request.query for request in served.app.requests if request.path == "/users" and not request.batched]
    assert scopes
    assert len(scopes) == len(set(scopes))


def test_the_clock_of_a_served_sandbox_counts_too(lcwsync: Lcwsync, served: Served) -> None:
    moment = NOW + timedelta(days=100)
    served.app.store.set_clock(frozen=moment)
    (found,) = json.loads(lcwsync("preview", TAP, "--format", "json").out)["workflows"]
    assert found["now"] == f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def test_a_refused_read_is_reported_and_makes_every_pass_unknown(lcwsync: Lcwsync, served: Served) -> None:
    served.app.faults.add(Fault(kind=FaultKind.STATUS, path="/roleManagement/*", times=FOR_GOOD, value="403"))
    done = lcwsync("preview", TAP, "--format", "json")
    assert done.code == 0
    (found,) = json.loads(done.out)["workflows"]
    assert found["passes"]["arrive"] == 0
    assert "role assignments could not be read (403" in " ".join(found["notes"])


def test_an_unread_policy_leaves_every_pass_unsure(lcwsync: Lcwsync, served: Served) -> None:
    served.app.faults.add(
        Fault(kind=FaultKind.STATUS, path="/policies/authenticationMethodsPolicy/*", times=FOR_GOOD, value="403")
    )
    (found,) = json.loads(lcwsync("preview", TAP, "--format", "json").out)["workflows"]
    assert found["commonVerdicts"] == ["policyUnknown"]
    assert found["passes"]["arrive"] == 0


def test_plan_counts_the_people_of_each_changed_workflow(lcwsync: Lcwsync, sandbox: Path, project: Path) -> None:
    assert "people in scope" in lcwsync("plan", "--people").out
    assert "people in scope" not in lcwsync("plan").out
    assert lcwsync("apply", "--yes").code == 0
    settings = project / "workflows" / "lcwsync.yaml"
    settings.write_text(settings.read_text().replace("'Finance'", "'Finance', 'Management', 'Legal'"))
    for style in ("text", "markdown", "html"):
        shown = lcwsync("plan", "--people", "--format", style).out
        assert "with this plan" in shown
        assert "RISK-PEOPLE" in shown
    risks = json.loads(lcwsync("plan", "--people", "--format", "json").out)["environments"][0]["risks"]
    assert "RISK-PEOPLE" in {risk["code"] for risk in risks}


def test_counting_people_does_not_change_the_plan_file(lcwsync: Lcwsync, sandbox: Path, project: Path) -> None:
    lcwsync("plan", "--out", "one.plan")
    lcwsync("plan", "--people", "--out", "two.plan")
    plans = [json.loads((project / name).read_text(encoding="utf-8")) for name in ("one.plan", "two.plan")]
    for plan in plans:  # the second may have been made a second later, which its own digest covers
        del plan["madeAt"], plan["digest"]
    assert plans[0] == plans[1]


def test_two_workflows_of_one_scope_are_counted_with_one_read(lcwsync: Lcwsync, served: Served) -> None:
    lcwsync("plan", "--people")
    filters = [r.query for r in served.app.requests if r.path == "/users" and "$filter=" in r.query]
    assert len(filters) == len(set(filters))
