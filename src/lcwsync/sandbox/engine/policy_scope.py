"""Whether the Temporary Access Pass policy covers a user."""

from lcwsync.sandbox import doubts
from lcwsync.sandbox.directory.objects import containers
from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.lifecycle.policy import tap_policy
from lcwsync.sandbox.store import Store

_REFUSED = (
    "Unable to add Temporary Access Pass. - Converged UserCredentialPolicy does not allow creating or updating this "
    "authentication method. AuthMethodType [TemporaryAccessPass]. Only adding the user to a group that is included in "
    "the policy remediates the problem"
)
"""The service's own words, as seen by others."""


def groups_of(store: Store, user_id: str) -> frozenset[str]:
    """The groups the user is in, directly or through other groups."""
    return frozenset(str(group["id"]) for group in containers(store, user_id, transitive=True))


def outside_policy(store: Store, user_id: str, groups: frozenset[str]) -> str | None:
    """The reason why no pass can be created for the user; None when one can. `groups`: those the policy sees."""
    if doubts.answer(store, "passes-outside-policy") == "created":
        return None
    policy = tap_policy(store)
    within = {user_id, "all_users", *groups}
    excluded = any(str(target["id"]) in within for target in objects(policy["excludeTargets"]))
    included = any(str(target["id"]) in within for target in objects(policy["includeTargets"]))
    return _REFUSED if excluded or not included else None
