"""Audits with names that try to be more than names."""

import json

from lcwsync.audit.environment import Audit
from lcwsync.audit.findings import audit_findings
from lcwsync.audit.model import WHOLE_TENANT, GitState, Held, PassWorkflow
from lcwsync.audit.outside import NOT_LOOKED_AT
from lcwsync.audit.verdict import judge
from lcwsync.model.guardrails import ExpectedPrincipal, Tier
from lcwsync.model.principal import Principal, PrincipalKind
from lcwsync.model.refused import RefusedRead
from lcwsync.render.audit.json import audit_json
from lcwsync.render.audit.markdown import audit_markdown, masked_name
from lcwsync.render.audit.rows import verdict_lines
from lcwsync.render.audit.text import audit_text
from lcwsync.values.places import Places
from tests.builders import TENANT

HOSTILE = "Eve | `x` [x](http://evil) </details><!-- @team ::error:: <b>\x1b[31m\u202e\r\n# loud"


def robot(name: str, number: int) -> Held:
    principal = Principal(id=f"id{number}", kind=PrincipalKind.APPLICATION, name=name, display_name=name)
    return Held(principal=principal, tiers=(Tier.DIRECT,), path=(name,), scope=WHOLE_TENANT, eligible=False)


def audit(*names: str, expected: tuple[ExpectedPrincipal, ...] = (), refused: tuple[RefusedRead, ...] = ()) -> Audit:
    rights = [robot(name, number) for number, name in enumerate(names)]
    workflows = [
        PassWorkflow(
            id=n, name=n, enabled=True, scheduled=True, git=GitState.NOT_LISTED, copies=(), other_recipients=True
        )
        for n in names[:1]
    ]
    return Audit(
        environment="production",
        tenant=TENANT,
        judgement=judge(rights, workflows, refused, expected),
        refused=refused,
        own={},
        expected=expected,
        places=Places(),
    )


SOMEBODY = (ExpectedPrincipal(principal="id1", tiers=(Tier.DIRECT,), reason=HOSTILE),)
ATTACK = audit(HOSTILE, "Robot", expected=SOMEBODY, refused=(RefusedRead(HOSTILE, HOSTILE),))


def test_a_hostile_name_stays_on_its_line_of_the_text() -> None:
    harmless = audit("Eve", "Robot", expected=SOMEBODY, refused=(RefusedRead("roles", "403"),))
    text = audit_text(ATTACK, colour=False, unicode=True)

    assert len(text.splitlines()) == len(audit_text(harmless, colour=False, unicode=True).splitlines())
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_hostile_name_changes_no_table_of_the_markdown() -> None:
    text = audit_markdown(ATTACK, show_people=True).text

    assert "</details>" not in text.replace("\\", "")
    assert "<!--" not in text
    assert "\n# loud" not in text
    rows = [line for line in text.splitlines() if line.startswith("| ❌")]
    assert rows
    assert all(line.replace("\\|", "").count("|") == 5 for line in rows)


def test_ascii_is_enough_for_the_text() -> None:
    assert audit_text(ATTACK, colour=False, unicode=False).isascii()


def test_the_markdown_keeps_to_its_budget() -> None:
    text = audit_markdown(audit(*(f"Robot {n}" for n in range(400)), expected=SOMEBODY), budget_bytes=4_000).text

    assert len(text.encode()) <= 4_000
    assert text.startswith("**FAIL")
    assert "Cut to fit" in text


def test_what_was_not_looked_at_is_the_last_to_be_cut() -> None:
    text = audit_markdown(audit(*(f"Robot {n}" for n in range(400)), expected=SOMEBODY), budget_bytes=6_000).text

    assert "Cut to fit" in text
    assert all(each.what in text for each in NOT_LOOKED_AT)


def test_json_and_findings_hold_the_name_unchanged() -> None:
    document = json.loads(audit_json(ATTACK, tool_version="1"))

    assert document["rights"][0]["principal"]["name"] == HOSTILE
    assert {finding.code for finding in audit_findings(ATTACK, masked_name)} == {"AUD001", "AUD002", "AUD003"}


def test_the_list_to_paste_quotes_hostile_names() -> None:
    text = audit_text(audit('Eve"\n  - principal: Mallory'), colour=False, unicode=True)

    assert "\n  - principal: Mallory" not in text


def test_the_verdict_lines_count_and_name_no_person() -> None:
    where = "in environment production (sandbox)"
    rest = "1 workflow that git did not ask for, 1 read refused."
    assert verdict_lines(ATTACK) == (
        f"FAIL: who can create a pass {where}: 1 right that git does not expect, {rest}",
        f"FAIL: who can receive or redirect a pass {where}: {rest}",
    )
