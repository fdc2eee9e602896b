"""The laws of a tenant that git keeps, while another admin edits it and the network fails.

Git, the other admin and the network each take their turns in any order. After an apply: results add up, unmanaged
objects are as they were, deletes waited, versions grew by one at most, nothing changed but what the plan said.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from lcwsync.apply.outcome import Applied, Outcome, exit_code
from lcwsync.model.state import Desired
from lcwsync.model.tap_policy import PolicyState, TapPolicy
from lcwsync.plan.actions import PlannedAction, subject
from lcwsync.plan.plan import Plan
from lcwsync.plan.planfile import confirm, dump, load
from lcwsync.plan.workflow_actions import DeleteWorkflow, NewVersion, RestoreWorkflow
from lcwsync.sandbox.documents import POLICIES, WORKFLOWS
from lcwsync.sandbox.faults import Fault
from lcwsync.sandbox.store import JsonObject, Store
from lcwsync.values.errors import StalePlan
from lcwsync.values.exit_codes import ExitCode
from tests.builders import tap_task, task, workflow
from tests.faults.trials import Lab
from tests.laws.conftest import CHOSEN
from tests.laws.owed import NETWORK, all_done, every_action_is_accounted_for, managed

NAMES = ("Pre-hire", "First day", "Mover")
PORTAL = ("Portal one", "Portal two")

_TASKS = st.sampled_from(
    [
        (tap_task(),),
        (tap_task(minutes=60),),
        (replace(tap_task(), display_name="Pass"),),
        (task("sendWelcomeEmail"), tap_task()),
        (tap_task(), task("sendWelcomeEmail")),
    ]
)
# The service schedules no workflow that is disabled; `validate` says so before a plan is made.
_SWITCHES = st.sampled_from([(True, True), (True, False), (False, False)])
_CHANGES = st.builds(
    lambda switches, description: {
        "is_enabled": switches[0],
        "is_scheduling_enabled": switches[1],
        "description": description,
    },
    _SWITCHES,
    st.sampled_from(["", "for Sales", None]),
)
_POLICY = st.builds(
    TapPolicy,
    state=st.sampled_from(PolicyState),
    is_usable_once=st.none() | st.booleans(),
    default_length=st.none() | st.integers(8, 48),
)


class GitAndTheTenant(RuleBasedStateMachine):
    """Git's wishes in `desired`; the tenant is a sandbox."""

    def __init__(self) -> None:
        super().__init__()
        self._place = TemporaryDirectory()
        self.lab = Lab(Store(None), Path(self._place.name))
        self.desired = Desired()
        self.edits = 0

    def teardown(self) -> None:
        self.lab.tenant.close()
        self.lab.app.store.close()
        self._place.cleanup()

    @rule(name=st.sampled_from(NAMES), tasks=_TASKS, changes=_CHANGES)
    def git_describes(self, name: str, tasks: tuple[object, ...], changes: dict[str, object]) -> None:
        described = workflow(name, *tasks, **changes)  # type: ignore[arg-type]
        others = tuple(w for w in self.desired.workflows if w.display_name != name)
        gone = tuple(n for n in self.desired.removed if n != name)
        self.desired = replace(self.desired, workflows=(*others, described), removed=gone)

    @rule(name=st.sampled_from(NAMES))
    def git_removes(self, name: str) -> None:
        others = tuple(w for w in self.desired.workflows if w.display_name != name)
        removed = tuple(dict.fromkeys((*self.desired.removed, name)))
        self.desired = replace(self.desired, workflows=others, removed=removed)

    @rule(name=st.sampled_from(NAMES))
    def git_forgets(self, name: str) -> None:
        others = tuple(w for w in self.desired.workflows if w.display_name != name)
        self.desired = replace(self.desired, workflows=others)

    @rule(policy=st.none() | _POLICY)
    def git_says_of_the_policy(self, policy: TapPolicy | None) -> None:
        self.desired = replace(self.desired, tap_policy=policy)

    @rule(name=st.sampled_from([*NAMES, *PORTAL]), how=st.sampled_from(["describe", "disable", "version", "delete"]))
    def the_other_admin_edits(self, name: str, how: str) -> None:
        self._edit(name, how)

    @rule()
    def apply_and_plan_again(self) -> None:
        """Law 1."""
        self._apply_undisturbed()

    @rule(faults=st.lists(NETWORK, min_size=1, max_size=2))
    def apply_under_faults_then_without(self, faults: list[Fault]) -> None:
        """Law 6; what every apply owes is looked at on the way."""
        twin = self._undisturbed()
        plan = self.lab.plan(self.desired)
        for fault in faults:
            self.lab.app.faults.add(fault)
        self._carry_out(plan)
        self.lab.app.faults.clear()
        self.lab.later(minutes=20)  # a write whose answer was lost is not sent again before
        self._apply_undisturbed()
        assert managed(self.lab.app.store, WORKFLOWS, POLICIES) == managed(twin, WORKFLOWS, POLICIES)
        twin.close()

    @rule(edited=st.lists(st.tuples(st.sampled_from([*NAMES, *PORTAL]), st.just("describe")), max_size=2))
    def a_reviewed_plan_is_refused_only_when_its_objects_changed(self, edited: list[tuple[str, str]]) -> None:
        """Law 7."""
        plan = self.lab.plan(self.desired)
        saved = load(dump(plan, "0", made=datetime(2026, 11, 25, tzinfo=UTC), commit=None))
        listed = {subject(planned.action).name for planned in plan.actions}
        changed = {name for name, how in edited if self._edit(name, how)}
        fresh = self.lab.plan(self.desired)
        if listed & changed:
            with pytest.raises(StalePlan):
                confirm(saved, fresh)
        else:
            confirmed = confirm(saved, fresh)
            assert [p.key for p in confirmed.actions] == [p.key for p in plan.actions]

    @rule(name=st.sampled_from([*NAMES, *PORTAL]), how=st.sampled_from(["describe", "delete"]))
    def somebody_edits_between_plan_and_apply(self, name: str, how: str) -> None:
        """Law 7 for the executor, which re-reads before each write: the edit survives, or was never in the way."""
        plan = self.lab.plan(self.desired)
        concerned = name in {subject(planned.action).name for planned in plan.actions}
        edited = self._edit(name, how)
        kept = _by_name(self.lab.app.store).get(name)
        outcome = self._carry_out(plan)
        if edited and concerned and exit_code(outcome) is not ExitCode.DONE:
            assert _by_name(self.lab.app.store).get(name) == kept
        if not (edited and concerned):
            all_done(outcome)

    @invariant()
    def no_name_is_there_twice(self) -> None:
        names = [str(document["displayName"]).casefold() for document in self.lab.app.store.all(WORKFLOWS)]
        assert len(names) == len(set(names))

    def _apply_undisturbed(self) -> None:
        all_done(self._carry_out(self.lab.plan(self.desired)))
        assert self.lab.plan(self.desired).empty

    def _undisturbed(self) -> Store:
        """What an apply without faults makes of a copy of the tenant."""
        with TemporaryDirectory() as place, Lab(self.lab.app.store.copy(), Path(place)) as lab:
            all_done(lab.apply(self.desired))
            return lab.app.store

    def _carry_out(self, plan: Plan) -> Outcome:
        before = _by_name(self.lab.app.store)
        outcome = self.lab.carry_out(plan)
        after = _by_name(self.lab.app.store)
        every_action_is_accounted_for(plan, outcome)
        _deletes_waited(outcome)
        _only_what_was_planned(plan, before, after)
        return outcome

    def _make(self, name: str) -> None:
        """A workflow of the portal: a deleted one keeps its name, so the other admin restores that one."""
        tenant = self.lab.tenant
        deleted = [live for live in tenant.deleted_workflows() if live.workflow.display_name == name]
        if deleted:
            tenant.restore_workflow(deleted[0].id)
        else:
            tenant.create_workflow(workflow(name, task("sendWelcomeEmail")))

    def _edit(self, name: str, how: str) -> bool:
        """What the other admin does to a workflow; whether it made a difference. A portal workflow is made first."""
        tenant = self.lab.tenant
        found = tenant.workflows_named(name)
        self.edits += 1
        if not found:
            if name in PORTAL:
                self._make(name)
            return name in PORTAL
        (live,) = found
        match how:
            case "describe":
                tenant.update_workflow(live.id, {"description": f"edit {self.edits}"})
            case "disable":
                tenant.update_workflow(live.id, {"isEnabled": False, "isSchedulingEnabled": False})
            case "version":
                tenant.create_new_version(live.id, replace(live.workflow, tasks=(tap_task(minutes=90),)))
            case _:
                tenant.delete_workflow(live.id)
        return True


