"""Each action against the sandbox tenant: what is sent, what is read back, what happens when something goes wrong."""

import json
from dataclasses import replace

import pytest

from lcwsync.apply.outcome import Applied, Blocked, Failed, NotAttempted, Outcome, Unknown, exit_code
from lcwsync.model.extension import ClientConfiguration, CustomTaskExtension, LaunchAndContinue, LogicApp, PopToken
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.settings import EmailSettings, LifecycleSettings
from lcwsync.model.state import Desired
from lcwsync.model.tap_policy import PolicyState, TapPolicy
from lcwsync.model.workflow import Workflow
from lcwsync.values.exit_codes import ExitCode
from tests.apply.conftest import World
from tests.builders import tap_task, task, workflow

WELCOME = task("sendWelcomeEmail")


def kinds(outcome: Outcome) -> list[type]:
    return [type(result) for result in outcome.results]


def wanting(*workflows: object, **more: object) -> Desired:
    return Desired(workflows=workflows, **more)  # type: ignore[arg-type]


def badge(**changes: object) -> CustomTaskExtension:
    value = CustomTaskExtension(
        display_name="Badge",
        description="",
        endpoint=LogicApp(
            subscription_id="00000000-0000-4000-8000-000000000001", resource_group_name="g", logic_app_workflow_name="l"
        ),
        authentication=PopToken(),
        callback=LaunchAndContinue(),
    )
    return replace(value, **changes)  # type: ignore[arg-type]


def test_applied_and_planned_again_is_empty(world: World) -> None:
    desired = wanting(
        workflow("A", WELCOME, tap_task()),
        workflow("B", is_scheduling_enabled=True),
        tap_policy=TapPolicy(state=PolicyState.ENABLED, is_usable_once=True, maximum_lifetime_in_minutes=1440),
        settings=LifecycleSettings(
            workflow_schedule_interval_in_hours=6, email_settings=EmailSettings(use_company_branding=False)
        ),
    )
    outcome = world.apply(desired)
    assert set(kinds(outcome)) == {Applied}
    assert exit_code(outcome) is ExitCode.DONE
    assert world.plan(desired).empty


def test_one_argument_is_one_new_version_that_keeps_id_and_what_git_omits(world: World) -> None:
    enabling = task("enableUserAccount", enableOnPremisesAccount=True)
    world.apply(wanting(workflow("A", tap_task(locale="de-de"), enabling, description="kept")))
    before = world.tenant.workflows()[0]
    world.apply(wanting(workflow("A", tap_task(minutes=60), task("enableUserAccount"), description=None)))
    after = world.tenant.workflows()[0]
    assert [write.path.rpartition(".")[2] for write in world.writes] == ["createNewVersion"]
    assert (after.id, after.version) == (before.id, before.version + 1)
    assert after.workflow.description == "kept"
    mail, enabled = after.workflow.tasks or ()
    assert "locale" not in mail.arguments, "the text of a mail is what git says"
    assert enabled.arguments == {"enableOnPremisesAccount": True}


def test_a_rename_is_one_patch_of_one_field(world: World) -> None:
    world.apply(wanting(workflow("Old")))
    world.apply(wanting(workflow("New", previous_names=("Old",))))
    assert [(w.method, w.body) for w in world.writes] == [("PATCH", {"displayName": "New"})]


def test_a_task_name_is_a_patch_of_the_task_after_that_of_its_workflow(world: World) -> None:
    world.apply(wanting(workflow("A")))
    outcome = world.apply(wanting(workflow("A", replace(tap_task(), display_name="Pass"), is_enabled=False)))
    assert kinds(outcome) == [Applied, Applied]
    assert [w.body for w in world.writes] == [{"isEnabled": False}, {"displayName": "Pass"}]


def test_a_deleted_namesake_is_restored_with_its_id_and_brought_to_git(world: World) -> None:
    world.apply(wanting(workflow("A", is_scheduling_enabled=True)))
    first = world.tenant.workflows()[0].id
    world.apply(Desired(removed=("A",)))
    assert world.tenant.workflows() == ()
    desired = wanting(workflow("A", tap_task(minutes=60), is_scheduling_enabled=True))
    assert kinds(world.apply(desired)) == [Applied]
    assert world.tenant.workflows()[0].id == first
    assert world.plan(desired).empty


