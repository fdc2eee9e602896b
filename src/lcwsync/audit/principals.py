"""What the directory says of a principal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from lcwsync.audit.model import Kind, Principal
from lcwsync.tenant.answers import Json, object_id, objects, text
from lcwsync.values.json import moment_of


class Known:
    """Principals met so far, by id."""

    def __init__(self) -> None:
        self.principals: dict[str, Principal] = {}

    def take(self, item: object, *, kind: str = "", again: bool = False) -> None:
        """Remember whom a list names; the first word about somebody stands unless it is said `again`."""
        principal = principal_of(item, kind=kind) if isinstance(item, Mapping) else None
        if principal is not None and (again or principal.id not in self.principals):
            self.principals[principal.id] = principal

    def replace(self, principal: Principal) -> None:
        """Remember what was read of somebody."""
        self.principals[principal.id] = principal

    def of_kind(self, ids: Iterable[str], kind: Kind) -> list[str]:
        """Those of the ids that are of a kind."""
        return [id_ for id_ in ids if id_ in self.principals and self.principals[id_].kind is kind]


_KINDS = {"user": Kind.USER, "group": Kind.GROUP, "serviceprincipal": Kind.APPLICATION}
_GITHUB = "https://token.actions.githubusercontent.com"


def principal_of(item: Json, *, kind: str = "") -> Principal | None:
    """A member of a list that mixes kinds; `kind` when the list does not say it. None for something without an id."""
    id_ = object_id(item)
    if not id_:
        return None
    named = kind or text(item, "@odata.type").rpartition(".")[2]
    display_name = text(item, "displayName") or id_
    enabled = item.get("accountEnabled")
    return Principal(
        id=id_,
        kind=_KINDS.get(named.lower(), Kind.OTHER),
        name=text(item, "userPrincipalName") or display_name,
        display_name=display_name,
        application_id=text(item, "appId") or None,
        enabled=enabled if isinstance(enabled, bool) else None,
    )


def application_of(principal: Json, application: Json | None, now: datetime) -> Principal:
    """A service principal with what it can sign in with; secrets are counted, never shown."""
    held = [c for item in (principal, application or {}) for c in objects(item.get("passwordCredentials"))]
    keys = [c for item in (principal, application or {}) for c in objects(item.get("keyCredentials"))]
    enabled = principal.get("accountEnabled")
    name = text(principal, "displayName") or object_id(principal)
    return Principal(
        id=object_id(principal),
        kind=Kind.APPLICATION,
        name=name,
        display_name=name,
        application_id=text(principal, "appId") or None,
        enabled=enabled if isinstance(enabled, bool) else None,
        signs_in_with=", ".join((*_counted(held, "secret", now), *_counted(keys, "certificate", now))) or None,
    )


def credential_of(application: str, item: Json) -> Principal:
    """A federated credential: who else may sign in as the application. Another issuer than GitHub is part of the name,
    since a subject means nothing without it."""
    subject, issuer = text(item, "subject") or text(item, "name"), text(item, "issuer").rstrip("/")
    name = subject if issuer == _GITHUB else f"{issuer} {subject}"
    return Principal(
        id=f"{application}/{text(item, 'name')}/{name}", kind=Kind.CREDENTIAL, name=name, display_name=name
    )


def _counted(credentials: Sequence[Json], what: str, now: datetime) -> list[str]:
    ends = [moment_of(credential.get("endDateTime")) for credential in credentials]
    valid = sum(1 for end in ends if end is None or end > now)
    return [
        f"{count} {kind}{'s' if count > 1 else ''}"
        for count, kind in ((valid, what), (len(ends) - valid, f"expired {what}"))
        if count
    ]