def _deletes_waited(outcome: Outcome) -> None:
    """Law 9: no delete after a failure, none before another action."""
    failed = False
    deleting = False
    for result in outcome.results:
        if isinstance(result.planned.action, DeleteWorkflow):
            deleting = True
            assert not (failed and isinstance(result, Applied))
        else:
            assert not deleting or not _is_workflow(result.planned)
        failed = failed or not isinstance(result, Applied)


def _is_workflow(planned: PlannedAction) -> bool:
    return isinstance(planned.action, NewVersion | RestoreWorkflow)


def _only_what_was_planned(plan: Plan, before: dict[str, JsonObject], after: dict[str, JsonObject]) -> None:
    """Laws 4 and 8, and one version at most for one new version."""
    planned = {subject(p.action).name for p in plan.actions}
    for name in {*before, *after} - planned:
        assert before.get(name) == after.get(name), f"{name} is in no action of the plan"
    versioned = {subject(p.action).name for p in plan.actions if isinstance(p.action, NewVersion | RestoreWorkflow)}
    for name in before.keys() & after.keys():
        grown = int(str(after[name]["version"])) - int(str(before[name]["version"]))
        assert grown in ((0, 1) if name in versioned else (0,))
        said = {
            field.field.partition(".")[0]
            for p in plan.actions
            if subject(p.action).name == name
            for field in getattr(p.action, "fields", ())
        }
        # A description that is empty and none at all are the same to git.
        unsaid = {m for m in _DESCRIBED - said if (before[name].get(m) or "") != (after[name].get(m) or "")}
        assert not unsaid, {member: (before[name].get(member), after[name].get(member)) for member in unsaid}


# Tasks are told apart by the versions, conditions by trigger and scope.
_DESCRIBED = frozenset(
    {
        "displayName",
        "description",
        "isEnabled",
        "isSchedulingEnabled",
        "category",
        "administrationScopeTargets",
    }
)


def _by_name(store: Store) -> dict[str, JsonObject]:
    return {str(document["displayName"]): document for document in store.all(WORKFLOWS)}


TestGitAndTheTenant = GitAndTheTenant.TestCase
TestGitAndTheTenant.settings = CHOSEN


def test_two_removals_in_one_commit_are_one_apply() -> None:
    """Found by seed 1 of the long profile: the trials' own limit on deletes refused what git asked for."""
    steps = GitAndTheTenant()
    try:
        for name in ("Mover", "First day"):
            steps.git_describes(name, (tap_task(),), {"is_enabled": True, "is_scheduling_enabled": True})
        steps.apply_and_plan_again()
        for name in ("Mover", "First day"):
            steps.git_removes(name)
        steps.apply_and_plan_again()
        assert not steps.lab.app.store.all(WORKFLOWS)
    finally:
        steps.teardown()