def test_an_extension_made_here_is_used_by_its_new_id(world: World) -> None:
    extension = badge()
    call = task("runCustomTaskExtension", customTaskExtensionID=Ref(RefKind.CUSTOM_TASK_EXTENSION, name="Badge"))
    assert kinds(world.apply(wanting(workflow("A", call), extensions=(extension,)))) == [Applied, Applied]
    used = (world.tenant.workflows()[0].workflow.tasks or ())[0].arguments["customTaskExtensionID"]
    assert isinstance(used, Ref)
    assert used.id == world.tenant.extensions()[0].id


WRITE = "/[!$]*"
"""The paths of writes: a batch reads, although it is sent with POST."""


@pytest.mark.parametrize("fault", ["reset-after", "truncate"])
def test_a_create_with_a_lost_answer_is_looked_up_and_never_doubled(world: World, fault: str) -> None:
    world.fault(f"{fault}:POST:{WRITE}")
    assert kinds(world.apply(wanting(workflow("A")))) == [Applied]
    assert len(world.tenant.workflows()) == 1


@pytest.mark.parametrize("fault", ["reset-before", "status:{}:0:1:503"])
def test_a_create_that_nobody_sees_is_unknown_and_not_sent_again(world: World, fault: str) -> None:
    kind, _, rest = fault.partition(":{}")
    world.fault(f"{kind}:POST:{WRITE}{rest}")
    desired = wanting(workflow("A"))
    outcome = world.apply(desired)
    (unknown,) = outcome.results
    assert isinstance(unknown, Unknown)
    assert "lcwsync resolve" in (unknown.hint or "")
    assert exit_code(outcome) is ExitCode.PARTLY_APPLIED
    assert len(world.writes) == 1
    assert sum(world.slept) == 60
    assert world.notes
    # At once it may still appear; later it cannot.
    assert kinds(world.apply(desired)) == [Unknown]
    assert world.writes == []
    world.later(minutes=5)
    assert kinds(world.apply(desired)) == [Applied]
    assert world.plan(desired).empty


def test_a_version_with_a_lost_answer_is_made_once(world: World) -> None:
    world.apply(wanting(workflow("A")))
    world.fault(f"reset-after:POST:{WRITE}")
    assert kinds(world.apply(wanting(workflow("A", tap_task(minutes=60))))) == [Applied]
    assert world.tenant.workflows()[0].version == 2


@pytest.mark.parametrize("fault", ["reset-before", "status:{}:0:1:503"])
def test_a_version_that_nobody_sees_is_unknown_and_not_sent_again(world: World, fault: str) -> None:
    kind, _, rest = fault.partition(":{}")
    world.apply(wanting(workflow("A")))
    world.fault(f"{kind}:POST:{WRITE}{rest}")
    desired = wanting(workflow("A", tap_task(minutes=60)))
    assert kinds(world.apply(desired)) == [Unknown]
    assert kinds(world.apply(desired)) == [Unknown]
    assert world.writes == []
    world.later(minutes=5)
    assert kinds(world.apply(desired)) == [Applied]
    assert world.tenant.workflows()[0].version == 2


def test_a_write_that_is_accepted_and_not_shown_is_unknown(world: World) -> None:
    world.apply(wanting(workflow("A")))
    world.fault("not-stored:PATCH:*")
    outcome = world.apply(wanting(workflow("A", is_enabled=False)))
    (unknown,) = outcome.results
    assert isinstance(unknown, Unknown)
    assert "did not show it within 60 seconds" in unknown.message
    assert unknown.request_ids
    assert exit_code(outcome) is ExitCode.PARTLY_APPLIED


def test_a_stale_read_after_a_write_is_waited_for(world: World) -> None:
    world.apply(wanting(workflow("A")))
    world.fault("stale-read:GET:*:0:2")
    assert kinds(world.apply(wanting(workflow("A", is_enabled=False)))) == [Applied]
    assert world.slept


def test_a_change_by_another_admin_is_not_overwritten_and_stops_the_rest(world: World) -> None:
    world.apply(wanting(workflow("A"), workflow("B")))

    def other_admin() -> None:
        (a,) = world.tenant.workflows_named("A")
        world.tenant.update_workflow(a.id, {"description": "mine now"})

    outcome = world.apply(
        wanting(workflow("A", is_enabled=False), workflow("B", is_enabled=False)), between=other_admin
    )
    assert kinds(outcome) == [Failed, NotAttempted]
    assert world.writes == []
    assert exit_code(outcome) is ExitCode.STALE


