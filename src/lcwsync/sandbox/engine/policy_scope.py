"""Whether the Temporary Access Pass policy covers a user."""

from lcwsync.sandbox import doubts
from lcwsync.sandbox.directory.objects import containers
from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.lifecycle.policy import tap_policy
from lcwsync.sandbox.store import Store


def outside_policy(store: Store, user_id: str) -> str | None:
    """The reason why no pass can be created for the user; None when one can. Memberships count at once."""
    if doubts.answer(store, "passes-outside-policy") == "created":
        return None
    policy = tap_policy(store)
    groups = {str(group["id"]) for group in containers(store, user_id, transitive=True)}
    within = {user_id, "all_users", *groups}
    if any(str(target["id"]) in within for target in objects(policy["excludeTargets"])):
        return "The Temporary Access Pass policy excludes the user."
    if not any(str(target["id"]) in within for target in objects(policy["includeTargets"])):
        return "The Temporary Access Pass policy does not include the user."
    return None
