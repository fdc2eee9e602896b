import pytest

from lcwsync.tenant.permissions import OPERATIONS, needed, needed_for, operation_of
from lcwsync.values.commands import COMMANDS, WHEN_NAMED

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


_W = "/identityGovernance/lifecycleWorkflows/workflows"
_READ, _WRITE = "LifecycleWorkflows-Workflow.Read.All", "LifecycleWorkflows-Workflow.ReadWrite.All"
_REPORTS, _START = "LifecycleWorkflows-Reports.Read.All", "LifecycleWorkflows-Workflow.Activate"
_ALL_READ, _ALL_WRITE = "LifecycleWorkflows.Read.All", "LifecycleWorkflows.ReadWrite.All"
_EXTENSION_READ = "LifecycleWorkflows-CustomExt.Read.All"
_EXTENSION_WRITE = "LifecycleWorkflows-CustomExt.ReadWrite.All"
_POLICY = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
_METHODS_READ, _METHODS_WRITE = "UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All"

PUBLISHED = [
    ("GET", _W, _READ, {_WRITE, _ALL_READ, _ALL_WRITE}),
    ("POST", _W, _WRITE, {_ALL_WRITE}),
    ("GET", f"{_W}/1", _READ, {_WRITE, _ALL_READ, _ALL_WRITE}),
    ("PATCH", f"{_W}/1", _WRITE, {_ALL_WRITE}),
    ("DELETE", f"{_W}/1", _WRITE, {_ALL_WRITE}),
    ("POST", f"{_W}/1/microsoft.graph.identityGovernance.createNewVersion", _WRITE, {_ALL_WRITE}),
    ("POST", f"{_W}/1/microsoft.graph.identityGovernance.activate", _START, {_WRITE, _ALL_WRITE}),
    ("GET", f"{_W}/1/tasks", _READ, {_WRITE, _ALL_READ, _ALL_WRITE}),
    ("GET", f"{_W}/1/versions/2/tasks", _READ, {_WRITE, _ALL_READ, _ALL_WRITE}),
    ("GET", f"{_W}/1/executionScope", _READ, {_WRITE, _ALL_READ, _ALL_WRITE}),
    ("GET", f"{_W}/1/runs/2/userProcessingResults", _REPORTS, {_ALL_READ, _ALL_WRITE}),
    ("GET", f"{_W}/1/userProcessingResults/2/taskProcessingResults", _REPORTS, {_ALL_READ, _ALL_WRITE}),
    ("GET", f"{_W}/1/taskReports", _REPORTS, {_ALL_READ, _ALL_WRITE}),
    ("GET", f"{LCW}/deletedItems/workflows", _READ, {_WRITE, _ALL_READ, _ALL_WRITE}),
    ("POST", f"{LCW}/deletedItems/workflows/1/restore", _WRITE, {_ALL_WRITE}),
    ("DELETE", f"{LCW}/deletedItems/workflows/1", _WRITE, {_ALL_WRITE}),
    ("GET", f"{LCW}/settings", _ALL_READ, {_ALL_WRITE}),
    ("PATCH", f"{LCW}/settings", _ALL_WRITE, set()),
    ("GET", f"{LCW}/taskDefinitions", _ALL_READ, {_ALL_WRITE}),
    ("GET", f"{LCW}/workflowTemplates/1", _ALL_READ, {_ALL_WRITE}),
    ("GET", f"{LCW}/customTaskExtensions", _EXTENSION_READ, {_EXTENSION_WRITE, _ALL_READ, _ALL_WRITE}),
    ("POST", f"{LCW}/customTaskExtensions", _EXTENSION_WRITE, {_ALL_WRITE}),
    ("PATCH", f"{LCW}/customTaskExtensions/1", _EXTENSION_WRITE, {_ALL_WRITE}),
    ("DELETE", f"{LCW}/customTaskExtensions/1", _EXTENSION_WRITE, {_ALL_WRITE}),
    ("GET", _POLICY, "Policy.Read.AuthenticationMethod", {"Policy.ReadWrite.AuthenticationMethod"}),
    ("PATCH", _POLICY, "Policy.ReadWrite.AuthenticationMethod", set()),
    ("GET", "/users/1/authentication/methods", _METHODS_READ, {_METHODS_WRITE}),
    ("GET", "/reports/authenticationMethods/userRegistrationDetails", "AuditLog.Read.All", set()),
    ("POST", "/directoryObjects/getByIds", "Directory.Read.All", {"Directory.ReadWrite.All"}),
]
"""The published permissions of each kind of call, without the basic read of a workflow, which hides its tasks."""


@pytest.mark.parametrize(("method", "path", "least", "higher"), PUBLISHED)
def test_each_call_needs_the_published_permission_and_takes_the_published_higher_ones(
    method: str, path: str, least: str, higher: set[str]
) -> None:
    operation = operation_of(method, path)
    assert operation is not None
    assert (operation.least, set(operation.also)) == (least, higher)


def test_only_apply_resolve_and_the_steps_of_an_incident_write() -> None:
    for command in COMMANDS:
        writes = [o.name for o in needed(command) if o.name.startswith("write")]
        assert bool(writes) is (command in ("apply", "resolve", "pause", "resume", "cancel"))


def test_each_operation_belongs_to_a_command_or_is_a_convenience() -> None:
    """Names of ids are read from each kind's own list where getByIds is refused."""
    used = {o.name for command in COMMANDS for o in needed_for(command, frozenset(WHEN_NAMED))}
    assert {o.name for o in OPERATIONS} - used == {"look up names of ids", "ask which tasks would fail"}


@pytest.mark.parametrize(
    ("path", "accepted", "refused"),
    [
        ("/roleManagement/directory/roleEligibilitySchedules", "RoleManagement.Read.Directory", "Directory.Read.All"),
        ("/roleManagement/directory/roleAssignmentSchedules", "RoleManagement.Read.Directory", "Directory.Read.All"),
        ("/roleManagement/directory/roleAssignments", "Directory.Read.All", "RoleManagement.Read.All"),
        ("/applications/1/federatedIdentityCredentials", "Application.Read.All", "Directory.Read.All"),
        (
            "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass",
            "Policy.Read.AuthenticationMethod",
            "Policy.Read.All",
        ),
        (
            "/reports/authenticationMethods/userRegistrationDetails",
            "AuditLog.Read.All",
            "UserAuthenticationMethod.Read.All",
        ),
    ],
)
def test_a_permission_counts_only_where_its_page_lists_it(path: str, accepted: str, refused: str) -> None:
    operation = operation_of("GET", path)
    assert operation is not None
    assert accepted in operation.accepted
    assert refused not in operation.accepted


def test_names_of_ids_need_a_permission_that_reads_the_whole_directory() -> None:
    operation = operation_of("POST", "/directoryObjects/getByIds")
    assert operation is not None
    assert operation.accepted == {"Directory.Read.All", "Directory.ReadWrite.All"}


def test_no_command_needs_the_right_to_create_a_pass() -> None:
    asked = {operation.least for operation in OPERATIONS}
    assert not {p for p in asked if p.startswith(("UserAuthMethod-TAP", "UserAuthenticationMethod.ReadWrite"))}


def test_the_table_of_commands_names_operations_only() -> None:
    named = {name for command in COMMANDS.values() for name in command.operations}
    assert named <= {operation.name for operation in OPERATIONS}


def test_a_command_that_calls_the_service_belongs_to_one_application() -> None:
    for command in COMMANDS.values():
        assert (command.identity in ("plan", "apply")) is bool(command.operations)
