"""`preview --service`: the service's own previews beside ours."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from lcwsync.judge.timing import Timing
from lcwsync.preview.service import failure_notes, scope_notes
from lcwsync.sandbox import open_sandbox
from tests.commands import Lcwsync, Served

TENANTS_OWN = "Welcome guests (made in the portal)"
OURS = {"a": ("Zoe", Timing.DUE), "b": ("Tom", Timing.LATER)}


@pytest.mark.parametrize("listed", [{"a": "Zoe"}, {"a": "Zoe", "b": "Tom"}])
def test_the_service_agrees_whether_it_lists_everybody_in_scope_or_those_due(listed: dict[str, str]) -> None:
    *_, last = scope_notes(listed, OURS, known=True)
    assert last == "the service's preview of the scope agrees with this one"


def test_people_that_only_one_of_the_two_lists_are_named() -> None:
    _, more, fewer = scope_notes({"c": "Mia"}, OURS, known=True)
    assert more == "differs: the service lists people who are not in scope here: object ids c"
    assert fewer == "differs: the service does not list people who are due here: object ids a"


def test_a_scope_that_was_not_read_here_agrees_with_nothing() -> None:
    *_, last = scope_notes({}, {}, known=False)
    assert "cannot tell" in last


def test_a_pass_that_arrives_here_and_fails_there_differs() -> None:
    assert list(failure_notes({}, pass_task="TAP", arriving=2)) == ["the service foresees no task that fails"]
    said = list(failure_notes({"TAP": "no role"}, pass_task="TAP", arriving=2))
    assert said[1] == "differs: passes that arrive here: 2"


@pytest.fixture
def project_sandbox(project: Path) -> Path:
    path = project / ".lcwsync" / "sandbox.db"
    store = open_sandbox(path)
    store.set_clock(frozen=datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    store.close()
    return path


def test_the_service_is_asked_only_with_the_option(lcwsync: Lcwsync, project_sandbox: Path) -> None:
    assert "the service" not in lcwsync("preview", TENANTS_OWN).out
    said = lcwsync("preview", TENANTS_OWN, "--service").out
    assert "the service lists" in said
    assert "differs" not in said
    assert "the service foresees no task that fails" in said


def test_a_workflow_that_only_git_has_is_said_to_be_unknown_to_the_service(
    lcwsync: Lcwsync, project_sandbox: Path
) -> None:
    said = lcwsync("preview", "Onboard pre-hire employee", "--service").out
    assert "the service has no preview of it" in said


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_the_passes_that_fail_are_shown_with_the_answer_of_the_service(
    lcwsync: Lcwsync, project_sandbox: Path, form: str
) -> None:
    said = lcwsync("preview", TENANTS_OWN, "--failing", "--service", "--format", form).out
    assert "the service foresees no task that fails" in said
    assert "the service" not in lcwsync("preview", TENANTS_OWN, "--failing", "--format", form).out


@pytest.mark.parametrize(("answer", "refused"), [("write", True), ("read", False)])
def test_the_hint_of_a_refused_preview_names_the_right_to_read(
    lcwsync: Lcwsync, served: Served, answer: str, refused: bool
) -> None:
    served.app.store.doubts["failures-permission"] = answer
    served.app.token_permissions = frozenset({"LifecycleWorkflows.Read.All", "Directory.Read.All"}) | {
        "Policy.Read.AuthenticationMethod"
    }
    said = lcwsync("preview", TENANTS_OWN, "--service").out
    hint = "grant LifecycleWorkflows-Workflow.Read.All with admin consent (an older page of Microsoft asks for "
    assert ("the service did not answer which tasks would fail" in said) is refused
    assert (hint in said) is refused


@pytest.mark.parametrize("answer", ["met", "scope"])
def test_a_workflow_of_the_tenant_agrees_whatever_the_service_lists(
    lcwsync: Lcwsync, served: Served, answer: str
) -> None:
    served.app.store.set_clock(frozen=datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    served.app.store.doubts["preview-scope"] = answer
    said = lcwsync("preview", TENANTS_OWN, "--service").out
    assert "the service lists" in said
    assert "agrees with this one" in said
    assert not [r for r in served.writes if not r.path.endswith("previewTaskFailures")]


def test_a_service_that_does_not_know_its_preview_is_said_not_to_answer(lcwsync: Lcwsync, served: Served) -> None:
    served.app.store.doubts["preview-scope"] = "400"
    done = lcwsync("preview", TENANTS_OWN, "--service")
    assert done.code == 0
    assert "the service did not answer its preview of the scope" in done.out