def test_finding_a_change_done_and_the_next_one_moved_has_written_nothing(world: World) -> None:
    world.apply(wanting(workflow("A"), workflow("B")))

    def other_admin() -> None:
        (a,), (b,) = world.tenant.workflows_named("A"), world.tenant.workflows_named("B")
        world.tenant.update_workflow(a.id, {"isEnabled": False})
        world.tenant.update_workflow(b.id, {"description": "mine now"})

    desired = wanting(workflow("A", is_enabled=False), workflow("B", is_enabled=False))
    outcome = world.apply(desired, between=other_admin)
    assert kinds(outcome) == [Applied, Failed]
    assert world.writes == []
    assert exit_code(outcome) is ExitCode.STALE


def test_a_stale_plan_that_had_begun_is_partly_applied(world: World) -> None:
    world.apply(wanting(workflow("A"), workflow("B")))

    def other_admin() -> None:
        world.tenant.update_workflow(world.tenant.workflows_named("B")[0].id, {"description": "mine now"})

    desired = wanting(workflow("A", is_enabled=False), workflow("B", is_enabled=False))
    assert exit_code(world.apply(desired, between=other_admin)) is ExitCode.PARTLY_APPLIED


@pytest.mark.parametrize("times", [4, 6])
def test_a_new_workflow_that_reads_do_not_show_yet_is_waited_for(world: World, times: int) -> None:
    world.fault(f"stale-read:GET:*:0:{times}")
    assert kinds(world.apply(wanting(workflow("A")))) == [Applied]
    assert len(world.tenant.workflows()) == 1
    assert world.slept


def test_a_stale_replica_after_our_own_write_is_not_taken_for_another_admin(world: World) -> None:
    world.apply(wanting(workflow("A")))
    # The read-back after the workflow's PATCH is right, the guard before the task's PATCH sees the old state.
    world.fault("stale-read:GET:*/workflows/*:1:2")
    outcome = world.apply(wanting(workflow("A", replace(tap_task(), display_name="Pass"), is_enabled=False)))
    assert kinds(outcome) == [Applied, Applied]


def test_a_task_that_another_admin_renamed_as_in_git_counts_as_done(world: World) -> None:
    world.apply(wanting(workflow("A")))

    def other_admin() -> None:
        (a,) = world.tenant.workflows()
        world.tenant.update_task(a.id, (a.workflow.tasks or ())[0].id or "", {"displayName": "Pass"})

    desired = wanting(workflow("A", replace(tap_task(), display_name="Pass")))
    (result,) = world.apply(desired, between=other_admin).results
    assert isinstance(result, Applied)
    assert not result.written


@pytest.mark.parametrize("change", [{"is_enabled": False}, {"description": "new"}])
def test_a_workflow_deleted_just_before_the_write_is_stale(world: World, change: dict[str, object]) -> None:
    world.apply(wanting(workflow("A")))
    world.fault("deleted-by-other:PATCH:*")
    outcome = world.apply(wanting(workflow("A", **change)))
    (failed,) = outcome.results
    assert isinstance(failed, Failed)
    assert "no longer exists" in failed.message
    assert exit_code(outcome) is ExitCode.STALE


def test_an_object_that_another_admin_deleted_counts_as_deleted(world: World) -> None:
    world.apply(wanting(workflow("A")))
    world.fault("deleted-by-other:DELETE:*")
    (result,) = world.apply(Desired(removed=("A",))).results
    assert isinstance(result, Applied)
    assert result.note == "was already gone"


@pytest.mark.parametrize("fault", ["reset-after:DELETE:*", "reset-before:DELETE:*", "status:DELETE:*:0:1:503"])
def test_a_deletion_with_a_lost_answer_is_carried_out_once(world: World, fault: str) -> None:
    world.apply(wanting(workflow("A")))
    world.fault(fault)
    assert kinds(world.apply(Desired(removed=("A",)))) == [Applied]
    assert len(world.tenant.deleted_workflows()) == 1


