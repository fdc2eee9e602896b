"""Asking the service what an identity may do: one harmless read for each operation that has one, and the licences."""

from collections.abc import Iterable

from lcwsync.model.examination import Examination, Probe
from lcwsync.tenant.answers import items_of, objects
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.permissions import Operation
from lcwsync.tenant.wire.subscription import SUBSCRIPTIONS, subscription


def examined(operations: Iterable[Operation], graph: GraphCalls) -> Examination:
    """The service's answers about these operations and the tenant's subscriptions. A failed read is an answer."""
    probes = {o.name: _probe(o.probe, o.witness, graph) for o in operations if o.probe is not None}
    try:
        listed = objects(graph.read_json(SUBSCRIPTIONS))
    except GraphFailure as failure:
        return Examination(probes, (), failure.status)
    return Examination(probes, tuple(map(subscription, listed)))


def _probe(path: str, witness: str | None, graph: GraphCalls) -> Probe:
    try:
        (answer,) = graph.read_many([path])
    except GraphFailure as failure:
        refused = failure.kind in (FailureKind.FORBIDDEN, FailureKind.UNAUTHORISED)
        return Probe(False if refused else None, f"{failure.status} {failure.code or ''}".strip())
    if witness is not None and any(item.get(witness) is None for item in items_of(answer)):
        return Probe(allowed=False, answer="with names only")
    return Probe(allowed=True)
