"""Whether a person is privileged: by the same rights and paths as the audit, and by every other directory role."""

from collections.abc import Iterable

from lcwsync.audit.model import Held, RightsEvidence
from lcwsync.audit.paths import paths
from lcwsync.model.principal import PrincipalKind


def privileges(evidence: RightsEvidence, person_id: str) -> tuple[str, ...]:
    """The ways in which a person holds a right, could activate one, or controls what holds one; in words.

    `evidence` is of `read_rights` with every role. None found means none only when nothing in it was refused.
    """
    return tuple(dict.fromkeys(_words(paths(evidence), person_id)))


def _words(found: Iterable[Held], person_id: str) -> Iterable[str]:
    for held in found:
        if held.principal.id == person_id or held.principal.kind is PrincipalKind.ANYBODY:
            yield f"{' → '.join(held.path)}{' (to be activated)' if held.eligible else ''}"
