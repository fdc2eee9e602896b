"""Whether a person is privileged: by the same rights and paths as the audit, and by every other directory role."""

from collections.abc import Iterable

from lcwsync.audit.model import Held, RightsEvidence
from lcwsync.audit.paths import paths
from lcwsync.audit.principals import EVERYBODY
from lcwsync.model.person import UNREAD, NotRead
from lcwsync.model.principal import PrincipalKind
from lcwsync.model.rights import PackagePolicy
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class Privileges:
    """What is known of a person's rights of administration, in words."""

    held: tuple[str, ...]
    """Rights that the person holds, could activate, or could come to."""
    unknown: tuple[str, ...]
    """Ways to a right that may be open to the person: whether they are was not read."""


def privileges(evidence: RightsEvidence, person_id: str, groups: frozenset[str] | NotRead) -> Privileges:
    """The ways in which a person holds a right, could activate one, could join what holds one, or controls it.

    `evidence` is of `read_rights` with every role; `groups` are all groups the person is in, through others too. None
    found means none only when nothing in the evidence was refused.
    """
    held: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for each in paths(evidence):
        lets_in = _lets_in(each, evidence, person_id, groups)
        if lets_in is None:
            unknown[f"whom {each.principal.name.removeprefix('everybody who gets ')} lets in"] = None
        elif lets_in:
            held[f"{' → '.join(each.path)}{' (to be activated)' if each.eligible else ''}"] = None
    return Privileges(tuple(held), tuple(unknown))


def _lets_in(held: Held, evidence: RightsEvidence, person_id: str, groups: frozenset[str] | NotRead) -> bool | None:
    """Whether the holder is the person or lets the person in; None when it cannot be told."""
    if held.principal.id == person_id or held.principal.kind is PrincipalKind.ANYBODY:
        return True
    return _any(_is_chosen(policy, person_id, groups) for policy in evidence.packages.get(held.principal.id, ()))


def _is_chosen(policy: PackagePolicy, person_id: str, groups: frozenset[str] | NotRead) -> bool | None:
    """Whether the person is among the users and groups to whom an access package is open."""
    if not policy.open:
        return False
    if policy.whom in EVERYBODY:
        return True
    if person_id in policy.chosen or (groups is not UNREAD and groups & policy.chosen):
        return True
    return None if policy.others or (policy.chosen and groups is UNREAD) else False


def _any(answers: Iterable[bool | None]) -> bool | None:
    found = set(answers)
    return True if True in found else None if None in found else False
