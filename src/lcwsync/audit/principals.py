"""Applications and federated credentials as principals, in words."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from lcwsync.model.principal import Principal, PrincipalKind
from lcwsync.model.rights import (
    ApplicationObject,
    Credentials,
    FederatedCredential,
    GroupPackage,
    PackagePolicy,
    RolePackage,
    ServicePrincipal,
)

_GITHUB = "https://token.actions.githubusercontent.com"


def application(found: ServicePrincipal, registration: ApplicationObject | None, now: datetime) -> Principal:
    """A service principal with what it can sign in with; secrets are counted, never shown."""
    credentials = (found.credentials, registration.credentials if registration else Credentials())
    secrets = [end for each in credentials for end in each.secrets]
    certificates = [end for each in credentials for end in each.certificates]
    counted = (*_counted(secrets, "secret", now), *_counted(certificates, "certificate", now))
    return replace(found.principal, signs_in_with=", ".join(counted) or None)


def credential(application_id: str, found: FederatedCredential) -> Principal:
    """A federated credential of an application, by the id of its service principal. Another issuer than GitHub is
    part of the name, since a subject means nothing without it."""
    name = found.subject if found.issuer == _GITHUB else f"{found.issuer} {found.subject}"
    return Principal(
        id=f"{application_id}/{found.name}/{name}", kind=PrincipalKind.CREDENTIAL, name=name, display_name=name
    )


def anybody(group_id: str) -> Principal:
    """Everybody in the tenant, who can join this group."""
    name = "everybody in the tenant"
    return Principal(id=f"{group_id}/everybody", kind=PrincipalKind.ANYBODY, name=name, display_name=name)


def package(found: GroupPackage | RolePackage) -> Principal:
    """Everybody whom an access package lets in."""
    name = f'everybody who gets the access package "{found.name}"'
    everybody = any(
        policy.whom in EVERYBODY and (policy.by_themselves or policy.automatic) for policy in found.policies
    )
    kind = PrincipalKind.ANYBODY if everybody else PrincipalKind.OTHER
    return Principal(id=found.id, kind=kind, name=name, display_name=name)


def package_words(found: GroupPackage) -> str:
    """How an access package lets people into a group, in words that end in "of"."""
    part = found.access.value if found.access else "something else"
    return f"becomes {part} {policies_words(found.policies)} of"


def policies_words(policies: Iterable[PackagePolicy]) -> str:
    """Whom the policies of an access package let in and how, in words that end in a comma."""
    return "; ".join(dict.fromkeys(map(_policy_words, policies)))


def _policy_words(policy: PackagePolicy) -> str:
    whom = _WHOM.get(policy.whom, f"({policy.whom})")
    ways = [
        *(["automatically"] if policy.automatic else []),
        *(["on request"] if policy.by_themselves else []),
        *(["on a request by somebody else"] if policy.by_others else []),
    ]
    how = " or ".join(ways) or "when an administrator assigns it"
    return f"{how}{' with approval' if policy.approved else ', without approval'}, open to {whom},"


EVERYBODY = frozenset({"allMemberUsers", "allDirectoryUsers"})
"""Whom a policy can let in that takes in every member of the tenant."""

_WHOM = {
    "allMemberUsers": "all members",
    "allDirectoryUsers": "all users, guests included",
    "specificDirectoryUsers": "chosen users and groups",
    "notSpecified": "nobody but by assignment",
}


def unknown_user(id_: str) -> Principal:
    """A user who is gone or hidden, named by id."""
    return Principal(id=id_, kind=PrincipalKind.USER, name=id_, display_name=id_)


def unknown_principal(id_: str) -> Principal:
    """A holder that the directory does not answer with."""
    name = f"unknown principal {id_}"
    return Principal(id=id_, kind=PrincipalKind.UNKNOWN, name=name, display_name=name)


def _counted(ends: Iterable[datetime | None], what: str, now: datetime) -> list[str]:
    known = list(ends)
    valid = sum(1 for end in known if end is None or end > now)
    return [
        f"{count} {kind}{'s' if count > 1 else ''}"
        for count, kind in ((valid, what), (len(known) - valid, f"expired {what}"))
        if count
    ]
