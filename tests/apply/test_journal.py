import json
import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from lcwsync.apply.journal import Journal, JournalEntry, entries
from lcwsync.apply.journal_schema import journal_schema
from lcwsync.apply.outcome import Applied, Blocked, Failed, NeedsDecision, NotAttempted, Origin, Result, Unknown
from lcwsync.apply.start_journal import StartJournal
from lcwsync.model.state import Desired, Existing, ObjectKind, ObjectName
from lcwsync.plan.plan import Plan
from lcwsync.plan.planfile import digest
from lcwsync.plan.planner import make_plan
from lcwsync.values.errors import Refused, TenantError
from lcwsync.values.json_schema import Schema
from tests.builders import context, workflow
from tests.mutations import mutated

ORIGIN = Origin(actor="octocat", commit="abc", tool_version="0")
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def plan(name: str = "A") -> Plan:
    return make_plan(Desired(workflows=(workflow(name),)), Existing(), context())


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


def test_a_line_holds_actor_action_object_commit_and_plan(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "journal.jsonl"
    made = plan()
    Journal(path, ORIGIN).begins(made, made.actions[0], NOW.astimezone(timezone(timedelta(hours=2))))
    (line,) = lines(path)
    assert line == {
        "time": "2026-01-02T03:04:05Z",
        "event": "begin",
        "environment": "test",
        "tenant": made.tenant.id,
        "actor": "octocat",
        "commit": "abc",
        "toolVersion": "0",
        "configDigest": "",
        "planDigest": digest(made),
        "kind": "Workflow",
        "object": "A",
        "action": 'create workflow "A"',
        "call": "POST",
    }


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (Applied(planned=plan().actions[0], request_ids=("r1", "r2")), {"result": "applied", "written": True}),
        (Applied(planned=plan().actions[0], written=False, note="n"), {"written": False, "message": "n"}),
        (
            Failed(planned=plan().actions[0], message="no", code="BadRequest", request_id="r"),
            {"result": "failed", "code": "BadRequest", "requestIds": ["r"], "message": "no"},
        ),
    ],
)
def test_what_came_of_it_follows(tmp_path: Path, result: Result, said: dict[str, object]) -> None:
    path, made = tmp_path / "journal.jsonl", plan()
    Journal(path, ORIGIN).ended(made, made.actions[0], result, NOW)
    assert said.items() <= lines(path)[0].items()


def test_lines_are_added_after_those_of_earlier_runs_and_after_one_that_was_cut_off(tmp_path: Path) -> None:
    path, made = tmp_path / "journal.jsonl", plan()
    Journal(path, ORIGIN).begins(made, made.actions[0], NOW)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    Journal(path, ORIGIN).begins(made, made.actions[0], NOW)
    assert path.read_bytes() == whole + whole[:40] + b"\n" + whole


def test_no_person_is_named(tmp_path: Path) -> None:
    path, made = tmp_path / "journal.jsonl", plan()
    result = Failed(planned=made.actions[0], message="400: user 'zoe@example.com' has no mail (or ann@x.org)")
    Journal(path, ORIGIN).ended(made, made.actions[0], result, NOW)
    assert lines(path)[0]["message"] == "400: user '(address)' has no mail (or (address))"


TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc"
QUOTED = f"zoe@example.com was refused, with {TOKEN}"


def test_no_result_brings_an_address_or_a_token_into_the_journal(tmp_path: Path) -> None:
    path, made = tmp_path / "journal.jsonl", plan()
    journal, (action,) = Journal(path, ORIGIN), made.actions
    for result in (
        Applied(planned=action, note=QUOTED),
        Unknown(planned=action, message=QUOTED),
        NeedsDecision(planned=action, message=QUOTED),
        Failed(planned=action, message=QUOTED, code=TOKEN),
        Blocked(planned=action, by=(QUOTED,)),
        NotAttempted(planned=action, reason=QUOTED),
    ):
        journal.ended(made, action, result, NOW)
    name = ObjectName(ObjectKind.WORKFLOW, "A")
    journal.settled(name, environment="production", tenant_id=made.tenant.id, message=QUOTED, now=NOW)
    text = path.read_text("ascii")
    assert ("zoe" in text, TOKEN in text, len(lines(path))) == (False, False, 7)
    assert all(line["message"] == "(address) was refused, with [secret removed]" for line in lines(path))


def test_any_name_can_be_written_down(tmp_path: Path) -> None:
    path, made = tmp_path / "journal.jsonl", plan("Zoë\n\u2028\ud800")
    Journal(path, ORIGIN).begins(made, made.actions[0], NOW)
    assert lines(path)[0]["object"] == "Zoë\n\u2028\ud800"


def test_an_unwritable_journal_is_reported_once_and_stops_nothing(tmp_path: Path) -> None:
    blocked, made, said = tmp_path / "file", plan(), list[str]()
    blocked.write_text("not a directory")
    journal = Journal(blocked / "journal.jsonl", ORIGIN, warn=said.append)
    journal.begins(made, made.actions[0], NOW)
    journal.ended(made, made.actions[0], Applied(planned=made.actions[0]), NOW)
    assert len(said) == 1
    assert "cannot be written" in said[0]


