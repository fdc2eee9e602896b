"""Starting a workflow for somebody: an admin is asked first, a manager is checked against the reporting line."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.test_main_job import edit
from tests.commands import Lcwsync, Served

WORKFLOW = "Onboard pre-hire employee"
HIRE = "zoe.novak@kestrelvane.example"
MANAGER = "maria.alvarez@kestrelvane.example"


@pytest.fixture
def ready(served: Served, lcwsync: Lcwsync) -> Served:
    assert lcwsync("apply", "--yes").code == 0
    served.app.requests.clear()
    return served


def started(ready: Served) -> int:
    return sum(write.path.endswith("/activate") for write in ready.writes)


def asked(lcwsync: Lcwsync, requester: str, *more: str, hire: str = HIRE) -> int:
    return lcwsync("run", WORKFLOW, "--user", hire, "--requested-by", requester, "--yes", *more).code


def test_a_direct_manager_is_allowed_and_one_pass_is_mailed(ready: Served, project: Path, lcwsync: Lcwsync) -> None:
    assert asked(lcwsync, MANAGER, "--wait") == 0
    assert started(ready) == 1


def test_a_managers_manager_is_allowed(ready: Served, lcwsync: Lcwsync) -> None:
    users = {user["id"]: user for user in ready.app.store.all("users")}
    hire = next(user for user in users.values() if user["userPrincipalName"] == HIRE)
    above = users[users[hire["_manager"]]["_manager"]]
    assert asked(lcwsync, str(above["userPrincipalName"])) == 0


def test_an_outsider_is_refused_and_nothing_is_started(ready: Served, project: Path, lcwsync: Lcwsync) -> None:
    result = lcwsync("run", WORKFLOW, "--user", HIRE, "--requested-by", "liam.oneill@kestrelvane.example", "--yes")
    assert result.code == 4
    assert "does not stand above" in result.err
    assert started(ready) == 0
    line = json.loads((project / ".lcwsync" / "journal.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (line["event"], line["result"]) == ("request", "denied")
    assert "novak" not in json.dumps(line).lower()


@pytest.mark.parametrize("requester", [HIRE, "nobody@kestrelvane.example"])
def test_oneself_and_strangers_are_refused(ready: Served, lcwsync: Lcwsync, requester: str) -> None:
    assert asked(lcwsync, requester) == 4
    assert started(ready) == 0


def test_a_workflow_that_differs_from_git_is_not_started(ready: Served, project: Path, lcwsync: Lcwsync) -> None:
    edit(project, "tapLifetimeMinutes: 480", "tapLifetimeMinutes: 240")
    result = lcwsync("run", WORKFLOW, "--user", HIRE, "--requested-by", MANAGER, "--yes")
    assert result.code == 4
    assert "differs from git" in result.err


def test_a_workflow_that_makes_no_pass_is_not_started(ready: Served, lcwsync: Lcwsync) -> None:
    words = ("run", "Onboard new hire employee", "--user", HIRE, "--requested-by", MANAGER, "--yes")
    result = lcwsync(*words)
    assert result.code == 4
    assert "no task that creates a pass" in result.err


def test_a_person_with_sign_in_methods_gets_no_start(ready: Served, lcwsync: Lcwsync) -> None:
    hire = next(user for user in ready.app.store.all("users") if user["userPrincipalName"] == HIRE)
    method = {"@odata.type": "#microsoft.graph.fido2AuthenticationMethod", "id": "1"}
    ready.app.store.put("users", str(hire["id"]), {**hire, "_methods": [method]})
    result = lcwsync("run", WORKFLOW, "--user", HIRE, "--requested-by", MANAGER, "--yes")
    assert result.code == 4
    assert "another authentication method" in result.err


def test_a_request_that_lost_its_requester_is_refused_and_never_runs_as_an_admins(
    ready: Served, lcwsync: Lcwsync
) -> None:
    assert lcwsync("run", WORKFLOW, "--user", HIRE, "--requested-by", "", "--yes").code == 4
    assert started(ready) == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--user", HIRE, "--requested-by", ""), 4),
        (("--user", "nobody@kestrelvane.example", "--requested-by", MANAGER), 64),
        (("--user", HIRE, "--requested-by", "liam.oneill@kestrelvane.example"), 4),
    ],
)
def test_every_refused_request_is_in_the_journal_without_names(
    ready: Served, project: Path, lcwsync: Lcwsync, words: tuple[str, ...], code: int
) -> None:
    assert lcwsync("run", WORKFLOW, *words, "--yes").code == code
    line = json.loads((project / ".lcwsync" / "journal.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (line["event"], line["result"]) == ("request", "denied")
    assert "@" not in json.dumps(line)
    assert started(ready) == 0


@pytest.mark.parametrize("number", [2, 11])
def test_a_manager_asks_for_one_person_and_a_run_takes_ten(ready: Served, lcwsync: Lcwsync, number: int) -> None:
    users = [word for n in range(number) for word in ("--user", f"person{n}@kestrelvane.example")]
    requested = ("--requested-by", MANAGER) if number == 2 else ()
    assert lcwsync("run", WORKFLOW, *users, *requested, "--yes").code == 64
    assert started(ready) == 0


def test_an_admin_is_asked_first(ready: Served, lcwsync: Lcwsync) -> None:
    result = lcwsync("run", WORKFLOW, "--user", HIRE)
    assert result.code == 64
    assert "creates a Temporary Access Pass" in result.err
    assert started(ready) == 0


def test_a_failure_is_shown_with_its_reason(ready: Served, lcwsync: Lcwsync) -> None:
    result = lcwsync("run", WORKFLOW, "--user", "mila.horvat@kestrelvane.example", "--wait", "--yes")
    assert result.code == 1
    assert "The user has no manager." in result.out


def test_status_and_history_tell_what_happened(ready: Served, project: Path, lcwsync: Lcwsync) -> None:
    lcwsync("run", WORKFLOW, "--user", "mila.horvat@kestrelvane.example", "--yes")
    soon = lcwsync("status", WORKFLOW).out
    assert "1 person, not ended" in soon
    assert "No failures in 1 workflow; 1 person queued or in progress." in soon
    ready.app.store.advance(timedelta(minutes=5))
    later = lcwsync("status", WORKFLOW).out
    assert "The user has no manager." in later
    assert "in progress" not in later
    edit(project, "offsetInDays: -7", "offsetInDays: -5")
    lcwsync("apply", "--yes")
    assert "trigger.offsetInDays  -7 → -5" in lcwsync("history", WORKFLOW).out
    assert lcwsync("history", WORKFLOW, "--from", "7").code == 64
    assert lcwsync("status", "Nothing").code == 64