@pytest.mark.parametrize("fault", ["reset-after:POST:/[!$]*", "reset-before:POST:/[!$]*", "status:POST:/[!$]*:0:1:503"])
def test_a_restore_with_a_lost_answer_brings_back_the_one_workflow(world: World, fault: str) -> None:
    world.apply(wanting(workflow("A")))
    (before,) = world.tenant.workflows()
    world.apply(Desired(removed=("A",)))
    world.fault(fault)
    assert kinds(world.apply(wanting(workflow("A")))) == [Applied]
    (after,) = world.tenant.workflows()
    assert (after.id, after.version) == (before.id, before.version)


def test_a_workflow_restored_and_changed_by_another_admin_is_not_overwritten(world: World) -> None:
    world.apply(wanting(workflow("A")))
    world.apply(Desired(removed=("A",)))

    def other_admin() -> None:
        (deleted,) = world.tenant.deleted_workflows()
        world.tenant.restore_workflow(deleted.id)
        world.tenant.update_workflow(deleted.id, {"description": "mine now"})

    outcome = world.apply(wanting(workflow("A")), between=other_admin)
    assert exit_code(outcome) is ExitCode.STALE
    assert world.writes == []


def test_a_workflow_is_not_restored_beside_a_new_namesake(world: World) -> None:
    world.app.store.doubts["deleted-names"] = "free"
    world.apply(wanting(workflow("A")))
    world.apply(Desired(removed=("A",)))
    outcome = world.apply(wanting(workflow("A")), between=lambda: world.tenant.create_workflow(workflow("A", WELCOME)))
    assert exit_code(outcome) is ExitCode.STALE
    assert len(world.tenant.workflows()) == 1


def test_a_change_of_an_extension_sends_the_parts_that_differ_and_keeps_the_rest(world: World) -> None:
    world.apply(
        wanting(extensions=(badge(client=ClientConfiguration(maximum_retries=1, timeout_in_milliseconds=900)),))
    )
    world.apply(wanting(extensions=(badge(client=ClientConfiguration(maximum_retries=2)),)))
    (write,) = world.writes
    assert isinstance(write.body, dict)
    assert set(write.body) == {"displayName", "clientConfiguration"}
    (now,) = world.tenant.extensions()
    assert now.extension.client == ClientConfiguration(maximum_retries=2, timeout_in_milliseconds=900)


@pytest.mark.parametrize("fault", ["reset-after:POST:/[!$]*", "truncate:POST:/[!$]*"])
def test_an_extension_with_a_lost_answer_is_made_once(world: World, fault: str) -> None:
    world.fault(fault)
    assert kinds(world.apply(wanting(extensions=(badge(),)))) == [Applied]
    assert len(world.tenant.extensions()) == 1


def test_an_extension_is_changed_and_deleted(world: World) -> None:
    world.apply(wanting(extensions=(badge(),)))
    assert kinds(world.apply(wanting(extensions=(badge(description="new"),)))) == [Applied]
    assert kinds(world.apply(Desired(removed=("Badge",)))) == [Applied]
    assert world.tenant.extensions() == ()


def test_a_change_by_another_admin_to_the_state_in_git_counts_as_done(world: World) -> None:
    world.apply(wanting(workflow("A")))

    def other_admin() -> None:
        world.tenant.update_workflow(world.tenant.workflows()[0].id, {"isEnabled": False})

    (result,) = world.apply(wanting(workflow("A", is_enabled=False)), between=other_admin).results
    assert isinstance(result, Applied)
    assert result.note == "was already so"
    assert world.writes == []


def test_a_name_taken_in_between_is_not_doubled(world: World) -> None:
    plan = world.plan(wanting(workflow("A")))
    world.tenant.create_workflow(workflow("a", WELCOME))
    (result,) = world.carry_out(plan).results
    assert isinstance(result, Failed)
    assert len(world.tenant.workflows()) == 1


def test_a_failed_action_blocks_deletes_and_leaves_independent_ones(world: World) -> None:
    world.apply(wanting(workflow("A"), workflow("Gone")))
    world.fault("status:PATCH:*:0:1:400")
    desired = wanting(workflow("A", is_enabled=False), workflow("New"), removed=("Gone",))
    outcome = world.apply(desired)
    assert sorted(kind.__name__ for kind in kinds(outcome)) == ["Applied", "Blocked", "Failed"]
    assert isinstance(outcome.results[-1], Blocked)
    assert exit_code(outcome) is ExitCode.PARTLY_APPLIED
    assert {live.workflow.display_name for live in world.tenant.workflows()} == {"A", "New", "Gone"}


