"""A plan, carried out: one action at a time in its order, every outcome accounted for."""

from collections.abc import Callable
from datetime import datetime
from traceback import extract_tb
from typing import assert_never

from lcwsync.apply import extensions, settings, tap_policy, workflows
from lcwsync.apply.confirm import Sleep
from lcwsync.apply.journal import Journal
from lcwsync.apply.outcome import STALE, Applied, Blocked, Failed, NotAttempted, Outcome, Result
from lcwsync.apply.problems import Moved
from lcwsync.apply.stop import StopSignal
from lcwsync.apply.writer import Writer
from lcwsync.plan.actions import (
    CreateExtension,
    DeleteExtension,
    PlannedAction,
    UpdateExtension,
    UpdateSettings,
    UpdateTapPolicy,
    subject,
)
from lcwsync.plan.plan import Plan
from lcwsync.plan.workflow_actions import (
    CreateWorkflow,
    DeleteWorkflow,
    NewVersion,
    RestoreWorkflow,
    UpdateTask,
    UpdateWorkflow,
)
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.port import Tenant
from lcwsync.values.errors import LcwError


def apply(
    plan: Plan,
    tenant: Tenant,
    *,
    clock: Callable[[], datetime],
    sleep: Sleep,
    stop: StopSignal,
    on_progress: Callable[[str], None],
    journal: Journal,
) -> Outcome:
    """Carry out every action that may run and return the result of each.

    A failed action blocks what depends on it and every delete; independent ones go on. An object that somebody else
    changed stops the rest, and so does an expired sign-in. `sleep` takes seconds. Raises nothing for what Graph does.
    """
    writer = Writer(tenant, sleep)
    began = clock()
    results: list[Result] = []
    halted: str | None = None
    interrupted = False
    for number, planned in enumerate(plan.actions, start=1):
        if stop.is_set() and halted is None:
            halted, interrupted = "stopped by a signal", True
        if halted is not None:
            results.append(NotAttempted(planned=planned, reason=halted))
            continue
        by = _blockers(planned, results)
        if by:
            results.append(Blocked(planned=planned, by=by))
            continue
        on_progress(f"[{number}/{len(plan.actions)}] {planned.action.verbs[0].in_words} {subject(planned.action)} ...")
        journal.begins(plan, planned, clock())
        result, halted = _attempt(planned, writer)
        journal.ended(plan, planned, result, clock())
        results.append(result)
    return Outcome(
        plan=plan,
        results=tuple(results),
        origin=journal.origin,
        began=began,
        ended=clock(),
        interrupted=interrupted,
    )


def _attempt(planned: PlannedAction, writer: Writer) -> tuple[Result, str | None]:
    """The result of the action, and the reason why no other action may follow, if there is one."""
    writer.begin()
    try:
        note = _carry_out(planned, writer)
    except LcwError as error:
        return _failed(planned, error, writer), _halts(error)
    except Exception as error:  # noqa: BLE001 - what was written before must be told, whatever is wrong with us
        place = extract_tb(error.__traceback__)[-1]
        message = f"lcwsync failed unexpectedly ({type(error).__name__} in {place.name}, line {place.lineno})"
        failed = Failed(planned=planned, message=message, hint="plan again to see what is left, and report this")
        return failed, "lcwsync failed unexpectedly"
    ids = writer.tenant.drain_request_ids()
    return Applied(planned=planned, request_ids=ids, note=note, written=writer.wrote), None


def _failed(planned: PlannedAction, error: LcwError, writer: Writer) -> Failed:
    code, request_id = None, None
    match error:
        case Moved():
            code = STALE
        case GraphFailure():
            code, request_id = error.code or error.kind.value, error.request_id
        case _:
            pass
    # Support can find a write that was accepted and came to nothing only by its request id.
    last_write = next(reversed(writer.tenant.drain_request_ids()), None)
    return Failed(
        planned=planned, message=error.message, hint=error.hint, request_id=request_id or last_write, code=code
    )


def _halts(error: LcwError) -> str | None:
    match error:
        case Moved():
            return "another admin is changing the tenant; plan again"
        case GraphFailure(kind=FailureKind.UNAUTHORISED):
            return "the sign-in is no longer accepted"
        case _:
            return None


def _carry_out(planned: PlannedAction, writer: Writer) -> str | None:
    action = planned.action
    match action:
        case CreateWorkflow():
            return workflows.create_workflow(action, writer)
        case UpdateWorkflow():
            return workflows.update_workflow(action, planned, writer)
        case UpdateTask():
            return workflows.update_task(action, planned, writer)
        case NewVersion():
            return workflows.new_version(action, planned, writer)
        case RestoreWorkflow():
            return workflows.restore_workflow(action, writer)
        case DeleteWorkflow():
            return workflows.delete_workflow(action, planned, writer)
        case UpdateTapPolicy():
            return tap_policy.update_tap_policy(action, planned, writer)
        case UpdateSettings():
            return settings.update_settings(action, planned, writer)
        case CreateExtension():
            return extensions.create_extension(action, writer)
        case UpdateExtension():
            return extensions.update_extension(action, planned, writer)
        case DeleteExtension():
            return extensions.delete_extension(action, planned, writer)
        case _:
            assert_never(action)


def _blockers(planned: PlannedAction, results: list[Result]) -> tuple[str, ...]:
    undone = [result.planned.key for result in results if not isinstance(result, Applied)]
    if isinstance(planned.action, DeleteWorkflow | DeleteExtension):
        return tuple(undone)
    return tuple(key for key in undone if key in planned.depends_on)
