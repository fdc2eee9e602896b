"""Making a part of requests in My Access once: it is looked for before it is sent, after a lost answer, and where an
earlier run sent it.
"""

from collections.abc import Callable
from datetime import timedelta

from lcwsync.apply.confirm import BEFORE_SENDING_AGAIN_SECONDS
from lcwsync.apply.creation import until_settled
from lcwsync.apply.earlier import SETTLED_AFTER, EarlierWrite
from lcwsync.apply.outcome import Once, Sent
from lcwsync.apply.problems import NotSeen, changed_by_somebody
from lcwsync.apply.writer import ALREADY, Writer
from lcwsync.model.pass_requests import PassRequests
from lcwsync.model.state import ObjectKind
from lcwsync.tenant.http.failure import FailureKind, GraphFailure

AGAIN = "run `lcwsync apply` again: it looks for what was sent and creates nothing anew"


def once(  # noqa: PLR0917 - what is sent, and how it is looked for
    writer: Writer,
    desired: PassRequests,
    what: Once,
    called: str,
    find: Callable[[], str | None],
    send: Callable[[], str],
    *,
    id_changes: bool = False,
    in_new: bool = False,
    name_of: Callable[[str], str | None] = lambda _id: None,
) -> tuple[str, str | None]:
    """The id of a part that is made once, and a note when it was there. `find` looks for it wherever it could stand.

    With `id_changes` the answer's id is of the request and not of the part; with `in_new` the part belongs into what
    this apply made, so that no earlier run can have sent it. `name_of` reads the name of an object. Raises NotSeen when
    it cannot be told whether the part was stored, GraphFailure.
    """
    if (there := find()) is not None:
        return there, ALREADY
    earlier = None if in_new else writer.earlier.sent(ObjectKind.PASS_REQUESTS, desired.display_name, what)
    if earlier is not None and not (earlier.sent.object_id and name_of(earlier.sent.object_id)):
        there = writer.patience.until(
            f"the {called}, which an earlier run sent", find, bool, seconds=_unsettled(earlier, writer)
        )
        if there is not None:
            return there, ALREADY
        if (seconds := _unsettled(earlier, writer)) >= 1:
            settled = writer.clock() + timedelta(seconds=seconds)
            raise NotSeen(
                f"an earlier run sent the {called}, and nothing shows it; nothing was sent again",
                hint=f"when somebody deleted it since, run `lcwsync apply` again after {settled:%H:%M:%S} UTC; before, "
                "it may be a read that lags behind",
            )
    try:
        new = writer.once(Sent(what=what, at=writer.clock()), send)
    except GraphFailure as failure:
        if not failure.doubtful:
            writer.nothing_sent()
            writer.sent = None
            # Somebody else may have made the part just now; of a group in a catalog the service shows that late.
            wait = BEFORE_SENDING_AGAIN_SECONDS if what is Once.RESOURCE else 0.0
            if failure.kind is FailureKind.REFUSED and (
                there := writer.patience.until(f"the {called}", find, bool, seconds=wait)
            ):
                return there, ALREADY
            raise
        found = _after_lost_answer(writer, called, find, failure)
        writer.is_answered(found)
        return found, None
    writer.is_answered(new)
    shown = writer.patience.until(f"the new {called}", find, bool)
    if shown is None:
        raise NotSeen(
            f"the {called} was sent and accepted, and the service did not show it within "
            f"{writer.patience.budget:.0f} seconds",
            hint=AGAIN,
        )
    return (shown if id_changes else new.lower()), None


def _unsettled(earlier: EarlierWrite, writer: Writer) -> float:
    """Seconds until a write of an earlier run that nothing shows is no matter of a read that lags behind. Also one
    that was read back: what one replica showed, another one may not show yet."""
    if earlier.confirmed and earlier.sent.what in (Once.RESOURCE, Once.ROLE):
        return 0.0  # the service has one of each: a second one is refused
    if earlier.confirmed:
        return max(0.0, (earlier.sent.at + SETTLED_AFTER - writer.clock()).total_seconds())
    return until_settled(earlier, writer)


def _after_lost_answer(writer: Writer, called: str, find: Callable[[], str | None], failure: GraphFailure) -> str:
    try:
        found = writer.patience.until(f"the {called}, whose answer was lost", find, bool)
    except GraphFailure:
        found = None
    if found is None:
        settled = writer.clock() + SETTLED_AFTER
        raise NotSeen(
            f"the {called} was sent, its answer was lost ({failure.message}), and nothing showed it within "
            f"{writer.patience.budget:.0f} seconds; it was not sent again",
            hint=f"run `lcwsync apply` again after {settled:%H:%M:%S} UTC: by then it has appeared, or it is sent anew",
        )
    return found


def known_id(
    writer: Writer, desired: PassRequests, what: Once, name: str, name_of: Callable[[str], str | None]
) -> str | None:
    """The id that an earlier write of this or another run was answered with, while no list shows it.

    `name_of` reads the object of an id; None when it does not exist. One of another run that goes by another name than
    `name` is no longer git's. Raises Moved for one of this run.
    """
    own = writer.sent.object_id if writer.sent is not None and writer.sent.what is what else None
    earlier = writer.earlier.sent(ObjectKind.PASS_REQUESTS, desired.display_name, what)
    for id_ in (own, earlier.sent.object_id if earlier else None):
        found = None if id_ is None else name_of(id_)
        if found is not None and found.casefold() == name.casefold():
            return id_
        if found is not None and id_ == own:
            raise changed_by_somebody(f'{"catalog" if what is Once.CATALOG else "access package"} "{name}"')
    return None
