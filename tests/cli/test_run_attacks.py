"""The tenant changes between the decision and the start: nothing starts that was not checked."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from lcwsync.sandbox.faults import parse_fault
from lcwsync.sandbox.http.routing import Request
from lcwsync.sandbox.store import JsonObject, Store
from lcwsync.tenant.http.client import GraphDoor
from lcwsync.tenant.http.failure import GraphFailure
from tests.audit import planting
from tests.commands import Lcwsync, Served

WORKFLOW = "Onboard pre-hire employee"
HIRE = "zoe.novak@kestrelvane.example"
MANAGER = "maria.alvarez@kestrelvane.example"
OUTSIDER = "liam.oneill@kestrelvane.example"


@pytest.fixture
def ready(served: Served, lcwsync: Lcwsync) -> Served:
    assert lcwsync("apply", "--yes").code == 0
    served.app.requests.clear()
    return served


def named(store: Store, upn: str) -> dict[str, object]:
    return next(user for user in store.all("users") if user["userPrincipalName"] == upn)


def workflow(store: Store) -> dict[str, object]:
    return next(item for item in store.all("workflows") if item["displayName"] == WORKFLOW)


def take_the_name_of_the_person(store: Store) -> None:
    hire, outsider = named(store, HIRE), named(store, OUTSIDER)
    store.put("users", str(hire["id"]), {**hire, "userPrincipalName": "zoe.old@kestrelvane.example"})
    store.put("users", str(outsider["id"]), {**outsider, "userPrincipalName": HIRE})


def rename_another_workflow_to_the_name(store: Store) -> None:
    checked = workflow(store)
    other = next(item for item in store.all("workflows") if item["displayName"] == "Onboard new hire employee")
    store.put("workflows", str(checked["id"]), {**checked, "displayName": "Gone"})
    store.put("workflows", str(other["id"]), {**other, "displayName": WORKFLOW})


def add_a_copy(store: Store) -> None:
    checked = workflow(store)
    tasks = [dict(task) for task in checked["tasks"]]  # type: ignore[attr-defined]
    task = next(task for task in tasks if task["taskDefinitionId"].startswith("1b555e50"))
    task["arguments"] = [*task["arguments"], {"name": "cc", "value": str(named(store, OUTSIDER)["id"])}]
    store.put("workflows", str(checked["id"]), {**checked, "tasks": tasks})


def delete_the_workflow(store: Store) -> None:
    store.remove("workflows", str(workflow(store)["id"]))


def give_the_person_another_manager(store: Store) -> None:
    hire, manager = named(store, HIRE), named(store, "tomas.okafor@kestrelvane.example")
    store.put("users", str(hire["id"]), {**hire, "_manager": str(manager["id"])})


def disable_the_requester(store: Store) -> None:
    manager = named(store, MANAGER)
    store.put("users", str(manager["id"]), {**manager, "accountEnabled": False})


def give_the_person_a_method(store: Store) -> None:
    hire = named(store, HIRE)
    method = {"@odata.type": "#microsoft.graph.fido2AuthenticationMethod", "id": "1"}
    store.put("users", str(hire["id"]), {**hire, "_methods": [method]})


def make_the_person_eligible_for_a_role(store: Store) -> None:
    planting.make_eligible(store, str(named(store, HIRE)["id"]), planting.role(store, "Global Administrator"))


def make_the_person_own_a_group_with_a_role(store: Store) -> None:
    group = planting.group(store, "Night owls", owners=(str(named(store, HIRE)["id"]),))
    planting.assign(store, group, planting.role(store, "User Administrator"))


def make_the_person_eligible_for_a_group_with_a_role(store: Store) -> None:
    group = planting.group(store, "Night owls")
    planting.make_member_eligible(store, str(named(store, HIRE)["id"]), group, "member")
    planting.assign(store, group, planting.role(store, "Global Administrator"))


def make_the_person_a_later_member_of_a_group_with_a_role(store: Store) -> None:
    group = planting.group(store, "Role holders")
    planting.assign(store, group, planting.role(store, "Global Administrator"))
    planting.make_member_later(store, str(named(store, HIRE)["id"]), group, "member", "2031-02-03T00:00:00Z")


def make_the_person_own_an_application_with_rights(store: Store) -> None:
    robot = planting.application(store, "Robot", owners=(str(named(store, HIRE)["id"]),))
    planting.permit(store, robot, "RoleManagement.ReadWrite.Directory")


def open_a_package_with_a_role_to_the_person(store: Store) -> None:
    group = planting.group(store, "Role holders")
    planting.assign(store, group, planting.role(store, "Global Administrator"))
    planting.package(store, "Night work", group, chosen=(single_user(store, HIRE),))


def make_the_person_eligible_for_a_role_outside_the_table(store: Store) -> None:
    role = planting.custom_role(store, "Printers", "microsoft.azure.print/allEntities/allProperties/allTasks")
    planting.make_eligible(store, str(named(store, HIRE)["id"]), role)


def let_the_person_hold_a_role(store: Store) -> None:
    planting.assign(store, str(named(store, HIRE)["id"]), planting.role(store, "Helpdesk Administrator"))


def let_the_person_hold_a_role_in_one_unit(store: Store) -> None:
    unit = next(unit for unit in store.all("administrativeUnits") if unit["displayName"] == "AU-Sales")
    role = planting.role(store, "User Administrator")
    planting.assign(store, str(named(store, HIRE)["id"]), role, f"/administrativeUnits/{unit['id']}")


def let_the_person_hold_a_role_later(store: Store) -> None:
    role = planting.role(store, "User Administrator")
    planting.assign_later(store, str(named(store, HIRE)["id"]), role, "2031-02-03T00:00:00Z")


def make_the_person_a_member_of_a_group_with_a_role(store: Store) -> None:
    group = planting.group(store, "Night owls", members=(str(named(store, HIRE)["id"]),))
    planting.assign(store, group, planting.role(store, "User Administrator"))


def make_the_person_eligible_to_own_a_group_with_a_role(store: Store) -> None:
    group = planting.group(store, "Night owls")
    planting.make_member_eligible(store, str(named(store, HIRE)["id"]), group, "owner")
    planting.assign(store, group, planting.role(store, "Global Administrator"))


def make_the_person_own_a_registration_with_rights(store: Store) -> None:
    robot = planting.application(store, "Robot", owners=(str(named(store, HIRE)["id"]),), owner="application")
    planting.permit(store, robot, "UserAuthenticationMethod.ReadWrite.All")


def let_the_person_change_who_may_ask_for_a_role(store: Store) -> None:
    group = planting.group(store, "Night owls")
    planting.assign(store, group, planting.role(store, "Authentication Administrator"))
    planting.package(store, "Night work", group, chosen=(single_user(store, OUTSIDER),))
    catalog_owner = "ae79f266-94d4-4dab-b730-feca7e132178"
    planting.assign_on_catalog(store, str(named(store, HIRE)["id"]), catalog_owner, "Night work")


def single_user(store: Store, upn: str) -> JsonObject:
    return {"@odata.type": "#microsoft.graph.singleUser", "userId": str(named(store, upn)["id"])}


def change_user(upn: str, name: str, **members: object) -> Callable[[Store], None]:
    """A change of one account, called by what it does."""

    def change(store: Store) -> None:
        planting.change(store, "users", str(named(store, upn)["id"]), **members)

    change.__name__ = name
    return change


def disable_the_workflow(store: Store) -> None:
    planting.change(store, "workflows", str(workflow(store)["id"]), isEnabled=False)


def change_the_version_of_the_workflow(store: Store) -> None:
    planting.change(store, "workflows", str(workflow(store)["id"]), version=2)


def give_the_person_a_pass(store: Store) -> None:
    end: JsonObject = {
        "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod",
        "id": "1",
        "startDateTime": f"{store.now():%Y-%m-%dT%H:%M:%SZ}",
        "lifetimeInMinutes": 43_200,
        "isUsable": True,
    }
    planting.change(store, "users", str(named(store, HIRE)["id"]), _methods=[end])


def delete_the_person(store: Store) -> None:
    store.remove("users", str(named(store, HIRE)["id"]))


REFUSED = [
    rename_another_workflow_to_the_name,
    add_a_copy,
    delete_the_workflow,
    give_the_person_another_manager,
    disable_the_requester,
    give_the_person_a_method,
    delete_the_person,
    make_the_person_eligible_for_a_role,
    make_the_person_own_a_group_with_a_role,
    make_the_person_eligible_for_a_group_with_a_role,
    make_the_person_a_later_member_of_a_group_with_a_role,
    open_a_package_with_a_role_to_the_person,
    make_the_person_own_an_application_with_rights,
    make_the_person_eligible_for_a_role_outside_the_table,
    let_the_person_hold_a_role,
    let_the_person_hold_a_role_in_one_unit,
    let_the_person_hold_a_role_later,
    make_the_person_a_member_of_a_group_with_a_role,
    make_the_person_eligible_to_own_a_group_with_a_role,
    make_the_person_own_a_registration_with_rights,
    let_the_person_change_who_may_ask_for_a_role,
    disable_the_workflow,
    change_the_version_of_the_workflow,
    give_the_person_a_pass,
    change_user(MANAGER, "make_the_requester_a_guest", userType="Guest"),
    change_user(MANAGER, "mail_of_the_manager_elsewhere", mail="maria@partner.example"),
    change_user(MANAGER, "take_the_mail_of_the_manager", mail=None),
    change_user(HIRE, "take_the_person_out_of_scope", department="Elsewhere"),
    change_user(
        HIRE,
        "let_the_person_sign_in",
        signInActivity={
            "lastSignInDateTime": "2026-01-01T00:00:00Z",
            "lastSuccessfulSignInDateTime": "2026-01-01T00:00:00Z",
        },
    ),
]


def after_the_decision(served: Served, change: Callable[[Store], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tenant change right after the first decision was taken."""
    from lcwsync.broker import decision

    first = decision.decide
    calls: list[object] = []

    def decide(request: decision.PassRequest) -> decision.Decision:
        answer = first(request)
        if not calls:
            with served.app.store.transaction():
                change(served.app.store)
        calls.append(answer)
        return answer

    monkeypatch.setattr(decision, "decide", decide)


