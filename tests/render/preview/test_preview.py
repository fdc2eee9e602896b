"""Previews in every format."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from jsonschema import Draft7Validator

from lcwsync.judge.outcome import Failed, TaskForecast
from lcwsync.model.conditions import AttributeChangeTrigger, RuleScope, TimeAttribute, TriggerAndScope
from lcwsync.model.person import Manager, Membership, PassFacts, Person
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.tap_policy import AllUsers
from lcwsync.model.task_facts import TenantFacts
from lcwsync.model.workflow import Workflow
from lcwsync.preview.environment import Previews
from lcwsync.preview.preview import MOST_REASONS, TaskTally
from lcwsync.render.formats.masks import masked
from lcwsync.render.json_schemas import output_schemas
from lcwsync.render.preview.html import previews_html
from lcwsync.render.preview.markdown import previews_markdown
from lcwsync.render.preview.tasks import tally_text
from lcwsync.render.preview.text import previews_text
from tests.builders import TENANT, policy, tap_task, task, user, workflow
from tests.previews import ScopeFacts, preview, previews_json

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PRE_HIRE = workflow("Pre-hire", tap_task(), is_scheduling_enabled=True)
HOSTILE = "Eve [x](http://evil) | <b>\x1b[31m\u202e ::error::"


def boss(name: str = "Maria Alvarez") -> Manager:
    return Manager(id="b", name=name, mail="maria@x.example", enabled=True, membership=Membership.MEMBER)


def hire(name: str, days: int | None) -> Person:
    dates = {} if days is None else {TimeAttribute.HIRE_DATE: NOW + timedelta(days=days)}
    return Person(id=f"id-{name}", name=name, user_principal_name=f"{name}@x", dates=dates)


def previews(*people: Person, of: Workflow = PRE_HIRE, manager: Manager | None = None) -> Previews:
    fine = PassFacts(manager=manager or boss(), groups=frozenset(), methods=(), has_signed_in=False, holds_role=False)
    checks = {p.id: replace(fine, manager=None) if p.name == "Mila Horvat" else fine for p in people}
    rules, facts = policy(include_targets=(AllUsers(),)), ScopeFacts(people=people, pass_facts=checks)
    found = preview(of, rules, facts, None, now=NOW, tenant=TenantFacts(restricted={}))
    return Previews(environment="sandbox", tenant=TENANT, workflows=(replace(found, notes=()),))


TWO = previews(
    hire("Zoë Novak", 7), hire("Mila Horvat", 10), hire("Old Hand", -400), hire("Late Hire", 2), hire("No Date", None)
)


def test_the_text_names_who_receives_which_pass_and_when() -> None:
    text = previews_text(TWO, unicode=True)
    row = next(line for line in text.splitlines() if "Zoë Novak" in line)
    assert "2026-11-23 08:00 to 11:00" in row
    assert "2026-11-30 08:00 to 16:00" in row
    assert "Maria Alvarez <maria@x.example>" in row
    assert row.endswith("ok")
    failing = next(line for line in text.splitlines() if "Mila Horvat" in line)
    assert failing.endswith("fails: no manager")


def test_the_text_begins_with_the_tenant_and_ends_with_the_summary() -> None:
    lines = previews_text(TWO, unicode=True).splitlines()
    assert lines[0].startswith('Sandbox tenant "Test tenant"')
    assert lines[-1] == "1 workflow: 2 passes expected: 1 arriving, 1 failing."


def test_the_text_counts_everybody_in_scope() -> None:
    text = previews_text(TWO, unicode=True)
    assert (
        "5 people in scope: 1 due now, 1 within 14 days, 1 skipped (more than 3 days late), 1 without the date, "
        "1 long past"
    ) in text
    assert "Skipped (more than 3 days late): Late Hire" in text
    assert "Without the date: No Date" in text
    assert "Old Hand" not in text


def test_the_columns_of_the_table_stand_below_each_other() -> None:
    lines = previews_text(TWO, unicode=True).splitlines()
    head = next(line for line in lines if "Mailed to" in line)
    rows = [line for line in lines if "2026-11-" in line and "days from" not in line]
    for column in ("Taken up", "Mailed to", "Verdict"):
        at = head.index(column)
        assert all(row[at - 1] == " " and row[at] != " " for row in rows)


def test_without_unicode_the_text_is_plain_ascii() -> None:
    assert previews_text(TWO, unicode=False).isascii()


def test_a_workflow_without_a_pass_has_no_columns_for_it() -> None:
    found = previews(replace(hire("Zoë Novak", 7), mail="z@x"), of=workflow("Welcome", task("sendWelcomeEmail")))
    text = previews_text(found, unicode=True)
    assert "Mailed to" not in text
    assert text.endswith("1 workflow: 1 person: every task done for 1.\n")
    nobody = previews_text(previews(of=workflow("Welcome", task("sendWelcomeEmail"))), unicode=True)
    assert nobody.endswith("1 workflow: nobody.\n")


def test_a_change_that_cannot_be_foreseen_has_no_time() -> None:
    mover = replace(
        PRE_HIRE, conditions=TriggerAndScope(AttributeChangeTrigger(("department",)), RuleScope("(city eq 'X')"))
    )
    text = previews_text(previews(hire("Zoë Novak", 7), of=mover), unicode=True)
    assert "when it happens" in text
    assert "1 taken up when it happens" in text


def test_copies_are_named_in_the_text_and_not_in_markdown() -> None:
    copied = workflow("Pre-hire", tap_task(cc=(user("nosy@x"),)), is_scheduling_enabled=True)
    found = previews(hire("Zoë Novak", 7), of=copied)
    assert "nosy@x" in previews_text(found, unicode=True)
    assert "nosy" not in previews_markdown(found).text


def test_markdown_masks_names_and_leaves_addresses_out() -> None:
    text = previews_markdown(TWO).text
    for secret in ("Novak", "Horvat", "Alvarez", "maria", "@x"):
        assert secret not in text
    assert "Z… N…" in text
    assert "M… A…" in text
    assert "1 × no manager" in text


def test_markdown_begins_with_the_verdict() -> None:
    first = previews_markdown(TWO).text.splitlines()[0]
    assert first.startswith("**`sandbox`** (sandbox tenant `Test tenant`)")
    assert "1 arriving, 1 failing" in first


def test_markdown_shows_people_only_when_asked_to() -> None:
    assert "Zoë Novak" in previews_markdown(TWO, show_people=True).text


def test_markdown_stays_within_its_budget_and_mentions_the_cut() -> None:
    crowd = previews(*(hire(f"Person {number:04d} With A Long Name", 7) for number in range(400)))
    twice = replace(crowd, workflows=crowd.workflows * 3)
    text = previews_markdown(twice, show_people=True, budget_bytes=60_000).text
    assert len(text.encode()) <= 60_000
    assert "Cut to fit" in text.splitlines()[0]
    assert text.count("### workflow") == 3


def test_hostile_names_stay_names() -> None:
    found = previews(hire(HOSTILE, 7), manager=boss(HOSTILE))
    for text in (previews_text(found, unicode=True), previews_markdown(found, show_people=True).text):
        assert "\x1b" not in text
        assert "\u202e" not in text
    shown = previews_markdown(found, show_people=True).text
    assert "<b>" not in shown
    assert "](http" not in shown
    row = next(line for line in shown.splitlines() if "Eve" in line)
    assert row.replace("\\|", "").count("|") == 6


def test_a_line_feed_in_a_name_makes_no_line() -> None:
    text = previews_text(previews(hire("Zoë\n::error::Novak", 7)), unicode=True)
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())


def test_json_holds_everybody_with_their_verdicts() -> None:
    document = json.loads(previews_json(TWO, tool_version="1"))
    Draft7Validator(output_schemas()["preview.schema.json"]).validate(document)
    (found,) = document["workflows"]
    assert found["inScope"] == len(found["people"]) == 5
    assert found["passes"] == {"expected": 2, "arrive": 1, "fail": 1, "misdirected": 0, "unknown": 0}
    zoe = next(person for person in found["people"] if person["displayName"] == "Zoë Novak")
    assert zoe["moment"] == "2026-11-23T08:00:00Z"
    assert zoe["pass"] == {
        "arrives": True,
        "weight": None,
        "verdicts": [],
        "recipient": {"id": "b", "displayName": "Maria Alvarez", "mail": "maria@x.example"},
        "start": "2026-11-30T08:00:00Z",
        "end": "2026-11-30T16:00:00Z",
    }
    mila = next(person for person in found["people"] if person["displayName"] == "Mila Horvat")
    assert (mila["pass"]["verdicts"], mila["pass"]["weight"]) == (["noManager"], "fails")


LEAVER = workflow(
    "Leaver",
    task("disableUserAccount", name="Close"),
    task("revokeRefreshTokens", name="Revoke"),
    task("removeUserFromAllGroups", name="Groups"),
    is_scheduling_enabled=True,
)


def leavers(*people: Person, admins: Collection[str] = (), unread: Collection[str] = ()) -> Previews:
    """A leaver's workflow for people who all come from the cloud."""
    fine = PassFacts(holds_role=False)
    checks = {p.id: replace(fine, holds_role=p.name in admins) for p in people if p.name not in unread}
    cloud = tuple(replace(person, is_synchronised=False) for person in people)
    facts = ScopeFacts(people=cloud, pass_facts=checks)
    found = preview(LEAVER, None, facts, None, now=NOW, tenant=TenantFacts(restricted={}, role_groups=frozenset()))
    return Previews(environment="sandbox", tenant=TENANT, workflows=(replace(found, notes=()),))