def test_who_changed_an_object_from_which_commit_is_read_back(tmp_path: Path) -> None:
    path, made, other = tmp_path / "journal.jsonl", plan(), plan("B")
    journal = Journal(path, ORIGIN)
    for each in (made, other):
        journal.begins(each, each.actions[0], NOW)
        journal.ended(each, each.actions[0], Applied(planned=each.actions[0]), NOW + timedelta(seconds=1))
    with path.open("a", encoding="ascii") as file:
        file.write('{"event": "end", "tenant"\n7\n')
    journal.begins(made, made.actions[0], NOW + timedelta(seconds=2))
    told = {"actor": "octocat", "commit": "abc", "plan_digest": digest(made), "call": "POST"}
    assert entries(path, tenant_id=made.tenant.id, name=ObjectName(ObjectKind.WORKFLOW, "a")) == (
        JournalEntry(time="2026-01-02T03:04:06Z", result="applied", **told),
        JournalEntry(time="2026-01-02T03:04:07Z", result="unknown: the process ended before the answer", **told),
    )
    assert entries(path, tenant_id="another", name=ObjectName(ObjectKind.WORKFLOW, "A")) == ()
    assert entries(tmp_path / "none", tenant_id=made.tenant.id, name=ObjectName(ObjectKind.WORKFLOW, "A")) == ()


def test_every_line_fits_the_published_schema(tmp_path: Path) -> None:
    made, journal = plan(), Journal(tmp_path / "journal.jsonl", ORIGIN)
    (action,) = made.actions
    journal.begins(made, action, NOW)
    results: list[Result] = [
        Applied(planned=action, request_ids=("r",), note="n"),
        Failed(planned=action, message="no"),
        Blocked(planned=action, by=("x",)),
        NotAttempted(planned=action, reason="stopped"),
    ]
    for result in results:
        journal.ended(made, action, result, NOW)
    starts = StartJournal(journal=journal, environment="e", tenant_id="t", workflow="W", now=lambda: NOW)
    starts.asked(for_manager=True)
    for reasons in ((), ("no manager",)):
        starts.decided(reasons, requester=None, person="p")
    starts.starts(workflow_id="w", version=2, people=["p"], requester="m")
    starts.ended("started", workflow_id="w", results=["r"])
    starts.ended("failed", workflow_id="w", error=TenantError("refused"))
    written = lines(tmp_path / "journal.jsonl")
    assert len(written) == 11
    assert [Schema(journal_schema()).misfit(line) for line in written] == [None] * 11
    published = Path(__file__).parent.parent.parent / "schemas" / "journal.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == journal_schema()


def _line() -> dict[str, object]:
    return {
        **dict.fromkeys(("time", "environment", "tenant", "toolVersion", "configDigest", "planDigest"), "t"),
        "kind": "Workflow",
        "object": "A",
        "action": "a",
        "call": "POST",
        "actor": None,
        "commit": None,
        "event": "end",
        "result": "applied",
        "written": True,
        "requestIds": ["r"],
        "message": None,
    }


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(mutated(_line()))
def test_a_line_changed_in_one_place_is_read_or_reported_and_left_out(tmp_path: Path, line: object) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_text(json.dumps(_line()) + "\n" + json.dumps(line) + "\n", encoding="ascii")
    told: list[str] = []
    found = entries(path, tenant_id="t", name=ObjectName(ObjectKind.WORKFLOW, "A"), warn=told.append)
    assert 1 <= len(found) <= 2
    assert bool(told) == (Schema(journal_schema()).misfit(line) is not None)
    assert not told or (len(found) == 1 and "line 2" in told[0])


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has modes")
def test_the_journal_and_its_directory_are_private(tmp_path: Path) -> None:
    place = tmp_path / ".lcwsync"
    place.mkdir(mode=0o755)
    (place / "journal.jsonl").touch(mode=0o644)
    Journal(place / "journal.jsonl", ORIGIN).record({}, environment="e", tenant_id="t", now=NOW)
    assert (place.stat().st_mode & 0o777, (place / "journal.jsonl").stat().st_mode & 0o777) == (0o700, 0o600)
    Journal(tmp_path / "new" / "journal.jsonl", ORIGIN).record({}, environment="e", tenant_id="t", now=NOW)
    assert (tmp_path / "new" / "journal.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_start_without_a_journal_is_refused(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    journal = Journal(blocked / "journal.jsonl", ORIGIN)
    starts = StartJournal(journal=journal, environment="e", tenant_id="t", workflow="W", now=lambda: NOW)
    with pytest.raises(Refused, match="nothing was started"):
        starts.asked(for_manager=False)
    with pytest.raises(Refused, match="the end of the start could not be written"):
        starts.ended("started", workflow_id="w")
