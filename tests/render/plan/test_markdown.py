"""The pull request comment: verdict first, the most dangerous kept, the cut said in line one."""

from dataclasses import replace

import pytest

from lcwsync.model.state import ObjectKind, ObjectName
from lcwsync.plan.action_facts import DeleteReason
from lcwsync.plan.changes import FieldChange
from lcwsync.plan.plan import GuardChange, Plan, Risk, Unmanaged
from lcwsync.plan.workflow_actions import DeleteWorkflow, UpdateWorkflow
from lcwsync.render.plan.markdown import MINIMUM_BUDGET, plan_markdown
from lcwsync.render.plan.view import PeopleCount
from lcwsync.values.findings import Rating
from tests.render.plans import everyday, live, planned, quiet, workflow


def large(count: int, *, name: str = "Workflow") -> Plan:
    """Many changed workflows of which the last has a high risk, and one delete."""
    changes = [
        UpdateWorkflow(
            live=live(workflow(f"{name} {number}"), number),
            desired=workflow(f"{name} {number}"),
            fields=(FieldChange("description", "x " * 200, "y " * 200),),
        )
        for number in range(count)
    ]
    actions = planned(*changes, DeleteWorkflow(live=live(workflow("Gone"), count + 1), reason=DeleteReason.PRUNED))
    risk = Risk(
        code="RISK-SCOPE",
        rating=Rating.HIGH,
        object=ObjectName(ObjectKind.WORKFLOW, f"{name} {count - 1}"),
        message="wider",
        action=actions[count - 1].key,
    )
    return replace(everyday(), actions=actions, risks=(risk,))


def test_the_first_line_is_verdict_and_counts() -> None:
    first = plan_markdown(everyday()).text.splitlines()[0]
    assert first.startswith("**`production`** (tenant `Kestrel & Vane`) · Plan: 1 to create, 1 new version")
    assert first.endswith("**1 high risk**")


def test_nothing_to_do_is_one_quiet_line() -> None:
    plan = replace(quiet(), unmanaged=(Unmanaged(object=ObjectName(ObjectKind.WORKFLOW, "X")),))
    made = plan_markdown(plan)
    assert made.text == (
        "**`sandbox`** (sandbox tenant `Kestrel & Vane`) · "
        "No changes. The tenant matches git (2 objects). 1 unmanaged object.\n"
    )
    assert not made.truncated


def test_risks_come_first_then_deletes_then_changes() -> None:
    text = plan_markdown(everyday()).text
    assert text.index("### Risks") < text.index("**HIGH**") < text.index("**MEDIUM**")
    assert text.index("**MEDIUM**") < text.index("### Deletes") < text.index("### Changes")


def test_a_change_of_the_guard_alone_does_not_begin_with_no_changes() -> None:
    loosened = GuardChange(code="RISK-GUARD", rating=Rating.HIGH, subject="rules", message="x")
    first = plan_markdown(replace(quiet(), guard=(loosened,))).text.splitlines()[0]
    assert "Nothing changes in the tenant, which matches git (2 objects). Guard: 1 change, 1 high." in first
    assert "No changes" not in first


def test_what_is_lost_is_said_before_what_is_new_of_the_same_rating() -> None:
    name = ObjectName(ObjectKind.WORKFLOW, "W")
    codes = ("RISK-CODE", "RISK-DELETE", "RISK-RENAME")
    risks = tuple(Risk(code=code, rating=Rating.MEDIUM, object=name, message=code) for code in codes)
    grave = Risk(code="RISK-CC", rating=Rating.HIGH, object=name, message="RISK-CC")
    text = plan_markdown(replace(everyday(), risks=(*risks, grave))).text
    said = [line.rpartition("(`")[2].rstrip("`)") for line in text.splitlines() if "(`RISK-" in line]
    assert said == ["RISK-CC", "RISK-DELETE", "RISK-RENAME", "RISK-CODE"]


def test_each_object_shows_its_graph_call() -> None:
    text = plan_markdown(everyday()).text
    assert '`workflow "Onboard pre-hire employee"` new version 3 → 4' in text
    assert '`workflow "Welcome"` update (PATCH) (rename)' in text


def test_a_long_text_is_a_diff_fence() -> None:
    assert "```diff\n@@ 1 unchanged line @@\n" in plan_markdown(everyday()).text
    assert "\n-It works once.\n+It works all day.\n" in plan_markdown(everyday()).text


def test_users_are_named_only_when_asked() -> None:
    people = {"Onboard pre-hire employee": PeopleCount(count=1, names=("Zoë Quill",))}
    discreet = plan_markdown(everyday(), people=people).text
    assert "1 person in scope" in discreet
    assert "Zoë" not in discreet
    assert "kestrelvane.example" not in discreet
    open_ = plan_markdown(everyday(), people=people, show_people=True).text
    assert "Zoë Quill" in open_
    assert "kestrelvane.example" in open_


@pytest.mark.parametrize("budget", [MINIMUM_BUDGET, 10_000, 60_000])
@pytest.mark.parametrize("name", ["Workflow", "🜁" * 60, "\U000e0041|" * 100])
def test_the_budget_holds_in_bytes(budget: int, name: str) -> None:
    plan = large(150, name=name)
    made = plan_markdown(replace(plan, environment=name, tenant=plan.tenant._replace(name=name)), budget_bytes=budget)
    assert len(made.text.encode()) <= budget
    assert made.truncated


def test_a_cut_is_mentioned_in_line_one() -> None:
    first = plan_markdown(large(150), budget_bytes=10_000).text.splitlines()[0]
    assert "**Cut to fit: " in first
    assert "do not approve from this text alone" in first


def test_a_cut_keeps_the_most_dangerous_whole() -> None:
    text = plan_markdown(large(150), budget_bytes=20_000).text
    kept = [line for line in text.splitlines() if line.startswith("#### ")]
    assert any('"Workflow 149"' in line for line in kept)
    assert any('"Gone"' in line for line in kept)
    assert len(kept) < 60
    assert '- `~` `workflow "Workflow 60"` update (PATCH): 1 field' in text


def test_an_object_is_never_cut_inside() -> None:
    text = plan_markdown(large(150), budget_bytes=20_000).text
    assert text.count("```diff") * 2 == text.count("```")


def test_what_fits_is_not_cut() -> None:
    made = plan_markdown(large(20))
    assert not made.truncated
    assert "Cut to fit" not in made.text


def test_a_budget_too_small_for_anything_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        plan_markdown(everyday(), budget_bytes=MINIMUM_BUDGET - 1)


def test_the_diagram_marks_what_changes_and_is_folded() -> None:
    text = plan_markdown(everyday()).text
    assert "<details><summary>Timeline</summary>\n\n```mermaid\nflowchart TD" in text
    assert 't2["2 #183; #43; Add user to groups"]:::added' in text
    assert "  start --> t1 --> t2 --> t3" in text