THREE = leavers(
    hire("Zoë Novak", 7), hire("Ada Iverson", 7), hire("No Facts", 7), admins=["Ada Iverson"], unread=["No Facts"]
)


def test_each_person_has_their_tasks_and_the_workflow_counts_them() -> None:
    for text in (previews_text(THREE, unicode=True), previews_html(THREE, show_people=True, tool_version="1")):
        assert "3 people: every task done for 1, a task fails for 1, cannot tell for 1" in text
        assert "1. Close: 1 done, 1 fails (holds a directory role), 1 cannot tell (directory roles)" in text
        assert "3. Groups: 1 done, 1 skipped, 1 cannot tell (how task 1 ends, because of directory roles)" in text
        assert "all 3 done" in text
        assert "1 fails: holds a directory role; 2-3 skipped" in text
        assert "1-3 cannot tell: directory roles" in text
    assert "Iverson" not in previews_html(THREE, tool_version="1")
    shown = previews_markdown(THREE).text
    assert "- task 1. Close: 1 done, 1 fails" in shown
    assert "A… I…" in shown
    assert "Iverson" not in shown


def test_a_disabled_task_is_not_told_and_the_others_keep_their_numbers() -> None:
    off = replace(LEAVER.tasks[0], is_enabled=False) if LEAVER.tasks else None
    assert off
    found = previews(hire("Zoë Novak", 7), of=replace(LEAVER, tasks=(off, *(LEAVER.tasks or ())[1:])))
    text = previews_text(found, unicode=True)
    assert "1. Close" not in text
    assert "2. Revoke: 1 done" in text


