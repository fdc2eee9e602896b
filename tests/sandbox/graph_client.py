"""A small client for a sandbox, and bodies to send it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.doubts import DOUBTS
from lcwsync.sandbox.faults import parse_fault
from lcwsync.sandbox.store import JsonObject

LIFECYCLE = "/identityGovernance/lifecycleWorkflows"
PREFER = {"Prefer": "include-unknown-enum-members"}
LENIENT = {name: "accepted" for name, doubt in DOUBTS.items() if "accepted" in doubt.values and name != "equal-names"}
"""Answers of a sandbox that saves whatever it is sent, to test what then becomes of it."""

Answer = dict[str, Any]
"""A JSON answer, whose shape a test asserts by looking into it."""

TAP_TASK = "1b555e50-7f65-41d5-b514-5894a026d10d"


@dataclass
class Graph:
    """Calls an application in-process. `headers` go with every call."""

    app: SandboxApp
    headers: dict[str, str] = field(default_factory=lambda: {"Authorization": "Bearer sandbox", **PREFER})

    def __call__(self, method: str, path: str, body: JsonObject | None = None, **headers: str) -> httpx.Response:
        """One request below `/v1.0`, or to a whole URL."""
        url = path if path.startswith("http") else f"http://sandbox/v1.0{path}"
        return asyncio.run(self._send(method, url, body, {**self.headers, **headers}))

    def get(self, path: str) -> Answer:
        """The body of a GET that must succeed."""
        answer = self("GET", path)
        assert answer.status_code == 200, answer.text
        loaded = answer.json()
        assert isinstance(loaded, dict)
        return loaded

    def values(self, path: str) -> list[Answer]:
        """All pages of a list."""
        found: list[Answer] = []
        while path:
            body = self.get(path)
            found += body["value"]
            path = str(body.get("@odata.nextLink", ""))
        return found

    def create(self, body: JsonObject) -> str:
        """Create a workflow; its id."""
        answer = self("POST", f"{LIFECYCLE}/workflows", body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def arm(self, *faults: str) -> None:
        """Arm faults given as text."""
        for fault in faults:
            self.app.faults.add(parse_fault(fault))

    async def _send(self, method: str, url: str, body: JsonObject | None, headers: dict[str, str]) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app)) as client:
            return await client.request(method, url, json=body, headers=headers)


def task(**changes: object) -> JsonObject:
    """A task that creates a pass."""
    return {
        "displayName": "Generate a pass",
        "description": None,
        "taskDefinitionId": TAP_TASK,
        "isEnabled": True,
        "continueOnError": False,
        "arguments": [
            {"name": "tapLifetimeMinutes", "value": "480"},
            {"name": "tapIsUsableOnce", "value": "true"},
        ],
        **changes,
    }


def rule_scope(rule: str = "(department eq 'Sales')") -> JsonObject:
    return {"@odata.type": "#microsoft.graph.identityGovernance.ruleBasedSubjectSet", "rule": rule}


def conditions(trigger: JsonObject | None = None, scope: JsonObject | None = None) -> JsonObject:
    """Execution conditions: seven days before the hire date, unless said otherwise."""
    hire_date = {
        "@odata.type": "#microsoft.graph.identityGovernance.timeBasedAttributeTrigger",
        "timeBasedAttribute": "employeeHireDate",
        "offsetInDays": -7,
    }
    return {
        "@odata.type": "#microsoft.graph.identityGovernance.triggerAndScopeBasedConditions",
        "trigger": trigger or hire_date,
        "scope": scope or rule_scope(),
    }


def workflow(**changes: object) -> JsonObject:
    """A whole workflow as a create takes it."""
    return {
        "displayName": "Onboard pre-hire",
        "description": "Before the first day",
        "category": "joiner",
        "isEnabled": True,
        "isSchedulingEnabled": True,
        "executionConditions": conditions(),
        "tasks": [task()],
        **changes,
    }
