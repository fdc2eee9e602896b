import pytest

from lcwsync.tenant.permissions import OPERATIONS, needed, operation_of
from lcwsync.values.commands import COMMANDS

LCW = "/identityGovernance/lifecycleWorkflows"


@pytest.mark.parametrize(
    ("method", "path", "least"),
    [
        ("GET", f"{LCW}/workflows/1", "LifecycleWorkflows-Workflow.Read.All"),
        ("GET", f"{LCW}/workflows/1/runs", "LifecycleWorkflows-Reports.Read.All"),
        ("POST", f"{LCW}/workflows", "LifecycleWorkflows-Workflow.ReadWrite.All"),
        (
            "POST",
            f"{LCW}/workflows/1/microsoft.graph.identityGovernance.createNewVersion",
            "LifecycleWorkflows-Workflow.ReadWrite.All",
        ),
        (
            "POST",
            f"{LCW}/workflows/1/microsoft.graph.identityGovernance.activate",
            "LifecycleWorkflows-Workflow.Activate",
        ),
        ("PATCH", f"{LCW}/settings", "LifecycleWorkflows.ReadWrite.All"),
        ("GET", "/users/1/authentication/methods", "UserAuthenticationMethod.Read.All"),
        ("GET", "/users/1/manager", "User.Read.All"),
        (
            "PATCH",
            "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass",
            "Policy.ReadWrite.AuthenticationMethod",
        ),
    ],
)
def test_a_call_is_known_by_its_path(method: str, path: str, least: str) -> None:
    operation = operation_of(method, path)
    assert operation
    assert operation.least == least


def test_only_apply_and_resolve_write() -> None:
    for command in COMMANDS:
        writes = [o.name for o in needed(command) if o.name.startswith("write")]
        assert bool(writes) is (command in ("apply", "resolve"))


def test_no_command_needs_the_right_to_create_a_pass() -> None:
    asked = {operation.least for operation in OPERATIONS}
    assert not {p for p in asked if p.startswith(("UserAuthMethod-TAP", "UserAuthenticationMethod.ReadWrite"))}


def test_the_table_of_commands_names_operations_only() -> None:
    named = {name for command in COMMANDS.values() for name in command.operations}
    assert named <= {operation.name for operation in OPERATIONS}


def test_a_command_that_calls_the_service_belongs_to_one_application() -> None:
    for command in COMMANDS.values():
        assert (command.identity in ("plan", "apply")) is bool(command.operations)
