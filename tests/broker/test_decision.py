"""May this manager have a pass made for this person? Each reason alone refuses."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lcwsync.broker.decision import Allowed, Denied, PassRequest, decide
from lcwsync.judge.passes import VERDICTS, Pass, Verdict, Weight
from lcwsync.model.guardrails import RequestRules
from lcwsync.model.passes import EarlierPass
from lcwsync.model.person import Manager, Membership, Person, ReportingLine
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.workflow import LiveWorkflow
from tests.builders import live, tap_task, task, workflow

LEAD = Manager(id="lead", name="Lea", mail="lea@x.example", enabled=True, membership=Membership.MEMBER)
HEAD = replace(LEAD, id="head", name="Hedda")
OUTSIDER = replace(LEAD, id="outsider", name="Otto")
HIRE = Person(id="hire", name="Hira", user_principal_name="hira@x.example", dates={})
GIT = workflow("Pre-hire", tap_task())
LIVE = live(GIT)
PASS = Pass(recipient=LEAD, start=None, end=None, verdicts=())

FINE = PassRequest(
    rules=RequestRules(),
    verified_domains=frozenset({"x.example"}),
    privileges=(),
    unread_rights=(),
    earlier=None,
    replaces=False,
    runs_for_person=0,
    starts_by_requester=0,
    protected="",
    requester=LEAD,
    person=HIRE,
    line=ReportingLine((LEAD, HEAD), whole=True),
    desired=GIT,
    live=LIVE,
    in_scope=True,
    expected=PASS,
)


def reasons(**changes: object) -> tuple[str, ...]:
    match decide(replace(FINE, **changes)):  # type: ignore[arg-type]
        case Denied(found):
            return found
        case Allowed():
            return ()


@pytest.mark.parametrize(("requester", "level"), [(LEAD, 1), (HEAD, 2)])
def test_managers_above_the_person_are_allowed(requester: Manager, level: int) -> None:
    assert decide(replace(FINE, requester=requester)) == Allowed(level)


def changed(**changes: object) -> LiveWorkflow:
    return live(replace(GIT, **changes))  # type: ignore[arg-type]


def copied() -> LiveWorkflow:
    return live(workflow("Pre-hire", tap_task(cc=(Ref(RefKind.USER, id="x"),))))


REASONS = {
    "a stranger": ({"requester": None}, "the requester was not found in the directory"),
    "a disabled requester": ({"requester": replace(LEAD, enabled=False)}, "disabled"),
    "a requester whose state is hidden": ({"requester": replace(LEAD, enabled=None)}, "its state is not shown"),
    "a requester from outside": (
        {"requester": replace(LEAD, membership=Membership.EXTERNAL_GUEST)},
        "belongs to another organisation",
    ),
    "a guest of the tenant": (
        {"requester": replace(LEAD, membership=Membership.INTERNAL_GUEST)},
        "the requester is a guest",
    ),
    "a requester with a mail address elsewhere": (
        {"requester": replace(LEAD, mail="lea@y.example")},
        "the requester's mail address is outside",
    ),
    "a mail to an address elsewhere": (
        {
            "expected": replace(PASS, recipient=replace(LEAD, mail="lea@sub.x.example")),
            "line": ReportingLine((replace(LEAD, mail="lea@sub.x.example"), HEAD)),
        },
        "mailed outside the tenant's domains",
    ),
    "a requester of whom nobody said whether they are a member": (
        {"requester": replace(LEAD, membership=Membership.UNKNOWN)},
        "the requester may be a guest",
    ),
    "a requester with two mail addresses": (
        {"requester": replace(LEAD, mail="lea@y.example,lea@x.example")},
        "the requester's mail address is no single mail address",
    ),
    **{
        f"a mail to {mail!r}": (
            {
                "expected": replace(PASS, recipient=replace(LEAD, mail=mail)),
                "line": ReportingLine((replace(LEAD, mail=mail), HEAD)),
            },
            "the pass would be mailed to no single mail address",
        )
        for mail in (
            "lea@y.example,lea@x.example",
            "lea@y.example;lea@x.example",
            "lea@y.example lea@x.example",
            "lea@y.example\n@x.example",
            "<lea@y.example>@x.example",
            "@x.example",
            "x.example",
            "lea@x.example.",
            "lea@\u0445.example",
        )
    },
    "a manager whose account's state is hidden": (
        {"expected": replace(PASS, recipient=replace(LEAD, enabled=None))},
        "whether the manager's account is enabled is not shown",
    ),
    "a manager who is not the first of the line": (
        {"expected": replace(PASS, recipient=HEAD)},
        "two reads differ about the person's manager",
    ),
    "a person whom the guardrails protect": ({"protected": "the person is in neverInScope"}, "neverInScope"),
    "a privileged person": (
        {"privileges": ("owner of SG-X → Global Administrator", "User Administrator (to be activated)")},
        "could come to one: owner of SG-X → Global Administrator, and 1 more",
    ),
    "rights that were not read": (
        {"unread_rights": ("eligible role assignments",)},
        "cannot check whether the person is privileged: eligible role assignments could not be read",
    ),
    "an unused pass": (
        {"earlier": EarlierPass(datetime(2026, 3, 4, 5, 6, tzinfo=UTC))},
        "has an unused pass, valid until 2026-03-04 05:06 UTC",
    ),
    "an unused pass without an end": ({"earlier": EarlierPass(None)}, "whose end is not known"),
    "too many runs for the person": (
        {"rules": RequestRules(per_person_per_day=2), "runs_for_person": 2},
        "2 runs created a pass for this person in 24 hours; git allows 2",
    ),
    "too many requests of the requester": (
        {"rules": RequestRules(per_requester_per_day=3), "starts_by_requester": 4},
        "4 requests of this requester were granted in 24 hours; git allows 3",
    ),
    "the person themselves": ({"requester": replace(LEAD, id="hire")}, "the requester and the person are the same"),
    "somebody elsewhere": ({"requester": OUTSIDER}, "does not stand above this person"),
    "somebody beyond a cut line": (
        {"requester": OUTSIDER, "line": ReportingLine((LEAD,), whole=False)},
        "loops or is too long",
    ),
    "a workflow without the task": (
        {
            "live": live(workflow("Pre-hire", task("enableUserAccount"))),
            "desired": workflow("Pre-hire", task("enableUserAccount")),
        },
        "no task that creates a pass",
    ),
    "a workflow that is off": (
        {"live": changed(is_enabled=False), "desired": replace(GIT, is_enabled=False)},
        "the workflow is disabled",
    ),
    "a copy of the pass": ({"live": copied(), "desired": copied().workflow}, "sends a copy of the pass"),
    "an unknown argument": (
        {
            "live": live(workflow("Pre-hire", tap_task(alsoTo="x"))),
            "desired": workflow("Pre-hire", tap_task(alsoTo="x")),
        },
        "the unknown argument alsoTo",
    ),
    "a workflow with unknown settings": ({"live": replace(LIVE, unsupported=("a new trigger",))}, "does not know"),
    "a workflow not in git": ({"desired": None}, "was not reviewed"),
    "a workflow changed outside git": (
        {"live": live(workflow("Pre-hire", tap_task(minutes=1440)))},
        "differs from git",
    ),
    "a person out of scope": ({"in_scope": False}, "not in the workflow's scope"),
    "a scope that cannot be evaluated": ({"in_scope": None}, "could not be evaluated"),
}


@pytest.mark.parametrize(("changes", "words"), REASONS.values(), ids=REASONS)
def test_each_reason_alone_refuses(changes: dict[str, object], words: str) -> None:
    found = reasons(**changes)

    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize("verdict", [v for v in Verdict if VERDICTS[v][0] is not Weight.NOTE])
def test_a_pass_that_would_fail_be_misdirected_or_cannot_be_checked_refuses(verdict: Verdict) -> None:
    found = reasons(expected=replace(PASS, verdicts=(verdict,)))

    assert len(found) == 1
    assert VERDICTS[verdict][1] in found[0]


@pytest.mark.parametrize("verdict", [v for v in Verdict if VERDICTS[v][0] is Weight.NOTE])
def test_a_note_alone_does_not_refuse(verdict: Verdict) -> None:
    assert reasons(expected=replace(PASS, verdicts=(verdict,))) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"requester": replace(LEAD, membership=Membership.INTERNAL_GUEST), "rules": RequestRules(allow_guests=True)},
        {
            "requester": replace(LEAD, mail="lea@Y.example"),
            "rules": RequestRules(mail_domains=("y.example",)),
        },
        {"requester": replace(LEAD, mail=None)},
        {"earlier": EarlierPass(None), "replaces": True},
        {"rules": RequestRules(per_person_per_day=2, per_requester_per_day=3), "runs_for_person": 1},
        {"rules": RequestRules(per_person_per_day=2, per_requester_per_day=3), "starts_by_requester": 2},
    ],
    ids=["guests", "a domain", "no mail", "a pass to replace", "one more run", "one more request"],
)
def test_git_and_the_caller_can_allow_what_is_refused_otherwise(changes: dict[str, object]) -> None:
    assert reasons(**changes) == ()


def test_a_disabled_manager_in_between_does_not_break_the_line() -> None:
    line = ReportingLine((replace(LEAD, enabled=False), HEAD), whole=True)

    assert decide(replace(FINE, line=line, requester=HEAD)) == Allowed(2)


def test_every_reason_is_reported_at_once() -> None:
    assert len(reasons(earlier=EarlierPass(None), in_scope=False, desired=None)) == 3


def test_a_requester_who_may_not_ask_learns_nothing_about_the_person() -> None:
    assert reasons(requester=OUTSIDER, earlier=EarlierPass(None), in_scope=False, desired=None) == reasons(
        requester=OUTSIDER
    )
