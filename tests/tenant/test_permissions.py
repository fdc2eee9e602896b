import pytest

from lcwsync.tenant.permissions import COMMAND_OPERATIONS, OPERATIONS, needed, operation_of

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


def test_only_apply_writes() -> None:
    for command in COMMAND_OPERATIONS:
        writes = [o.name for o in needed(command) if o.name.startswith("write")]
        assert bool(writes) is (command == "apply")


def test_nothing_ever_needs_the_right_to_mint_a_pass() -> None:
    asked = {operation.least for operation in OPERATIONS}
    assert not {p for p in asked if p.startswith(("UserAuthMethod-TAP", "UserAuthenticationMethod.ReadWrite"))}
