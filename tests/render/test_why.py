"""The answers about one person, for a terminal and for programs."""

from dataclasses import replace
from datetime import UTC, datetime

from lcwsync.judge.outcome import CannotTell, Failed, TaskForecast
from lcwsync.judge.timing import Timing, When
from lcwsync.model.person import Person
from lcwsync.model.run import PersonResult, TaskResult
from lcwsync.model.state import TenantIdentity
from lcwsync.preview.why import Answer, Condition, Why, WorkflowAnswer
from lcwsync.render.why.html import why_html
from lcwsync.render.why.text import why_text
from tests.builders import tap_task, workflow

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)

WHY = Why(
    environment="sandbox",
    tenant=TenantIdentity("t", "Kestrel & Vane", sandbox=True),
    person=Person(id="p1", name="Zoë\x1b[31m", user_principal_name="zoe@contoso.example"),
    now=NOW,
    workflows=(
        WorkflowAnswer(
            workflow=workflow("Pre-hire", tap_task()),
            answer=Answer.RUNS,
            because="",
            conditions=(
                Condition("one of", "", holds=True),
                Condition("department eq 'Sales'", "department could not be read", None, 1),
                Condition("city eq 'Paris'", "city is 'Paris'", holds=True, depth=1),
            ),
            when=When(timing=Timing.DUE, moment=NOW, earliest=NOW, latest=NOW),
            tasks=(
                TaskForecast(1, tap_task(), Failed("no manager")),
                TaskForecast(2, tap_task(), CannotTell("the manager")),
            ),
            in_tenant=False,
        ),
        WorkflowAnswer(
            workflow=workflow("Leaver", tap_task()),
            answer=Answer.CANNOT_TELL,
            because="the date could not be read",
            conditions=(Condition("enabled", "disabled", holds=False),),
            results=(
                PersonResult(
                    id="r",
                    person_id="p1",
                    status="failed",
                    started="2026-11-20T06:00:00Z",
                    execution="scheduled",
                    version=2,
                    tasks=(TaskResult(title="Mail", status="failed", reason="No mail."),),
                ),
            ),
            in_git=False,
        ),
    ),
    notes=("leave dates cannot be read",),
)


def test_marks_tell_what_holds_what_does_not_and_what_is_in_doubt() -> None:
    told = why_text(WHY, colour=False, unicode=True)
    assert "  ✓ one of\n    ? department eq 'Sales'   department could not be read\n    ✓ city eq 'Paris'" in told
    assert "  ✗ enabled   disabled" in told
    assert "fails: no manager" in told
    assert "cannot tell: the manager" in told
    assert "last run: 2026-11-20 06:00 UTC, scheduled, version 2, failed\n    Mail: failed: No mail." in told
    assert "(not applied yet)" in told
    assert "(not in git)" in told
    assert told.endswith("0 will not, of 1 it cannot be told.\n")


def test_without_unicode_words_take_the_place_of_marks_and_nothing_reaches_the_terminal() -> None:
    told = why_text(WHY, colour=False, unicode=False)
    assert told.isascii()
    assert "  yes one of" in told
    assert "\x1b" not in told
    assert "\x1b[31m✗" in why_text(WHY, colour=True, unicode=True)


def test_the_page_tells_the_same_and_its_values_stay_values() -> None:
    page = why_html(WHY, tool_version="1")
    assert page.startswith("<!DOCTYPE html>")
    assert "\x1b" not in page
    assert page.count("<section") == page.count("</section>") == 2
    for part in (
        "0 will not, of 1 it cannot be told.",
        "department could not be read",
        "no manager",
        "not applied yet",
        "not in git",
        "last run: 2026-11-20 06:00 UTC, scheduled, version 2, failed",
        "No mail.",
        "leave dates cannot be read",
    ):
        assert part in page
    assert [page.count(f'class="mark {mark}"') for mark in ("yes", "no", "unsure")] == [2, 1, 1]
    odd = replace(WHY, person=replace(WHY.person, name="<script>alert(1)</script>"))
    assert "<script" not in why_html(odd, tool_version="1")
