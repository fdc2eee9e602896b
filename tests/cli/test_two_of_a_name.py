"""A tenant with two workflows of one name: everything else is planned and applied, and the way out is named."""

import json
from pathlib import Path
from uuid import uuid4

from lcwsync.sandbox.documents import WORKFLOWS
from tests.cli.test_main_job import edit
from tests.commands import Lcwsync, Served

NAME = "Onboard pre-hire employee"


def twin(served: Served) -> tuple[str, str]:
    """Both ids after another workflow got the name of one that git describes."""
    store = served.app.store
    first = next(w for w in store.all(WORKFLOWS) if w["displayName"] == NAME)
    other = {**first, "id": str(uuid4()), "displayName": NAME.upper()}
    store.put(WORKFLOWS, str(other["id"]), other)
    return str(first["id"]), str(other["id"])


def test_everything_else_is_planned_and_applied(served: Served, project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    ids = twin(served)
    plain = lcwsync("plan")
    assert plain.code == 0
    assert "No other changes." in plain.out
    assert "lcwsync resolve" in plain.out
    assert all(id_ in plain.out for id_ in ids)
    assert lcwsync("plan", "--detailed-exitcode").code == 2
    edit(project, "Opens the account", "Opens an account", "workflows/joiner-first-day.yaml")
    served.app.requests.clear()
    done = lcwsync("apply", "--yes", "--format", "json")
    assert done.code == 5
    (report,) = json.loads(done.out)["environments"]
    assert [item["result"] for item in report["results"]] == ["applied"]
    (undecided,) = report["undecided"]
    assert {copy["id"] for copy in undecided["copies"]} == set(ids)
    assert not any(id_ in write.path for write in served.writes for id_ in ids)


def test_drift_counts_what_cannot_be_told(served: Served, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    twin(served)
    for shown in ("text", "markdown", "json"):
        result = lcwsync("drift", "--format", shown)
        assert result.code == 2
        assert NAME in result.out
        assert "resolve" in result.out


def test_each_format_of_a_plan_shows_both(served: Served, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    ids = twin(served)
    for shown in ("text", "markdown", "json", "html", "github"):
        result = lcwsync("plan", "--format", shown)
        assert all(id_ in result.out for id_ in ids), shown


def test_who_changed_a_copy_is_named_and_masked_in_markdown(served: Served, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    store = served.app.store
    author = next(u for u in store.all("users") if u["userPrincipalName"] == "maria.alvarez@kestrelvane.example")
    for id_ in twin(served):
        found = store.get(WORKFLOWS, id_)
        assert found is not None
        store.put(WORKFLOWS, id_, {**found, "lastModifiedBy": {"id": author["id"]}})
    text = lcwsync("plan").out
    assert "by maria.alvarez@kestrelvane.example" in text
    for shown in (lcwsync("plan", "--format", "markdown").out, lcwsync("drift", "--format", "markdown").out):
        assert "by m… a…" in shown
        assert "maria" not in shown
    (report,) = json.loads(lcwsync("plan", "--format", "json").out)["environments"]
    (undecided,) = report["undecided"]
    assert {copy["changedByName"] for copy in undecided["copies"]} == {"maria.alvarez@kestrelvane.example"}
