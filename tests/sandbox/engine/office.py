"""People, groups and workflows for the engine to work on, and what it then did."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, cast

from lcwsync.model import catalogue
from lcwsync.sandbox.documents import POLICIES
from lcwsync.sandbox.engine.schedule import advance
from lcwsync.sandbox.engine.story import Event
from lcwsync.sandbox.lifecycle.policy import DEFAULTS, POLICY
from lcwsync.sandbox.store import JsonObject, Store
from tests.sandbox.graph_client import LIFECYCLE, Graph, conditions, rule_scope, workflow

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
IG = "#microsoft.graph.identityGovernance."
ON_DEMAND: JsonObject = {"@odata.type": IG + "onDemandExecutionOnly"}


def day(days: float) -> str:
    """A date so many days from now, as Graph writes it."""
    return f"{NOW + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


def trigger(kind: str, **members: object) -> JsonObject:
    return {"@odata.type": f"{IG}{kind}Trigger", **members}


def on_date(attribute: str = "employeeHireDate", offset: int = 0) -> JsonObject:
    return trigger("timeBasedAttribute", timeBasedAttribute=attribute, offsetInDays=offset)


def groups_scope(*groups: str) -> JsonObject:
    return {"@odata.type": IG + "groupBasedSubjectSet", "groups": [{"id": group} for group in groups]}


def step(key: str, *, go_on: bool = False, enabled: bool = True, **arguments: str) -> JsonObject:
    """A task by its key in the catalogue."""
    definition = catalogue.by_key(key)
    assert definition is not None
    return {
        "displayName": key,
        "taskDefinitionId": definition.id,
        "isEnabled": enabled,
        "continueOnError": go_on,
        "arguments": [{"name": name, "value": value} for name, value in arguments.items()],
    }


TAP = step("generateTapAndEmailManager", tapLifetimeMinutes="480", tapIsUsableOnce="true")


@dataclass(frozen=True)
class Office:
    """A tenant under test. Ids are the names in lower case."""

    store: Store
    graph: Graph

    def __post_init__(self) -> None:
        self.policy(state="enabled")

    def policy(self, **changes: object) -> None:
        policy = self.store.get(POLICIES, POLICY) or DEFAULTS
        self.store.put(POLICIES, POLICY, {**policy, **changes})

    def person(self, name: str, **changes: object) -> str:
        """Somebody in Sales who was hired long ago, with mail; `manager` by id."""
        id_ = name.lower()
        manager = changes.pop("manager", None)
        person: JsonObject = {
            "id": id_,
            "displayName": name,
            "givenName": name,
            "userPrincipalName": f"{id_}@kestrelvane.example",
            "mail": f"{id_}@kestrelvane.example",
            "department": "Sales",
            "userType": "Member",
            "accountEnabled": True,
            "usageLocation": "DE",
            "createdDateTime": day(-900),
            "employeeHireDate": day(-900),
            "assignedLicenses": [],
            "assignedPlans": [],
            "_manager": manager,
            "_methods": [],
            **changes,
        }
        self.store.put("users", id_, person)
        return id_

    def user(self, id_: str) -> Any:
        """A user as stored."""
        found = self.store.get("users", id_)
        assert found is not None
        return found

    def change(self, id_: str, **changes: object) -> None:
        self.store.put("users", id_, {**self.user(id_), **changes})

    def group(self, name: str, *members: str, **changes: object) -> str:
        id_ = name.lower()
        group: JsonObject = {
            "id": id_,
            "displayName": name,
            "groupTypes": [],
            "mailEnabled": False,
            "resourceProvisioningOptions": [],
            "_members": list(members),
            "_owners": [],
            **changes,
        }
        self.store.put("groups", id_, group)
        return id_

    def members(self, id_: str) -> list[str]:
        return cast("list[str]", cast("JsonObject", self.store.get("groups", id_))["_members"])

    def workflow(self, *tasks: JsonObject, on: JsonObject | None = None, rule: str | None = None, **more: Any) -> str:
        """Create a workflow that runs on the hire date of people in Sales, unless said otherwise; its id."""
        body = workflow(
            tasks=list(tasks),
            executionConditions=conditions(on or on_date(), rule_scope(rule or "department eq 'Sales'")),
        )
        return self.graph.create({**body, **more})

    def on_demand(self, *tasks: JsonObject, category: str = "joiner") -> str:
        """Create a workflow that somebody has to start; its id."""
        return self.on_demand_named("On demand", *tasks, category=category)

    def on_demand_named(self, name: str, *tasks: JsonObject, category: str = "joiner") -> str:
        """One more of them."""
        return self.workflow(
            *tasks, displayName=name, category=category, executionConditions=ON_DEMAND, isSchedulingEnabled=False
        )

    def advance(self, **by: float) -> tuple[Event, ...]:
        """Let time pass; every random choice is the same each time."""
        return advance(self.store, timedelta(**by), randomness=Random(7))

    def texts(self, **by: float) -> list[str]:
        """What happened to whom while time passed."""
        return [f"{event.person}: {event.text}" for event in self.advance(**by)]

    def start(self, workflow_id: str, *users: str) -> None:
        """Start a workflow on demand; it must be accepted."""
        subjects: JsonObject = {"subjects": [{"id": user} for user in users]}
        answer = self.graph("POST", f"{LIFECYCLE}/workflows/{workflow_id}/activate", subjects)
        assert answer.status_code == 204, answer.text

    def failure(self, workflow_id: str, user: str) -> str | None:
        """Start a workflow for one user and say why its last task failed."""
        self.start(workflow_id, user)
        return cast("str | None", self.store.all("taskProcessingResults")[-1]["failureReason"])
