"""Directory roles, their assignments and the administrative units they are limited to.

https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments,
https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignmentschedules,
https://learn.microsoft.com/graph/api/rbacapplication-list-roleeligibilityschedules
"""

from collections.abc import Mapping, Sequence

from lcwsync.model.rights import WHOLE_DIRECTORY, RoleAssignment, RoleDefinition
from lcwsync.tenant.answers import all_items, object_id, objects
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.http.segments import id_segment
from lcwsync.tenant.wire.principal import principal
from lcwsync.values.json import Json, moment_of, text, text_or_none

_ROLES = "/roleManagement/directory/"
_UNITS = "/directory/administrativeUnits/"
_WITH_PRINCIPAL = {"$expand": "principal"}


class RoleReads:
    """Reads of directory roles. Every method raises GraphFailure."""

    def __init__(self, graph: GraphCalls) -> None:
        self._graph = graph

    def definitions(self) -> tuple[RoleDefinition, ...]:
        """All roles, built-in and custom."""
        return tuple(_definition(item) for item in self._items("roleDefinitions"))

    def active(self) -> tuple[RoleAssignment, ...]:
        """Assignments that hold now."""
        return tuple(_assignment(item) for item in self._items("roleAssignments", _WITH_PRINCIPAL))

    def eligible(self) -> tuple[RoleAssignment, ...]:
        """Assignments that their holder must activate first."""
        return tuple(_assignment(item) for item in self._items("roleEligibilitySchedules", _WITH_PRINCIPAL))

    def scheduled(self) -> tuple[RoleAssignment, ...]:
        """Schedules of assignments: those that hold now, those that begin later, and those that were activated."""
        return tuple(_assignment(item) for item in self._items("roleAssignmentSchedules", _WITH_PRINCIPAL))

    def unit_names(self, ids: Sequence[str]) -> Mapping[str, str | None]:
        """Display names of administrative units; the id when the name is missing, None for a unit that is gone."""
        answers = self._graph.read_many([f"{_UNITS}{id_segment(id_)}?$select=id,displayName" for id_ in ids])
        return {
            id_: text(answer, "displayName") or id_ if isinstance(answer, Mapping) else None
            for id_, answer in zip(ids, answers, strict=True)
        }

    def unit_sizes(self, ids: Sequence[str]) -> Mapping[str, int | None]:
        """How many members administrative units have; None for a unit that is gone."""
        answers = self._graph.read_many([f"{_UNITS}{id_segment(id_)}/members?$select=id&$top=999" for id_ in ids])
        return {
            id_: None if answer is None else len(all_items(answer, self._graph))
            for id_, answer in zip(ids, answers, strict=True)
        }

    def _items(self, name: str, query: Mapping[str, str] | None = None) -> list[Json]:
        return all_items(self._graph.read_json(_ROLES + name, query=query), self._graph)


def _definition(item: Json) -> RoleDefinition:
    listed = [each.get("allowedResourceActions") for each in objects(item.get("rolePermissions"))]
    return RoleDefinition(
        id=object_id(item),
        template_id=text(item, "templateId").lower() or object_id(item),
        name=text(item, "displayName"),
        enabled=item.get("isEnabled") is not False,
        actions=tuple(str(action) for actions in listed if isinstance(actions, list) for action in actions),
    )


def _assignment(item: Json) -> RoleAssignment:
    """An assignment or a schedule."""
    info = item.get("scheduleInfo")
    directory_scope = text_or_none(item, "directoryScopeId")
    return RoleAssignment(
        principal_id=text(item, "principalId").lower(),
        principal=principal(item.get("principal")),
        role_id=text(item, "roleDefinitionId").lower(),
        scope=directory_scope or text_or_none(item, "appScopeId") or WHOLE_DIRECTORY,
        directory_scope=(directory_scope or "").lower(),
        starts=moment_of(info.get("startDateTime")) if isinstance(info, Mapping) else None,
        activated=item.get("assignmentType") == "Activated",
    )
