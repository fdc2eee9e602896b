"""A plan, carried out: one action at a time in its order, every outcome accounted for."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from traceback import extract_tb
from typing import Any, assert_never

from lcwsync.apply import extensions, pass_requests, settings, tap_policy, workflows
from lcwsync.apply.confirm import BUDGET_SECONDS, Patience, Sleep
from lcwsync.apply.creation import EXTENSIONS, WORKFLOWS, check_lists, first_looks
from lcwsync.apply.earlier import EarlierWrites
from lcwsync.apply.journal import Journal
from lcwsync.apply.outcome import (
    STALE,
    Applied,
    Blocked,
    Failed,
    NeedsDecision,
    NotAttempted,
    Outcome,
    Result,
    Sent,
    Unknown,
)
from lcwsync.apply.problems import Contested, Moved, NotSeen
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
from lcwsync.plan.pass_requests import AddPassPart, ChangePassPart, RemovePassPart, RevokeRole
from lcwsync.plan.plan import Plan
from lcwsync.plan.workflow_actions import (
    CreateWorkflow,
    DeleteWorkflow,
    NewVersion,
    RestoreWorkflow,
    UpdateTask,
    UpdateWorkflow,
)
from lcwsync.tenant.http.deadline import Deadline
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.looks import Look, extension_by_id, the_settings, the_tap_policy, workflow_by_id
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
    deadline: Deadline | None = None,
    earlier: EarlierWrites | None = None,
    budget: float = BUDGET_SECONDS,
    note: Callable[[str], None] = lambda _line: None,
) -> Outcome:
    """Carry out every action that may run and return the result of each.

    A failed action blocks what depends on it and every delete; independent ones go on. An object that somebody else
    changed stops the rest, and so does an expired sign-in. `sleep` takes seconds; `budget` is how many of them one
    write is waited for to be shown, which `note` tells; `earlier` is what other runs sent. After `deadline` no action
    begins. Raises nothing for what Graph does.
    """
    deadline = deadline or Deadline.after(None)
    writer = Writer(
        tenant=tenant,
        patience=Patience(sleep, budget=budget, note=note, stopped=lambda: stop.is_set() or deadline.left() <= 0),
        clock=clock,
        earlier=earlier or EarlierWrites(),
    )
    began = clock()
    results: list[Result] = []
    halted: str | None = None
    interrupted = False
    announced = 0
    for number, planned in enumerate(plan.actions, start=1):
        if stop.is_set() and halted is None:
            halted, interrupted = "stopped by a signal", True
        if deadline.left() <= 0 and halted is None:
            halted = f"{deadline.text} is over"
        if halted is not None:
            results.append(NotAttempted(planned=planned, reason=halted))
            continue
        by = _blockers(planned, results)
        if by:
            results.append(Blocked(planned=planned, by=by))
            continue

        def announce(upto: int) -> None:
            nonlocal announced
            if upto > announced:
                announced = upto
                action = plan.actions[upto - 1].action
                on_progress(f"[{upto}/{len(plan.actions)}] {action.verbs[0].in_words} {subject(action)} ...")

        announce(number)
        journal.begins(plan, planned, clock())
        following = plan.actions[number] if number < len(plan.actions) else None
        writer.on_sending = partial(_journal, journal.sending, plan, planned, clock)
        writer.on_sent = partial(_journal, journal.sent, plan, planned, clock)
        writer.begin(
            () if following is None or _waits(following, planned) else _first_looks(following, writer),
            on_look_ahead=partial(announce, number + 1),
        )
        result, halted = _attempt(planned, writer)
        journal.ended(plan, planned, result, clock())
        results.append(result)
    _look_at_lists(plan, results, writer, journal)
    return Outcome(
        plan=plan,
        results=tuple(results),
        origin=journal.origin,
        began=began,
        ended=clock(),
        interrupted=interrupted,
    )


def _journal(
    write: Callable[[Plan, PlannedAction, Sent, datetime], None],
    plan: Plan,
    planned: PlannedAction,
    clock: Callable[[], datetime],
    sent: Sent,
) -> None:
    write(plan, planned, sent, clock())


def _waits(following: PlannedAction, planned: PlannedAction) -> bool:
    """Whether an action may not be looked at before another one has ended well."""
    return planned.key in following.depends_on or isinstance(following.action, _DELETES)


_DELETES = DeleteWorkflow | DeleteExtension | RemovePassPart


def _first_looks(planned: PlannedAction, writer: Writer) -> tuple[Look[Any], ...]:
    """What an action looks at first."""
    action = planned.action
    match action:
        case CreateWorkflow():
            return first_looks(WORKFLOWS, action.name, writer)
        case CreateExtension():
            return first_looks(EXTENSIONS, action.name, writer)
        case UpdateWorkflow() | UpdateTask() | NewVersion() | DeleteWorkflow():
            return (workflow_by_id(action.live.id),)
        case UpdateExtension() | DeleteExtension():
            return (extension_by_id(action.live.id),)
        case RestoreWorkflow():
            return workflows.restore_looks(action)
        case UpdateTapPolicy():
            return (the_tap_policy(),)
        case UpdateSettings():
            return (the_settings(),)
        case AddPassPart() | ChangePassPart() | RevokeRole() | RemovePassPart():
            return ()
        case _:
            assert_never(action)


def _look_at_lists(plan: Plan, results: list[Result], writer: Writer, journal: Journal) -> None:
    """Look at the lists once more, and correct the results of what was created."""
    if not writer.made:
        return
    try:
        wrong = check_lists(writer)
    except LcwError:
        return  # each creation was read back by its id, and its name by `$filter`
    for position, result in enumerate(results):
        if isinstance(result, Applied) and result.sent and (error := wrong.get(result.sent.object_id or "")):
            results[position] = _with_error(result.planned, error, result.request_ids, result.sent)
            journal.ended(plan, result.planned, results[position], writer.clock())


def _attempt(planned: PlannedAction, writer: Writer) -> tuple[Result, str | None]:
    """The result of the action, and the reason why no other action may follow, if there is one."""
    try:
        note = _carry_out(planned, writer)
    except (NotSeen, Contested) as error:
        return _with_error(planned, error, writer.tenant.drain_request_ids(), writer.sent), None
    except LcwError as error:
        if isinstance(error, GraphFailure) and error.doubtful and writer.sent is not None:
            return _with_error(planned, error, writer.tenant.drain_request_ids(), writer.sent), _halts(error)
        return _failed(planned, error, writer), _halts(error)
    except Exception as error:  # noqa: BLE001 - what was written before must be told, whatever is wrong with us
        place = extract_tb(error.__traceback__)[-1]
        message = f"lcwsync failed unexpectedly ({type(error).__name__} in {place.name}, line {place.lineno})"
        failed = Failed(planned=planned, message=message, hint="plan again to see what is left, and report this")
        return failed, "lcwsync failed unexpectedly"
    ids = writer.tenant.drain_request_ids()
    return Applied(planned=planned, request_ids=ids, note=note, written=writer.wrote, sent=writer.sent), None


def _with_error(
    planned: PlannedAction, error: LcwError, request_ids: tuple[str, ...], sent: Sent | None
) -> Unknown | NeedsDecision:
    """The result of an action that was sent, and whose end is not the one of the plan."""
    kind = NeedsDecision if isinstance(error, Contested) else Unknown
    return kind(planned=planned, message=error.message, hint=error.hint, request_ids=request_ids, sent=sent)


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
        planned=planned,
        message=error.message,
        hint=error.hint,
        request_id=request_id or last_write,
        code=code,
        sent=writer.sent,
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
        case AddPassPart():
            return pass_requests.add_part(action, planned, writer)
        case ChangePassPart():
            return pass_requests.change_part(action, planned, writer)
        case RevokeRole():
            return pass_requests.revoke_role(action, planned, writer)
        case RemovePassPart():
            return pass_requests.remove_part(action, planned, writer)
        case _:
            assert_never(action)


def _blockers(planned: PlannedAction, results: list[Result]) -> tuple[str, ...]:
    undone = [result.planned.key for result in results if not isinstance(result, Applied)]
    if isinstance(planned.action, _DELETES):
        return tuple(undone)
    return tuple(key for key in undone if key in planned.depends_on)
