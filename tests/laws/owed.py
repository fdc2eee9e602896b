"""What every apply owes, for the laws: its results add up, and a tenant can be compared with its twin."""

import json

from hypothesis import strategies as st

from lcwsync.apply.outcome import Applied, Blocked, Failed, NotAttempted, Outcome, exit_code
from lcwsync.plan.plan import Plan
from lcwsync.sandbox.faults import Fault, FaultKind
from lcwsync.sandbox.store import Store
from lcwsync.values.exit_codes import ExitCode
from tests.faults.trials import content

NETWORK = st.builds(
    Fault,
    kind=st.sampled_from(
        [
            FaultKind.THROTTLE,
            FaultKind.STATUS,
            FaultKind.REFUSE,
            FaultKind.RESET_BEFORE,
            FaultKind.RESET_AFTER,
            FaultKind.TRUNCATE,
            FaultKind.NON_JSON,
            FaultKind.NOT_STORED,
            FaultKind.EXPIRED_TOKEN,
            FaultKind.FORBIDDEN,
        ]
    ),
    method=st.sampled_from(["*", "POST", "PATCH", "PUT", "DELETE"]),
    after=st.integers(0, 6),
    times=st.integers(0, 3),
)
"""One fault of the network, for some of the requests."""


def all_done(outcome: Outcome) -> None:
    """An apply that nothing disturbs does everything."""
    assert exit_code(outcome) is ExitCode.DONE, [r for r in outcome.results if not isinstance(r, Applied)]


def every_action_is_accounted_for(plan: Plan, outcome: Outcome) -> None:
    """Law 9."""
    assert [result.planned.key for result in outcome.results] == [planned.key for planned in plan.actions]
    undone = {result.planned.key for result in outcome.results if not isinstance(result, Applied)}
    for result in outcome.results:
        match result:
            case Blocked(by=by):
                assert set(by) <= undone
            case Applied(planned=planned):
                assert not set(planned.depends_on) & undone
            case Failed(message=message):
                assert message
            case NotAttempted(reason=reason):
                assert reason


def managed(store: Store, *collections: str) -> str:
    """What these collections hold, without ids and times."""
    held = content(store)
    return json.dumps([held[collection] for collection in collections], sort_keys=True)