def test_json_counts_the_ends_of_each_task_with_their_reasons() -> None:
    document = json.loads(previews_json(THREE, tool_version="1"))
    Draft7Validator(output_schemas()["preview.schema.json"]).validate(document)
    (found,) = document["workflows"]
    assert found["runs"] == {"succeeds": 1, "fails": 1, "cannotTell": 1}
    assert found["tasks"][0] == {
        "position": 1,
        "title": "Close",
        "done": 1,
        "failed": 1,
        "skipped": 0,
        "cannotTell": 1,
        "reasons": [
            {"outcome": "cannotTell", "reason": "directory roles", "people": 1},
            {"outcome": "failed", "reason": "holds a directory role", "people": 1},
        ],
    }


def test_reasons_without_end_are_counted_and_not_all_told() -> None:
    tally = TaskTally(position=1, task=task("disableUserAccount", name="Close"))
    for number in range(200):
        tally.add(TaskForecast(1, tally.task, Failed(f"reason {number}")))
    assert len(tally.reasons) == MOST_REASONS
    assert tally_text(tally).endswith("reason 12: 1; other reasons: 195)")


def test_the_page_is_whole_and_hostile_names_stay_names_in_it() -> None:
    page = previews_html(leavers(hire(HOSTILE, 7)), show_people=True, tool_version="1")
    assert page.startswith("<!DOCTYPE html>")
    assert page.count("<section") == page.count("</section>") == 1
    for harm in ("<b>", "\x1b", "\u202e"):
        assert harm not in page


def test_more_licences_than_are_free_is_told() -> None:
    suite = Ref(RefKind.LICENCE, id="sku", name="SUITE")
    wanted = workflow("Joiner", task("assignLicenses", licenses=(suite,)), is_scheduling_enabled=True)
    people = tuple(
        replace(hire(f"p{number}", 7), usage_location="DE", licences=frozenset({"sku"} if number == 0 else set()))
        for number in range(4)
    )
    for free, told in ((2, True), (3, False)):
        tenant = TenantFacts(restricted={}, free_licences={"sku": free})
        found = preview(wanted, None, ScopeFacts(people=people), None, now=NOW, tenant=tenant)
        note = f"3 people are to get a unit of SUITE, and {free} are free: who comes last gets none"
        assert (note in found.notes) is told


def test_an_empty_schedule_is_reported() -> None:
    empty = Previews(environment="sandbox", tenant=TENANT, workflows=())
    assert previews_text(empty, unicode=True).splitlines()[-1].startswith("No workflow of git runs by schedule")


def test_masking_leaves_one_letter_of_each_part() -> None:
    assert (masked("Zoë van der Novak"), masked("")) == ("Z… v… d… N…", "…")
