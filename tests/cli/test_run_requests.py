"""Who may request a pass, how often, and whether an unused pass is replaced: from the tenant, git and the journal."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lcwsync.sandbox.store import JsonObject, Store
from tests.commands import ROOT, Done, Lcwsync, Served
from tests.sandbox.graph_client import LIFECYCLE, Graph

WORKFLOW = "Onboard pre-hire employee"
HIRE = "zoe.novak@kestrelvane.example"
MANAGER = "maria.alvarez@kestrelvane.example"
CHIEF = "ingrid.vane@kestrelvane.example"


@pytest.fixture
def ready(served: Served, lcwsync: Lcwsync) -> Served:
    assert lcwsync("apply", "--yes").code == 0
    served.app.requests.clear()
    return served


def change(store: Store, upn: str, **values: object) -> None:
    user = next(user for user in store.all("users") if user["userPrincipalName"] == upn)
    with store.transaction():
        store.put("users", str(user["id"]), {**user, **values})


def rules(project: Path, text: str) -> None:
    path = project / "workflows" / "guardrails.yaml"
    path.write_text(re.sub(r"^requests: .*\n", text, path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")


def request(lcwsync: Lcwsync, *options: str, requester: str = MANAGER) -> Done:
    return lcwsync("run", WORKFLOW, "--user", HIRE, "--requested-by", requester, "--yes", *options)


def test_a_guest_of_the_tenant_may_request_only_where_git_allows_it(
    ready: Served, lcwsync: Lcwsync, project: Path
) -> None:
    change(ready.app.store, MANAGER, userType="Guest")
    refused = request(lcwsync)
    assert refused.code == 4
    assert "is a guest" in refused.err
    rules(project, "requests: {allowGuests: true}\n")
    assert request(lcwsync).code == 0


def test_mail_leaves_the_verified_domains_only_where_git_allows_it(
    ready: Served, lcwsync: Lcwsync, project: Path
) -> None:
    change(ready.app.store, MANAGER, mail="maria@partner.example")
    refused = request(lcwsync, requester=CHIEF)
    assert refused.code == 4
    assert "mailed outside the tenant's domains" in refused.err
    assert "maria" not in refused.err
    rules(project, "requests: {mailDomains: [Partner.example]}\n")
    assert request(lcwsync, requester=CHIEF).code == 0


def test_an_unused_pass_is_replaced_only_when_the_caller_wants_it(ready: Served, lcwsync: Lcwsync) -> None:
    assert request(lcwsync).code == 0
    again = request(lcwsync)
    assert again.code == 4
    assert "has an unused pass, valid until 20" in again.err
    assert request(lcwsync, "--replace-pass").code == 0


def test_a_pass_whose_end_is_past_is_no_reason_to_refuse(ready: Served, lcwsync: Lcwsync) -> None:
    assert request(lcwsync).code == 0
    store = ready.app.store
    user = next(user for user in store.all("users") if user["userPrincipalName"] == HIRE)
    methods = [{**method, "startDateTime": "2026-01-01T00:00:00Z"} for method in user["_methods"]]  # type: ignore[attr-defined]
    change(store, HIRE, _methods=methods)
    assert request(lcwsync).code == 0


def test_the_pass_that_ends_last_decides(ready: Served, lcwsync: Lcwsync) -> None:
    assert request(lcwsync).code == 0
    store = ready.app.store
    user = next(user for user in store.all("users") if user["userPrincipalName"] == HIRE)
    valid: JsonObject = user["_methods"][0]  # type: ignore[index]
    over = {**valid, "id": "0", "startDateTime": "2026-01-01T00:00:00Z"}
    change(store, HIRE, _methods=[over, valid])
    assert "has an unused pass, valid until 20" in request(lcwsync).err
    change(store, HIRE, _methods=[over, {**valid, "lifetimeInMinutes": 10**12}])
    assert "has an unused pass, whose end is not known" in request(lcwsync).err


@pytest.mark.parametrize("kind", [None, "Partner"])
def test_an_account_that_is_neither_member_nor_guest_may_request_only_where_git_allows_guests(
    ready: Served, lcwsync: Lcwsync, project: Path, kind: str | None
) -> None:
    change(ready.app.store, MANAGER, userType=kind)
    refused = request(lcwsync)
    assert refused.code == 4
    assert "may be a guest: the account's userType is not Member" in refused.err
    rules(project, "requests: {allowGuests: true}\n")
    assert request(lcwsync).code == 0


def test_the_runs_of_a_person_are_counted_from_the_service(ready: Served, lcwsync: Lcwsync, project: Path) -> None:
    rules(project, "requests: {perPersonPerDay: 2}\n")
    assert lcwsync("run", WORKFLOW, "--user", HIRE, "--yes").code == 0
    assert request(lcwsync, "--replace-pass").code == 0
    (project / ".lcwsync" / "journal.jsonl").unlink()  # another machine knows as much
    third = request(lcwsync, "--replace-pass")
    assert third.code == 4
    assert "2 runs created a pass for this person in 24 hours; git allows 2" in third.err
    ready.app.store.advance(timedelta(hours=25))
    assert "runs created a pass" not in request(lcwsync, "--replace-pass").err


def test_previews_of_the_service_count_as_no_run_of_a_person(ready: Served, lcwsync: Lcwsync, project: Path) -> None:
    rules(project, "requests: {perPersonPerDay: 1}\n")
    store = ready.app.store
    (workflow,) = [item for item in store.all("workflows") if item["displayName"] == WORKFLOW]
    (person,) = [user for user in store.all("users") if user["userPrincipalName"] == HIRE]
    body: JsonObject = {"subjects": [{"id": person["id"]}]}
    assert Graph(ready.app)("POST", f"{LIFECYCLE}/workflows/{workflow['id']}/previewWorkflow", body).status_code == 204
    store.advance(timedelta(minutes=5))
    assert request(lcwsync).code == 0
    assert "1 runs created a pass for this person" in request(lcwsync, "--replace-pass").err


def test_the_requests_of_a_requester_are_counted_from_the_journal(
    ready: Served, lcwsync: Lcwsync, project: Path
) -> None:
    rules(project, "requests: {perRequesterPerDay: 1}\n")
    assert request(lcwsync).code == 0
    second = request(lcwsync, "--replace-pass")
    assert second.code == 4
    assert "1 requests of this requester were granted in 24 hours; git allows 1" in second.err
    assert request(lcwsync, "--replace-pass", requester=CHIEF).code == 0
    journal = project / ".lcwsync" / "journal.jsonl"
    yesterday = (datetime.now(UTC) - timedelta(hours=25)).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = [json.loads(line) | {"time": yesterday} for line in journal.read_text("utf-8").splitlines()]
    journal.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert request(lcwsync, "--replace-pass").code == 0


def test_a_journal_that_cannot_be_counted_refuses_where_git_limits_requests(
    ready: Served, lcwsync: Lcwsync, project: Path
) -> None:
    rules(project, "requests: {perRequesterPerDay: 5}\n")
    with (project / ".lcwsync" / "journal.jsonl").open("a", encoding="utf-8") as journal:
        journal.write('{"event": "start", "requester": "somebody"}\n')
    result = request(lcwsync)
    assert result.code == 4
    assert "requests cannot be counted" in result.err
    assert not [write for write in ready.writes if write.path.endswith("/activate")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("requests: {perPersonPerDay: 0}\n", "perPersonPerDay"),
        ("requests: {mailDomains: ['@partner.example']}\n", "a domain such as partner.example"),
        ("requests: {perDay: 3}\n", "perDay"),
    ],
)
def test_rules_that_mean_nothing_are_refused_with_their_place(
    lcwsync: Lcwsync, project: Path, text: str, words: str
) -> None:
    rules(project, text)
    result = lcwsync("validate")
    assert result.code == 1
    assert words in result.out + result.err
    assert "guardrails.yaml:6:" in result.out + result.err


def test_two_requests_at_once_are_decided_one_after_the_other(
    ready: Served, lcwsync: Lcwsync, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both would be within the limit if they were decided side by side."""
    rules(project, "requests: {perRequesterPerDay: 1}\n")
    words = ["run", WORKFLOW, "--user", HIRE, "--requested-by", MANAGER, "--replace-pass", "--yes"]
    command = [sys.executable, "-m", "lcwsync", *words]
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    both = [subprocess.Popen(command, cwd=project, env=environ, stderr=subprocess.PIPE) for _ in range(2)]
    for process in both:
        process.communicate()
    assert sorted(process.returncode for process in both) == [0, 4]
