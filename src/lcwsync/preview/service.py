"""The service's own preview of a workflow, beside ours. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from lcwsync.judge.timing import Timing

_FIRES = (Timing.DUE, Timing.CLOSING)
IDS_LISTED = 10


def scope_notes(service: Mapping[str, str], ours: Mapping[str, tuple[str, Timing]], *, known: bool) -> Iterator[str]:
    """The answer of previewScope, and where it differs from ours. People are names by id, ours with their timing.

    The pages do not tell whether the service lists everybody in scope or only those for whom the trigger fires now, so
    only what contradicts both readings differs. `known` False: our own scope could not be read.
    """
    due = {id_ for id_, (_, timing) in ours.items() if timing in _FIRES}
    here = f"here {len(ours)} are in scope, {len(due)} due now"
    yield f"the service lists {len(service)} in its preview of the scope; {here}"
    if not known:
        yield "whether the two agree, cannot tell: the scope could not be read here"
        return
    more, fewer = sorted(service.keys() - ours.keys()), sorted(due - service.keys())
    if more:
        yield f"differs: the service lists people who are not in scope here: {_ids(more)}"
    if fewer:
        yield f"differs: the service does not list people who are due here: {_ids(fewer)}"
    if not more and not fewer:
        yield "the service's preview of the scope agrees with this one"


def failure_notes(failures: Mapping[str, str], *, pass_task: str | None, arriving: int) -> Iterator[str]:
    """The answer of previewTaskFailures: reasons by the task's display name. `pass_task` creates the passes."""
    if not failures:
        yield "the service foresees no task that fails"
    for name, reason in failures.items():
        yield f'the service foresees that the task "{name}" fails: {reason}'
        if name == pass_task and arriving:
            yield f"differs: passes that arrive here: {arriving}"


def _ids(ids: Iterable[str]) -> str:
    """Object ids: a note may be read in public, where people are not named."""
    listed = list(ids)
    more = f" and {len(listed) - IDS_LISTED} more" if len(listed) > IDS_LISTED else ""
    return "object ids " + ", ".join(listed[:IDS_LISTED]) + more