def test_a_failed_loosening_blocks_the_workflow_that_needs_it(world: World) -> None:
    world.fault("status:PATCH:*:0:1:400")
    desired = wanting(workflow("A"), tap_policy=TapPolicy(state=PolicyState.ENABLED))
    assert kinds(world.apply(desired)) == [Failed, Blocked]


def test_a_withdrawn_permission_fails_its_action_and_no_other(world: World) -> None:
    world.apply(wanting(workflow("A")))
    world.fault("forbidden:PATCH:*")
    outcome = world.apply(wanting(workflow("A", is_enabled=False), workflow("B")))
    failed = next(result for result in outcome.results if isinstance(result, Failed))
    assert "LifecycleWorkflows-Workflow.ReadWrite.All" in (failed.hint or "")
    assert sorted(kind.__name__ for kind in kinds(outcome)) == ["Applied", "Failed"]


def test_an_expired_token_leaves_the_rest_unattempted(world: World) -> None:
    plan = world.plan(wanting(workflow("A"), workflow("B"), workflow("C")))
    world.fault("expired-token:*:*:4")
    outcome = world.carry_out(plan)
    assert NotAttempted in kinds(outcome)
    world.faults.clear()
    world.apply(wanting(workflow("A"), workflow("B"), workflow("C")))
    assert len(world.tenant.workflows()) == 3


def test_a_signal_leaves_the_rest_unattempted(world: World) -> None:
    plan = world.plan(wanting(workflow("A"), workflow("B")))
    world.stop.set()
    outcome = world.carry_out(plan)
    assert kinds(outcome) == [NotAttempted, NotAttempted]
    assert exit_code(outcome) is ExitCode.INTERRUPTED


def test_a_signal_during_the_last_action_leaves_nothing_and_interrupts_nothing(world: World) -> None:
    plan = world.plan(wanting(workflow("A")))
    world.on_progress = lambda _line: world.stop.set()
    outcome = world.carry_out(plan)
    assert kinds(outcome) == [Applied]
    assert exit_code(outcome) is ExitCode.DONE


def test_a_defect_of_ours_does_not_hide_what_was_done_before(world: World) -> None:
    plan = world.plan(wanting(workflow("A"), workflow("B"), workflow("C")))
    whole, created = world.tenant, list[str]()

    class Defective:
        def __getattr__(self, name: str) -> object:
            return getattr(whole, name)

        def create_workflow(self, value: Workflow) -> str:
            if created:
                raise KeyError("zoe@example.com")
            created.append(value.display_name)
            return whole.create_workflow(value)

    world.tenant = Defective()  # type: ignore[assignment]
    outcome = world.carry_out(plan)
    world.tenant = whole
    assert kinds(outcome) == [Applied, Failed, NotAttempted]
    failed = outcome.results[1]
    assert isinstance(failed, Failed)
    assert "KeyError in create_workflow" in failed.message
    assert "zoe" not in failed.message
    assert exit_code(outcome) is ExitCode.PARTLY_APPLIED


def test_the_journal_records_who_did_what_from_which_commit(world: World) -> None:
    world.apply(wanting(workflow("A")))
    lines = [json.loads(line) for line in world.journal.read_text(encoding="utf-8").splitlines()]
    assert [(line["event"], line["object"], line["actor"], line["commit"]) for line in lines] == [
        ("begin", "A", "octocat", "abc"),
        ("sending", "A", "octocat", "abc"),
        ("sent", "A", "octocat", "abc"),
        ("end", "A", "octocat", "abc"),
    ]
    (made,) = world.tenant.workflows()
    assert [line.get("sent", {}).get("objectId") for line in lines] == [None, None, made.id, made.id]
    assert lines[-1]["result"] == "applied"
    assert lines[-1]["requestIds"]


def test_a_second_run_that_started_on_the_same_plan_harms_nothing(world: World) -> None:
    world.apply(wanting(workflow("A")))
    plan = world.plan(wanting(workflow("A", tap_task(minutes=60))))
    assert kinds(world.carry_out(plan)) == [Applied]
    (again,) = world.carry_out(plan).results
    assert isinstance(again, Applied)
    assert world.writes == []
    assert world.tenant.workflows()[0].version == 2
