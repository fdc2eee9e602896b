"""What stops a run before it writes: the laws of a plan, and reads that were refused or cut short."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lcwsync.sandbox.faults import parse_fault
from lcwsync.sandbox.http.permissions import set_licence
from lcwsync.sandbox.store import Store
from tests.cli.test_main_job import PRE_HIRE, edit
from tests.commands import Lcwsync, Served

PROJECT = "workflows/lcwsync.yaml"
NAME = "Onboard pre-hire employee"


@pytest.fixture(scope="module")
def kept() -> Iterator[list[Store]]:
    """The tenant after the shipped configuration was applied, once it was."""
    stores: list[Store] = []
    yield stores
    for store in stores:
        store.close()


@pytest.fixture
def applied(served: Served, lcwsync: Lcwsync, kept: list[Store]) -> Served:
    """The shipped configuration is in the tenant; what was sent so far is forgotten."""
    if not kept:
        assert lcwsync("apply", "--yes").code == 0
        kept.append(served.app.store.copy())
    served.app.store = kept[0].copy()
    served.app.requests.clear()
    return served


def environment(project: Path, line: str) -> None:
    """One more key of the sandbox environment."""
    edit(project, "    sandbox: true\n", f"    sandbox: true\n    {line}\n", PROJECT)


def without(project: Path, *, removed: bool) -> None:
    (project / PRE_HIRE).unlink()
    if removed:
        edit(project, "removed: []", f"removed: [{NAME}]", PROJECT)


def forbids_deletes(project: Path) -> None:
    without(project, removed=True)
    edit(project, "allowDelete: true", "allowDelete: false", PROJECT)


def allows_no_delete_at_a_time(project: Path) -> None:
    without(project, removed=True)
    environment(project, "limits: {maxDeletes: 0}")


def prunes_more_than_allowed(project: Path) -> None:
    without(project, removed=False)
    edit(project, "prune: false", "prune: true", PROJECT)
    environment(project, "limits: {maxDeletes: 1}")


def prunes_where_nothing_may_be_deleted(project: Path) -> None:
    without(project, removed=False)
    edit(project, "prune: false", "prune: true", PROJECT)
    edit(project, "allowDelete: true", "allowDelete: false", PROJECT)


def changes_more_than_allowed(project: Path) -> None:
    environment(project, "limits: {maxChanges: 1}")
    for path in (project / "workflows").glob("joiner-*.yaml"):
        path.write_text(path.read_text(encoding="utf-8") + "\ndescription: Another one\n", encoding="utf-8")
        text = path.read_text(encoding="utf-8").splitlines()
        kept = [line for line in text[:-1] if not line.startswith("description:")]
        path.write_text("\n".join([*kept, text[-1], ""]), encoding="utf-8")


@pytest.mark.parametrize(
    ("law", "words"),
    [
        (forbids_deletes, ("does not allow deletion", "allowDelete: true")),
        (allows_no_delete_at_a_time, ("allows 0 at a time", "maxDeletes: 1")),
        (prunes_more_than_allowed, ("allows 1 at a time", "maxDeletes: ")),
        (prunes_where_nothing_may_be_deleted, ("does not allow deletion", "allowDelete: true")),
        (changes_more_than_allowed, ("allows 1 at a time", "maxChanges: ")),
    ],
)
def test_a_safety_law_refuses_at_plan_time_and_shows_what_to_write(
    applied: Served, project: Path, lcwsync: Lcwsync, law: Callable[[Path], None], words: tuple[str, str]
) -> None:
    law(project)
    planned = lcwsync("plan")
    assert all(text in planned.out for text in words)
    refused = lcwsync("apply", "--yes")
    assert refused.code == 4
    assert all(text in refused.err for text in words)
    assert applied.writes == []


def test_an_established_environment_refuses_to_begin_anew(served: Served, project: Path, lcwsync: Lcwsync) -> None:
    environment(project, "established: true")
    refused = lcwsync("apply", "--yes")
    assert refused.code == 4
    assert "wrong tenant" in refused.err
    assert "remove `established: true`" in refused.err
    assert served.writes == []


def test_what_is_protected_and_removed_is_refused(applied: Served, project: Path, lcwsync: Lcwsync) -> None:
    assert "protect: true" in (project / "workflows" / "joiner-pre-hire-tap.yaml").read_text(encoding="utf-8")
    edit(project, "removed: []", f"removed: [{NAME}]", PROJECT)
    stopped = lcwsync("apply", "--yes")
    assert stopped.code == 4
    assert "protect: true" in stopped.err
    assert NAME in stopped.err
    assert applied.writes == []


REFUSED_READS = (
    *(
        f"forbidden:GET:{path}:0:0"
        for path in (
            "*/lifecycleworkflows/workflows",
            "*/lifecycleworkflows/workflows/*",
            "*/deleteditems/workflows",
            "*/temporaryaccesspass",
            "*/lifecycleworkflows/settings",
            "*/customtaskextensions",
            "/organization",
        )
    ),
    "status:GET:*/lifecycleworkflows/workflows:0:0:400",
    "status:GET:*/customtaskextensions:0:0:404",
    "expired-token:GET:*/lifecycleworkflows/workflows/*:0:0",
)


@pytest.mark.parametrize("fault", REFUSED_READS)
def test_a_read_that_was_refused_is_never_empty(served: Served, lcwsync: Lcwsync, fault: str) -> None:
    served.app.faults.add(parse_fault(fault))
    result = lcwsync("apply", "--yes")
    assert result.code == 1
    assert "error:" in result.err
    assert "hint:" in result.err
    assert served.writes == []


def test_a_lapsed_licence_stops_the_run(applied: Served, lcwsync: Lcwsync) -> None:
    set_licence(applied.app.store, lapsed=True)
    result = lcwsync("apply", "--yes")
    assert result.code == 1
    assert "licence" in result.err
    assert applied.writes == []


def test_a_page_that_fails_is_not_the_end_of_a_list(applied: Served, lcwsync: Lcwsync) -> None:
    applied.app.page_size = 2
    applied.app.faults.add(parse_fault("status:GET:*/workflows:1:0:400"))
    result = lcwsync("apply", "--yes")
    assert result.code == 1
    assert applied.writes == []


def test_another_tenant_than_the_environments_stops_the_run(served: Served, project: Path, lcwsync: Lcwsync) -> None:
    result = lcwsync("apply", "--yes", "--env", "production")
    assert result.code == 4
    assert "11111111-2222-3333-4444-555555555555" in result.err
    assert served.writes == []