def at_the_last_read_of_the_workflow(
    served: Served, change: Callable[[Store], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let the tenant change right before the workflow is read by its id, alone, for the last time."""
    answer = served.app.answer
    path = f"/identityGovernance/lifecycleWorkflows/workflows/{workflow(served.app.store)['id']}"

    async def changing(request: Request, *rest: object, **more: object) -> object:
        if request.method == "GET" and request.path == path and not more.get("batched"):
            with served.app.store.transaction():
                change(served.app.store)
        return await answer(request, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(served.app, "answer", changing)


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.parametrize("about", [HIRE, MANAGER, WORKFLOW])
def test_a_proxy_that_answers_about_another_object_starts_nothing(
    ready: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch, about: str, turn: int
) -> None:
    """From the first read on, or from the decision on."""
    store, answer = ready.app.store, ready.app.answer
    asked, other = (named(store, about), named(store, OUTSIDER)) if about != WORKFLOW else (workflow(store), None)
    room = "/users/" if other else "/identityGovernance/lifecycleWorkflows/workflows/"
    other = other or next(item for item in store.all("workflows") if item["displayName"] != WORKFLOW)
    lying = [turn == 1]

    async def exchanging(request: Request, *rest: object, **more: object) -> object:
        if lying[0] and request.method == "GET" and request.path in (f"{room}{asked['id']}", f"{room}{about}"):
            request = replace(request, path=f"{room}{other['id']}")
        return await answer(request, *rest, **more)  # type: ignore[arg-type]

    async def at_once(_door: GraphDoor, failures: Sequence[GraphFailure], **_more: object) -> None:
        raise failures[0]

    monkeypatch.setattr(GraphDoor, "pause", at_once)
    monkeypatch.setattr(ready.app, "answer", exchanging)
    after_the_decision(ready, lambda _store: lying.__setitem__(0, True), monkeypatch)
    result = lcwsync("run", WORKFLOW, "--user", HIRE, "--requested-by", MANAGER, "--yes")
    assert result.code in (1, 4), result.err
    assert "about another object" in result.err
    assert not started(ready)


def started(served: Served) -> list[object]:
    return [write.body for write in served.writes if write.path.endswith("/activate")]


def test_the_second_read_ends_with_the_people_and_then_the_workflow_in_the_order_that_security_md_tells(
    ready: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, begins = ready.app.store, []
    after_the_decision(ready, lambda _store: begins.append(len(ready.app.requests)), monkeypatch)
    assert lcwsync("run", WORKFLOW, "--user", HIRE, "--requested-by", MANAGER, "--yes").code == 0
    hire, manager, live = (str(each["id"]) for each in (named(store, HIRE), named(store, MANAGER), workflow(store)))
    paths = [request.path for request in list(ready.app.requests)[begins[0] :] if request.path != "/$batch"]
    second = paths[: paths.index(f"/identityGovernance/lifecycleWorkflows/workflows/{live}/activate")]

    def last(path: str) -> int:
        return max(number for number, asked in enumerate(second) if asked == path)

    order = [
        last("/roleManagement/directory/roleDefinitions"),
        last("/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"),
        second.index(f"/users/{hire}"),
        max(last(f"/users/{hire}/authentication/methods"), last(f"/users/{hire}/transitiveMemberOf")),
        last(f"/users/{manager}"),
        last(f"/users/{hire}"),
        last(f"/identityGovernance/lifecycleWorkflows/workflows/{live}"),
    ]
    assert order == sorted(order), second
    assert order[-1] == len(second) - 1, "the workflow is one request before the start"
    assert order[-1] - order[2] <= 10, "the people are about ten"


CHIEF = "ingrid.vane@kestrelvane.example"


@pytest.mark.parametrize(
    "change",
    [
        change_user(MANAGER, "disable_the_manager", accountEnabled=False),
        change_user(MANAGER, "mail_of_the_manager_elsewhere", mail="maria@partner.example"),
        change_user(MANAGER, "two_mails_of_the_manager", mail="maria@partner.example,maria@kestrelvane.example"),
        change_user(MANAGER, "take_the_mail_of_the_manager", mail=None),
        change_user(CHIEF, "disable_the_requester", accountEnabled=False),
        change_user(MANAGER, "take_the_requester_out_of_the_line", _manager=None),
    ],
    ids=lambda change: change.__name__,
)
def test_a_change_of_the_manager_of_an_indirect_report_is_refused_too(
    ready: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch, change: Callable[[Store], None]
) -> None:
    after_the_decision(ready, change, monkeypatch)
    result = lcwsync("run", WORKFLOW, "--user", HIRE, "--requested-by", CHIEF, "--yes")
    assert result.code == 4, result.err
    assert not started(ready)


@pytest.mark.parametrize("change", REFUSED, ids=lambda change: change.__name__)
def test_a_change_between_decision_and_start_is_refused(
    ready: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch, project: Path, change: Callable[[Store], None]
) -> None:
    after_the_decision(ready, change, monkeypatch)
    result = lcwsync("run", WORKFLOW, "--user", HIRE, "--requested-by", MANAGER, "--yes")
    assert result.code == 4, result.err
    assert not started(ready)
    lines = [json.loads(x) for x in (project / ".lcwsync" / "journal.jsonl").read_text("utf-8").splitlines()]
    assert [line["event"] for line in lines][-2:] == ["asked", "request"]
    assert lines[-1]["result"] == "denied"


def test_the_person_who_was_checked_is_started_although_another_took_the_name(
    ready: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    hire = named(ready.app.store, HIRE)
    after_the_decision(ready, take_the_name_of_the_person, monkeypatch)
    assert lcwsync("run", WORKFLOW, "--user", HIRE, "--requested-by", MANAGER, "--yes").code == 0
    assert started(ready) == [{"subjects": [{"id": hire["id"]}]}]
    lines = [json.loads(x) for x in (project / ".lcwsync" / "journal.jsonl").read_text("utf-8").splitlines()][-4:]
    assert [line["event"] for line in lines] == ["asked", "request", "start", "ended"]
    assert (lines[2]["people"], lines[2]["version"], lines[3]["result"]) == ([hire["id"]], 1, "started")


@pytest.mark.parametrize(
    ("option", "name"),
    [
        ("--requested-by", f"{HIRE}/manager"),
        ("--requested-by", f"{OUTSIDER}/../{MANAGER}"),
        ("--user", f"{OUTSIDER}/../{HIRE}"),
        ("--user", f"{HIRE}?$select=id"),
    ],
)
def test_a_path_in_place_of_a_name_is_refused(ready: Served, lcwsync: Lcwsync, option: str, name: str) -> None:
    words = {"--user": HIRE, "--requested-by": MANAGER, option: name}
    result = lcwsync("run", WORKFLOW, *(word for pair in words.items() for word in pair), "--yes")
    assert result.code == 64
    assert not started(ready)
    assert not any("manager" in request.path for request in ready.app.requests)


@pytest.mark.parametrize("requester", [None, MANAGER])
def test_without_a_journal_nothing_is_started(
    ready: Served, project: Path, lcwsync: Lcwsync, requester: str | None
) -> None:
    journal = project / ".lcwsync" / "journal.jsonl"
    journal.unlink(missing_ok=True)
    journal.mkdir()
    asked = ("--requested-by", requester) if requester else ()
    result = lcwsync("run", WORKFLOW, "--user", HIRE, *asked, "--yes")
    assert result.code == 4
    assert "nothing was started" in result.err
    assert not started(ready)


def test_an_administrators_start_and_a_refused_one_are_in_the_journal(
    ready: Served, project: Path, lcwsync: Lcwsync
) -> None:
    assert lcwsync("run", WORKFLOW, "--user", HIRE, "--yes").code == 0
    ready.app.faults.add(parse_fault("status:POST:*/activate:0:1:403"))
    assert lcwsync("run", WORKFLOW, "--user", HIRE, "--yes").code == 1
    lines = [json.loads(x) for x in (project / ".lcwsync" / "journal.jsonl").read_text("utf-8").splitlines()][-6:]
    assert [(line["event"], line.get("result")) for line in lines] == [
        ("asked", None),
        ("start", None),
        ("ended", "started"),
        ("asked", None),
        ("start", None),
        ("ended", "failed"),
    ]
    assert "@" not in json.dumps(lines)


def journalled(project: Path) -> list[dict[str, object]]:
    lines = (project / ".lcwsync" / "journal.jsonl").read_text("utf-8").splitlines()
    return [line for line in map(json.loads, lines) if line["event"] in ("asked", "request", "start", "ended")]


def test_the_workflow_is_the_last_that_is_read_before_the_start(
    ready: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_last_read_of_the_workflow(ready, add_a_copy, monkeypatch)
    result = lcwsync("run", WORKFLOW, "--user", HIRE, "--requested-by", MANAGER, "--yes")
    assert result.code == 4, result.err
    assert "changed after it was checked" in result.err
    assert not started(ready)


@pytest.mark.parametrize("requester", [None, MANAGER])
def test_nothing_but_the_people_and_the_workflow_is_read_right_before_the_start(
    ready: Served, lcwsync: Lcwsync, requester: str | None
) -> None:
    hire, manager, live = named(ready.app.store, HIRE), named(ready.app.store, MANAGER), workflow(ready.app.store)
    asked = ("--requested-by", requester) if requester else ()
    assert lcwsync("run", WORKFLOW, "--user", HIRE, *asked, "--yes").code == 0
    paths = [request.path for request in ready.app.requests if request.path != "/$batch"]
    sent = paths.index(f"/identityGovernance/lifecycleWorkflows/workflows/{live['id']}/activate")
    people = [f"/users/{manager['id']}", f"/users/{hire['id']}"] if requester else [f"/users/{hire['id']}"]
    last = [*people, f"/identityGovernance/lifecycleWorkflows/workflows/{live['id']}"]
    assert paths[sent - len(last) : sent] == last


def test_a_person_whom_the_guardrails_protect_meanwhile_is_refused(
    ready: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    group = planting.group(ready.app.store, "Emergency accounts")
    path = project / "workflows" / "guardrails.yaml"
    path.write_text(path.read_text("utf-8") + f"neverInScope: {{groups: [{group}]}}\n", "utf-8")

    def protect(store: Store) -> None:
        planting.change(store, "groups", group, _members=[str(named(store, HIRE)["id"])])

    after_the_decision(ready, protect, monkeypatch)
    result = lcwsync("run", WORKFLOW, "--user", HIRE, "--requested-by", MANAGER, "--yes")
    assert result.code == 4, result.err
    assert "neverInScope" in result.err
    assert not started(ready)


@pytest.mark.parametrize("requester", [None, MANAGER])
def test_each_line_that_cannot_be_written_ends_the_request_with_4(
    ready: Served, project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch, requester: str | None
) -> None:
    """The journal becomes a directory while the workflow is read for the last time, and then while it is started."""
    journal = project / ".lcwsync" / "journal.jsonl"
    asked = ("--requested-by", requester) if requester else ()
    words = ("run", WORKFLOW, "--user", HIRE, *asked, "--yes", "--format", "json")

    def gone(_store: Store) -> None:
        journal.rename(journal.with_suffix(".kept"))
        journal.mkdir()

    with monkeypatch.context() as patched:
        at_the_last_read_of_the_workflow(ready, gone, patched)
        result = lcwsync(*words)
    assert result.code == 4
    assert "nothing was started" in result.err
    assert json.loads(result.out)["verdict"] == "refused"
    assert not started(ready)

    journal.rmdir()
    answer = ready.app.answer

    async def gone_at_the_start(request: Request, *rest: object, **more: object) -> object:
        if request.path.endswith("/activate"):
            journal.rename(journal.with_suffix(".kept"))
            journal.mkdir()
        return await answer(request, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(ready.app, "answer", gone_at_the_start)
    result = lcwsync(*words)
    assert result.code == 4
    assert "the start was sent" in result.err
    assert not result.out, "no document says that it was refused"
    assert len(started(ready)) == 1


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--user", HIRE, "--user", MANAGER, "--requested-by", MANAGER), "one person at a time"),
        (("--user", f"{HIRE}/manager", "--requested-by", MANAGER), "this is neither"),
        (("--user", "nobody@kestrelvane.example"), "the directory has no user (address)"),
        (("--user", HIRE), "confirmation is required"),
        (tuple(word for n in range(11) for word in ("--user", f"p{n}@kestrelvane.example")), "11 people"),
    ],
)
def test_every_request_that_starts_nothing_has_its_reason_in_the_journal(
    ready: Served, project: Path, lcwsync: Lcwsync, words: tuple[str, ...], reason: str
) -> None:
    assert lcwsync("run", WORKFLOW, *words).code == 64
    assert [(line["event"], line.get("result")) for line in journalled(project)] == [
        ("asked", None),
        ("request", "denied"),
    ]
    assert reason in str(journalled(project)[-1]["message"])
    assert "@" not in json.dumps(journalled(project))


@pytest.mark.parametrize(
    ("more", "code"), [(("--config", "broken"), 1), (("--env", "nowhere"), 1), (("--no-such-option",), 64)]
)
def test_a_request_that_ends_at_the_command_line_or_the_files_reads_nothing_and_has_no_line(
    ready: Served, project: Path, lcwsync: Lcwsync, more: tuple[str, ...], code: int
) -> None:
    shutil.copytree(project / "workflows", project / "broken")
    (project / "broken" / "broken.yaml").write_text("kind: [\n", "utf-8")
    assert lcwsync("run", WORKFLOW, "--user", HIRE, "--requested-by", MANAGER, "--yes", *more).code == code
    assert not list(ready.app.requests)
    assert journalled(project) == []


@pytest.mark.parametrize("path", ["/organization", "/users/*", "/roleManagement/directory/roleAssignments"])
def test_a_tenant_that_cannot_be_read_is_in_the_journal(
    ready: Served, project: Path, lcwsync: Lcwsync, path: str
) -> None:
    ready.app.faults.add(parse_fault(f"status:GET:{path}:0:0:403"))
    result = lcwsync("run", WORKFLOW, "--user", HIRE, "--requested-by", MANAGER, "--yes")
    assert result.code in (1, 4)
    assert [(line["event"], line.get("result")) for line in journalled(project)] == [
        ("asked", None),
        ("request", "denied"),
    ]


@pytest.mark.parametrize(
    ("fault", "end"), [("status:POST:*/activate:0:1:503", "unknown"), ("reset-after:POST:*/activate", "started")]
)
def test_a_lost_answer_is_looked_for_and_never_called_a_failure(
    ready: Served, project: Path, lcwsync: Lcwsync, fault: str, end: str
) -> None:
    ready.app.faults.add(parse_fault(fault))
    result = lcwsync("run", WORKFLOW, "--user", HIRE, "--requested-by", MANAGER, "--yes")
    assert result.code == (0 if end == "started" else 1), result.err
    assert journalled(project)[-1]["result"] == end
    assert ("whether it was started is not known" in result.err) == (end == "unknown")
    assert len(started(ready)) == 1
