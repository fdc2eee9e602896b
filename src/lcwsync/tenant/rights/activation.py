"""The rules by which eligible roles and memberships of groups are activated.

https://learn.microsoft.com/graph/api/policyroot-list-rolemanagementpolicyassignments,
https://learn.microsoft.com/graph/identity-governance-pim-rules-overview
"""

from collections.abc import Mapping, Sequence

from lcwsync.model.rights import ActivationRules, GroupAccess
from lcwsync.tenant.answers import all_items, objects
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.http.segments import id_segment
from lcwsync.values.json import Json, text, text_or_none

_PATH = "/policies/roleManagementPolicyAssignments?$filter={}&$expand=policy($expand=rules)"
_ACCESS = {access.value: access for access in GroupAccess}


class ActivationReads:
    """Reads of the rules of activation. Every method raises GraphFailure."""

    def __init__(self, graph: GraphCalls) -> None:
        self._graph = graph

    def of_roles(self, ids: Sequence[str]) -> Mapping[str, ActivationRules | None]:
        """The rules of directory roles by the ids of their definitions; None where the service shows none."""
        found = self._read(
            [
                f"scopeId eq '/' and scopeType eq 'DirectoryRole' and roleDefinitionId eq '{id_segment(id_)}'"
                for id_ in ids
            ]
        )
        return {id_: next(iter(rules.values()), None) for id_, rules in zip(ids, found, strict=True)}

    def of_groups(self, ids: Sequence[str]) -> Mapping[str, Mapping[GroupAccess, ActivationRules]]:
        """The rules of groups by their ids, for each part in the group that the service shows rules for."""
        found = self._read([f"scopeId eq '{id_segment(id_)}' and scopeType eq 'Group'" for id_ in ids])
        return {
            id_: {_ACCESS[part]: rules for part, rules in parts.items() if part in _ACCESS}
            for id_, parts in zip(ids, found, strict=True)
        }

    def _read(self, filters: Sequence[str]) -> Sequence[Mapping[str, ActivationRules]]:
        answers = self._graph.read_many([_PATH.format(each) for each in filters])
        return [
            {
                text(item, "roleDefinitionId").lower(): _rules(policy)
                for item in all_items(answer or {}, self._graph)
                if isinstance(policy := item.get("policy"), Mapping)
            }
            for answer in answers
        ]


def _rules(policy: Json) -> ActivationRules:
    """What a user meets who activates; the other rules of a policy are about administrators and mails."""
    rules = {text(rule, "id"): rule for rule in objects(policy.get("rules"))}
    approval = rules.get("Approval_EndUser_Assignment", {}).get("setting")
    enabled = rules.get("Enablement_EndUser_Assignment", {}).get("enabledRules")
    context = rules.get("AuthenticationContext_EndUser_Assignment", {})
    required = approval.get("isApprovalRequired") if isinstance(approval, Mapping) else None
    stages = objects(approval.get("approvalStages")) if isinstance(approval, Mapping) else ()
    return ActivationRules(
        approved=required if isinstance(required, bool) else None,
        approvers=sum(len(tuple(objects(stage.get("primaryApprovers")))) for stage in stages),
        second_factor="MultiFactorAuthentication" in enabled if isinstance(enabled, list) else None,
        context=text_or_none(context, "claimValue") if context.get("isEnabled") is True else None,
        longest=text_or_none(rules.get("Expiration_EndUser_Assignment", {}), "maximumDuration"),
    )
