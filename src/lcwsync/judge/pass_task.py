"""The task that creates a pass and mails it: the verdicts of `passes`, in a run."""

from lcwsync.judge.mails import undeliverable
from lcwsync.judge.outcome import CannotTell, Done, Failed
from lcwsync.judge.passes import VERDICTS, Pass, Weight, expected_pass
from lcwsync.judge.state import Judged, State
from lcwsync.model.workflow import Task


def judge(state: State, task: Task) -> Judged:
    """generateTapAndEmailManager. A pass that reaches the wrong person is created all the same."""
    verdicts = pass_of(state, task).verdicts
    failing = [VERDICTS[verdict][1] for verdict in verdicts if VERDICTS[verdict][0] is Weight.FAILS]
    unread = [VERDICTS[verdict][1] for verdict in verdicts if VERDICTS[verdict][0] is Weight.UNKNOWN]
    mail = undeliverable(state, task)
    if failing:
        return Failed(failing[0]), state
    if isinstance(mail, Failed):
        return mail, state
    if unread:
        return CannotTell(unread[0]), state
    return mail or Done(), state


def pass_of(state: State, task: Task) -> Pass:
    """The pass that the task would make for the person as they are by now."""
    about = state.about_pass
    return expected_pass(task, state.tenant.policy, state.person, state.when, about, joining=state.joined)
