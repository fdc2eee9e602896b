"""Plans, outcomes and findings for people."""

import re
from dataclasses import replace

import pytest

from lcwsync.apply.outcome import Applied, Blocked
from lcwsync.model.state import ObjectKind, ObjectName
from lcwsync.plan.actions import subject
from lcwsync.plan.changes import FieldChange
from lcwsync.plan.plan import Plan, Refusal, Unmanaged, Unverified
from lcwsync.plan.workflow_actions import UpdateWorkflow
from lcwsync.render.findings.text import findings_text
from lcwsync.render.outcome.text import outcome_text
from lcwsync.render.plan.text import plan_text
from tests.render.plans import every_action, everyday, findings, live, outcome, planned, quiet, workflow


def text(plan: Plan) -> str:
    return plan_text(plan, colour=False, unicode=True)


def last_line(rendered: str) -> str:
    return rendered.splitlines()[-1]


def test_the_last_line_counts_objects_not_calls() -> None:
    value = workflow("W")
    one = live(value, 1)
    actions = planned(
        UpdateWorkflow(live=one, desired=value, fields=(FieldChange("isEnabled", True, False),)),
        UpdateWorkflow(
            live=one,
            desired=replace(value, display_name="Renamed"),
            fields=(FieldChange("displayName", "W", "Renamed"),),
        ),
    )
    assert last_line(text(replace(quiet(), actions=actions))) == (
        "Plan: 0 to create, 0 new versions, 1 to update, 0 to delete; 2 unchanged, 0 unmanaged."
    )


def test_no_changes_shows_how_many_objects_match() -> None:
    assert last_line(text(quiet())) == "No changes. The tenant matches git (2 objects)."


def test_no_changes_still_counts_the_unmanaged() -> None:
    plan = replace(quiet(), unmanaged=(Unmanaged(object=ObjectName(ObjectKind.WORKFLOW, "X")),))
    assert last_line(text(plan)) == "No changes. The tenant matches git (2 objects); 1 unmanaged."
    warned = replace(plan, findings=findings("x"))
    assert last_line(text(warned)) == last_line(text(plan))


def test_what_cannot_be_verified_is_never_called_a_match() -> None:
    hidden = Unverified(object=ObjectName(ObjectKind.WORKFLOW, "X"), field="scope.groups", reason="not shown")
    rendered = text(replace(quiet(), unverified=(hidden,)))
    assert "matches git" not in rendered
    assert 'workflow "X"  scope.groups: not shown' in rendered


def test_a_refusal_shows_what_to_write_and_is_in_the_summary() -> None:
    refusal = Refusal(law="allowDelete", message="would delete", hint="set `allowDelete: true`")
    rendered = text(replace(quiet(), refusals=(refusal,)))
    assert "! allowDelete: would delete\n      to allow it: set `allowDelete: true`" in rendered
    assert last_line(rendered).endswith("Refused: 1 reason.")


def test_the_first_line_names_the_sandbox() -> None:
    assert text(quiet()).startswith('Sandbox tenant "Kestrel & Vane", environment sandbox')
    assert text(everyday()).startswith('Tenant "Kestrel & Vane" (11111111-')


def test_deletes_come_first() -> None:
    blocks = text(everyday()).split("\n\n")
    assert blocks[1].startswith('- workflow "Old pre-hire workflow"  DELETE (restorable for 30 days)')


def test_a_task_named_like_another_shows_what_it_really_is() -> None:
    assert 'task 2 "Remind the manager" (Send onboarding reminder email)' in text(everyday())


def test_colour_changes_nothing_but_colour() -> None:
    coloured = plan_text(everyday(), colour=True, unicode=True)
    assert "\x1b[31m-\x1b[0m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == text(everyday())


def test_without_unicode_everything_is_ascii() -> None:
    assert plan_text(every_action("Łukasz → …"), colour=False, unicode=False).isascii()


@pytest.mark.parametrize("action", every_action("name").actions, ids=lambda p: type(p.action).__name__)
def test_every_action_is_shown(action: object) -> None:
    plan = replace(every_action("name"), actions=(action,))  # type: ignore[arg-type]
    assert last_line(text(plan)).startswith("Plan: ")
    assert sum(line.startswith(("+ ", "~ ", "- ")) for line in text(plan).splitlines()) == 1


def test_every_task_change_is_shown() -> None:
    rendered = text(every_action("name"))
    assert '  + task 1 "name" (Send welcome email to new hire)' in rendered
    assert '  - task 2 "name"' in rendered
    assert '  ~ task 2 "name" (Send welcome email to new hire)\n        customSubject  "value" → "after"' in rendered
    assert '  ~ task 3 "name" (Send welcome email to new hire)  moved 1 → 3' in rendered


def test_each_result_is_shown_with_why_and_what_next() -> None:
    rendered = outcome_text(outcome("so"), colour=False, unicode=True)
    assert 'workflow "First day"  POST: so [Forbidden, request r-2]\n      next: so' in rendered
    assert "waits for so" in rendered


def test_a_blocked_action_names_the_object_it_waits_for() -> None:
    told = outcome("so")
    first = told.results[0].planned
    blocked = tuple(
        replace(each, by=(first.action.key,)) if isinstance(each, Blocked) else each for each in told.results
    )
    rendered = outcome_text(replace(told, results=blocked), colour=False, unicode=True)
    assert f"waits for {subject(first.action)}\n" in rendered
    assert first.action.key not in rendered
    assert last_line(rendered).startswith("Applied 1 of 4: 1 failed, 1 blocked, 1 not attempted.")


def test_a_full_apply_is_reported_in_one_line() -> None:
    plan = everyday()
    done = replace(outcome("x"), plan=plan, results=tuple(Applied(planned=p) for p in plan.actions))
    assert last_line(outcome_text(done, colour=False, unicode=True)) == "Applied 5 of 5."


def test_an_interruption_is_reported() -> None:
    stopped = replace(outcome("so"), interrupted=True)
    assert last_line(outcome_text(stopped, colour=False, unicode=True)).startswith("Interrupted. Applied 1 of 4")


def test_a_finding_is_one_line_with_place_code_and_hint() -> None:
    rendered = findings_text(findings("x"), colour=False, unicode=True).splitlines()
    assert rendered[0] == "workflows/x.yaml:1:5: error LCW001 x (x)"
    assert rendered[-1] == "1 error, 1 warning, 1 note."


def test_no_findings_is_reported() -> None:
    assert findings_text((), colour=False, unicode=True) == "No findings.\n"
    assert findings_text((), colour=False, unicode=True, objects=1) == "No findings in 1 object.\n"
    assert findings_text((), colour=False, unicode=True, objects=0) == "No file describes an object.\n"
