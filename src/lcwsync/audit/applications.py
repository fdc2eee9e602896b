"""Who controls applications: owners, and identities that a registration trusts. Secrets are counted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from lcwsync.audit.met import Met, known_of
from lcwsync.audit.model import Controllers
from lcwsync.audit.principals import application, credential
from lcwsync.model.principal import Principal
from lcwsync.model.refused import RefusedRead
from lcwsync.model.rights import ApplicationObject
from lcwsync.tenant.rights.principals import PrincipalReads


def read_applications(ids: Sequence[str], met: Met, reads: PrincipalReads, now: datetime) -> Mapping[str, Controllers]:
    """The controllers of applications by the ids of their service principals, with their principals in `met`.

    One that the directory does not answer with becomes an unknown principal. Raises GraphFailure only when the tenant
    is out of reach or the sign-in is not accepted.
    """
    answers = met.reader.each("applications", ids, reads.applications)
    for id_ in (id_ for id_, answer in answers.items() if answer is None):
        met.lose(id_)
    known = [id_ for id_ in ids if answers[id_] is not None]
    found = known_of(answers)
    met.principals |= {id_: each.principal for id_, each in found.items()}
    owners = met.all_of("owners of applications", known, reads.application_owners)
    registered = _registrations((each.principal.application_id for each in found.values()), met, reads)
    objects = list(dict.fromkeys(registration.id for registration in registered.values()))
    object_owners = met.all_of("owners of application objects", objects, reads.registration_owners)
    federated = met.all_of("federated credentials", objects, reads.federated_credentials)
    controllers = {}
    for id_ in known:
        service_principal = found.get(id_)
        registration = None
        if service_principal is not None:
            registration = registered.get(service_principal.principal.application_id or "")
            met.principals[id_] = application(service_principal, registration, now)
            if service_principal.agent:
                met.note([RefusedRead(f"who signs in as the agent {met.name(id_)}", "its blueprint is not looked at")])
        object_id = registration.id if registration else ""
        trusted = [credential(id_, each) for each in federated.get(object_id, ())]
        owning = (*owners.get(id_, ()), *object_owners.get(object_id, ()))
        met.meet((*trusted, *owning))
        controllers[id_] = Controllers(owners=_ids(owning), trusted=_ids(trusted), registration_id=object_id or None)
    return controllers


def _registrations(
    application_ids: Iterable[str | None], met: Met, reads: PrincipalReads
) -> Mapping[str, ApplicationObject]:
    asked = list(dict.fromkeys(id_ for id_ in application_ids if id_))
    listed = met.all_of("application objects", asked, reads.registrations)
    return {id_: registrations[0] for id_, registrations in listed.items() if registrations}


def _ids(principals: Iterable[Principal]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.id for each in principals))
