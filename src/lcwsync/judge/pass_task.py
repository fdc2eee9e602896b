"""The task that creates a pass and mails it: the verdicts of `passes`, in a run."""

from collections.abc import Sequence

from lcwsync.judge.mails import undeliverable
from lcwsync.judge.outcome import CannotTell, Done, Failed, Skipped, TaskForecast
from lcwsync.judge.passes import VERDICTS, Pass, Verdict, Weight, expected_pass, with_verdict, words_of
from lcwsync.judge.state import Judged, State
from lcwsync.model.workflow import Task


def judge(state: State, task: Task) -> Judged:
    """generateTapAndEmailManager. A pass that reaches the wrong person is created all the same."""
    tap = pass_of(state, task)
    verdicts = tap.verdicts
    failing = [VERDICTS[verdict][1] for verdict in verdicts if VERDICTS[verdict][0] is Weight.FAILS]
    unread = [words_of(tap, verdict) for verdict in verdicts if VERDICTS[verdict][0] is Weight.UNKNOWN]
    mail = undeliverable(state, task)
    if failing:
        return Failed(failing[0]), state
    if isinstance(mail, Failed):
        return mail, state
    if unread:
        return CannotTell(unread[0]), state
    return mail or Done(), state


def in_run(found: TaskForecast, run: Sequence[TaskForecast], state: State) -> Pass:
    """The pass of one task of a run. `state` is the person before the task."""
    tap = pass_of(state, found.task)
    match found.outcome:
        case Skipped(stopped_at=position):
            stopping = next(each.outcome for each in run if each.position == position)
            reason = stopping.reason if isinstance(stopping, Failed) else ""
            return with_verdict(tap, Verdict.STOPPED_EARLIER, f"task {position}, {reason}")
        case CannotTell(missing=missing) if tap.weight in (None, Weight.NOTE, Weight.MISDIRECTED):
            mail = undeliverable(state, found.task)
            verdict = Verdict.ADDRESSES_UNKNOWN if mail == found.outcome else Verdict.EARLIER_UNKNOWN
            return with_verdict(tap, verdict, missing)
        case Failed(reason=reason) if tap.weight is not Weight.FAILS:
            return with_verdict(tap, Verdict.UNDELIVERABLE, reason)
        case Done() | Failed() | CannotTell():
            return tap


def pass_of(state: State, task: Task) -> Pass:
    """The pass that the task would make for the person as they are by now."""
    about = state.about_pass
    return expected_pass(
        task,
        state.tenant.policy,
        state.person,
        state.when,
        about,
        joining=state.joined,
        leaving=state.left,
        earlier=state.earlier,
        restricted_in=state.restricted_in,
    )
