"""Codes of the safety laws. A plan that breaks one is refused: `apply` writes nothing and exits with 4."""

from collections.abc import Mapping

from lcwsync.values.codes.code import Code
from lcwsync.values.findings import Severity


def _law(title: str, explanation: str) -> Code:
    return Code(title, Severity.ERROR, explanation)


REFUSAL_CODES: Mapping[str, Code] = {
    "allowDelete": _law(
        "The environment does not allow deletion",
        "The plan deletes an object, and the environment has no `allowDelete: true`. Deletion is not allowed by "
        "default, so that a mistake in git cannot remove workflows. Set `allowDelete: true` under the environment in "
        "lcwsync.yaml in a reviewed change, or remove the name from `removed`.",
    ),
    "limits": _law(
        "The plan deletes or changes more objects than the limit",
        "An environment limits the deletions (maxDeletes) and the changed objects (maxChanges) of one plan. The limits "
        "are absolute numbers, since percentages protect a small tenant badly. Check that the plan is what you mean, "
        "then apply in steps with --target, or raise the limit under the environment in lcwsync.yaml.",
    ),
    "neverInScope": _law(
        "A workflow would reach somebody whom git keeps out of every scope",
        "`neverInScope` in the guardrails names people, and groups of people, whom no workflow may disable, delete, "
        "take access from or give a pass: emergency accounts, accounts of services, directory synchronisation. A "
        "workflow of git that does one of these and has one of them in its scope refuses the plan, and so does one "
        "of which that cannot be told; a `run` of such a workflow for one of them is refused as well. Narrow the "
        "scope's rule, such as with `and (not (userPrincipalName eq '...'))`, or take the person out "
        "of `neverInScope` in a reviewed change.",
    ),
    "serviceLimit": _law(
        "The tenant would hold more workflows than the service allows",
        "The service would refuse a create in the middle of the apply. Remove workflows first, or ask Microsoft "
        "support to raise the limit.",
    ),
    "catalog": _law(
        "An access package cannot change its catalog",
        "The catalog of an access package is chosen when it is created. The plan describes one in another catalog. "
        "Name the catalog that the tenant has, or describe an access package of another name.",
    ),
    "established": _law(
        "The plan creates most objects in a tenant that should have them",
        "The environment is marked `established: true`, and the plan would create more than half of the objects in "
        "git. The tenant is probably the wrong one, or it lost its workflows. Check the tenant id and the workflows in "
        "the portal. For a new tenant remove `established: true`.",
    ),
    "protect": _law(
        "A protected object would be deleted",
        "The object has `protect: true` and is also listed under `removed`, or it had `protect: true` before this "
        "change (`lcwsync plan --base`). Two reviewed changes are necessary to delete it: remove `protect: true` "
        "first, then list the name under `removed`. A base that cannot be read refuses every deletion, since it cannot "
        "be told what it protected.",
    ),
    "names": _law(
        "A change needs a name that another object still has",
        "The plan renames an object to a name that another one has until later in the same plan: two objects swap "
        "names, or the other one is deleted last. Make the change in two steps: free the name first, then use it.",
    ),
    "category": _law(
        "The category of a workflow cannot change",
        "The service fixes the category of a workflow when it is created. Describe a workflow with another name and "
        "the new category, and list the old one under `removed`.",
    ),
    "unreadable": _law(
        "The object holds something that lcwsync cannot express",
        "The tenant's object has a part that this version of lcwsync does not know, and the write would lose it. "
        "Change the object in the portal, remove that part there, or update lcwsync.",
    ),
    "incomplete": _law(
        "A required value is missing",
        "The service needs a value that neither git nor the tenant provides, for example because the service does not "
        "return it. Add the value to the object's file.",
    ),
}
