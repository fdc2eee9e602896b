"""What is found against what git expects."""

from dataclasses import replace

import pytest

from lcwsync.audit.model import WHOLE_TENANT, GitState, Held, PassWorkflow, RightScope
from lcwsync.audit.verdict import AuditVerdict, Judgement, Question, judge
from lcwsync.model.guardrails import ExpectedPrincipal, Tier
from lcwsync.model.principal import Principal, PrincipalKind
from lcwsync.model.refused import RefusedRead

ZOE = Principal(id="0a1b", kind=PrincipalKind.USER, name="zoe@example.com", display_name="Zoë Novak", enabled=True)
APPLICATION = Principal(
    id="0c2d", kind=PrincipalKind.APPLICATION, name="Robot", display_name="Robot", application_id="0e3f", enabled=True
)
GROUP = Principal(id="0f4a", kind=PrincipalKind.GROUP, name="SG-Admins", display_name="SG-Admins")
UNIT = RightScope("/administrativeunits/77aa", "AU-Sales", 8)
HELD = Held(
    principal=ZOE, tiers=(Tier.DIRECT,), path=("Authentication Administrator",), scope=WHOLE_TENANT, eligible=False
)
WORKFLOW = PassWorkflow(
    id="9", name="Pre-hire", enabled=True, scheduled=True, git=GitState.SAME, copies=(), other_recipients=False
)


def expecting(principal: str = "zoe@example.com", *tiers: Tier, **more: object) -> ExpectedPrincipal:
    return replace(ExpectedPrincipal(principal=principal, tiers=tiers or (Tier.DIRECT,), reason="because"), **more)  # type: ignore[arg-type]


def judged(
    *held: Held,
    expected: tuple[ExpectedPrincipal, ...] = (expecting(),),
    workflows: tuple[PassWorkflow, ...] = (),
    refused: tuple[RefusedRead, ...] = (),
) -> Judgement:
    return judge(held, workflows, refused, expected)


def objections(judgement: Judgement) -> list[str | None]:
    return [each.objection for each in judgement.rights]


@pytest.mark.parametrize("name", ["zoe@example.com", "ZOE@Example.com", "0A1B"])
def test_a_user_may_be_expected_by_upn_or_id(name: str) -> None:
    assert judged(HELD, expected=(expecting(name),)).verdict is AuditVerdict.PASS


@pytest.mark.parametrize(("principal", "name"), [(ZOE, "Zoë Novak"), (APPLICATION, "Robot"), (GROUP, "sg-admins")])
def test_a_display_name_alone_leaves_the_verdict_unknown_and_the_id_is_given(principal: Principal, name: str) -> None:
    judgement = judged(replace(HELD, principal=principal), expected=(expecting(name),))

    assert judgement.verdict is AuditVerdict.UNKNOWN
    assert objections(judgement) == ["git names it by display name only: write its id"]
    assert list(judgement.named_only.values()) == [(principal,)]


def test_a_display_name_beside_the_id_is_for_the_reader_only() -> None:
    right = expecting("0e3f", name="Robot")
    wrong = expecting("0000", name="Robot")

    assert judged(replace(HELD, principal=APPLICATION), expected=(right,)).verdict is AuditVerdict.PASS
    assert judged(replace(HELD, principal=APPLICATION), expected=(wrong,)).verdict is AuditVerdict.FAIL


def test_a_right_of_another_kind_fails_although_its_holder_is_named_by_display_name() -> None:
    judgement = judged(replace(HELD, principal=APPLICATION, tiers=(Tier.POLICY,)), expected=(expecting("Robot"),))

    assert judgement.verdict is AuditVerdict.FAIL


def test_an_application_may_be_expected_by_its_application_id() -> None:
    held = replace(HELD, principal=APPLICATION)

    assert judged(held, expected=(expecting("0e3f"),)).verdict is AuditVerdict.PASS


def test_who_is_not_expected_fails_the_audit() -> None:
    judgement = judged(HELD, replace(HELD, principal=APPLICATION))

    assert judgement.verdict is AuditVerdict.FAIL
    assert objections(judgement) == [None, "git does not expect it"]


def test_another_tier_than_the_expected_one_fails() -> None:
    judgement = judged(HELD, expected=(expecting("zoe@example.com", Tier.POLICY, Tier.WORKFLOWS),))

    assert objections(judgement) == ["git expects policy, workflows, not direct"]
    assert judgement.verdict is AuditVerdict.FAIL


def test_every_tier_of_a_right_must_be_expected() -> None:
    held = replace(HELD, tiers=(Tier.DIRECT, Tier.ESCALATION, Tier.RECIPIENT))

    assert objections(judged(held)) == ["git expects direct, not escalation, recipient"]
    of_both = (expecting("zoe@example.com", Tier.DIRECT, Tier.ESCALATION), expecting("zoe@example.com", Tier.RECIPIENT))
    assert judged(held, expected=of_both).verdict is AuditVerdict.PASS


def test_several_entries_may_expect_the_same_principal() -> None:
    entries = (expecting("zoe@example.com", Tier.POLICY), expecting())

    assert judged(HELD, expected=entries).verdict is AuditVerdict.PASS


@pytest.mark.parametrize("spelling", ["AU-Sales", "au-sales", "77AA", "/administrativeUnits/77aa"])
def test_a_unit_may_be_expected_by_name_or_id(spelling: str) -> None:
    assert judged(replace(HELD, scope=UNIT), expected=(expecting(scope=spelling),)).verdict is AuditVerdict.PASS


ID, OTHER_ID = "77aa0000-0000-4000-8000-000000000001", "77aa0000-0000-4000-8000-000000000002"
SALES = RightScope(f"/administrativeunits/{ID}", "AU-Sales", 8)
NAMESAKE = replace(SALES, path=f"/administrativeunits/{OTHER_ID}")


@pytest.mark.parametrize("spelling", [ID, ID.upper(), f"/administrativeUnits/{ID}"])
def test_a_scope_that_is_an_id_covers_no_other_unit_whatever_that_is_called(spelling: str) -> None:
    entries = (expecting(scope=spelling),)
    impostors = (NAMESAKE, replace(NAMESAKE, name=ID), replace(NAMESAKE, name=spelling), replace(NAMESAKE, named=False))

    assert judged(replace(HELD, scope=SALES), expected=entries).verdict is AuditVerdict.PASS
    for scope in impostors:
        judgement = judged(replace(HELD, scope=scope), expected=entries)
        assert objections(judgement) == [f"git expects it in {spelling} only"]
        assert not judgement.several_scopes


def test_a_name_that_two_units_bear_covers_neither_and_the_ids_are_given() -> None:
    entry = expecting(scope="au-sales")
    told = f"git expects it in au-sales, and 2 bear that name: write the id, {ID} or {OTHER_ID}"

    judgement = judged(replace(HELD, scope=SALES), replace(HELD, scope=NAMESAKE), expected=(entry,))

    assert objections(judgement) == [told, told]
    assert judgement.verdict is AuditVerdict.FAIL
    assert judgement.several_scopes == {entry: (ID, OTHER_ID)}


def test_a_name_covers_no_unit_when_another_of_the_name_has_no_right_in_it() -> None:
    for units in ({"AU-Sales": (ID, OTHER_ID)}, {"AU-Sales": (ID,)}):
        judgement = judge((replace(HELD, scope=NAMESAKE),), (), (), (expecting(scope="AU-Sales"),), units)
        assert judgement.verdict is AuditVerdict.FAIL

    only = judge((replace(HELD, scope=SALES),), (), (), (expecting(scope="AU-Sales"),), {"AU-Sales": (ID,)})
    assert only.verdict is AuditVerdict.PASS


def test_a_unit_whose_name_could_not_be_read_may_be_the_one_that_git_names() -> None:
    unnamed = replace(SALES, name=SALES.path, named=False)

    assert objections(judged(replace(HELD, scope=unnamed), expected=(expecting(scope="AU-Sales"),))) == [None]


def test_a_right_in_the_whole_tenant_is_more_than_one_in_a_unit() -> None:
    assert objections(judged(HELD, expected=(expecting(scope="AU-Sales"),))) == ["git expects it in AU-Sales only"]


def test_a_right_in_a_unit_is_less_than_one_in_the_whole_tenant() -> None:
    assert judged(replace(HELD, scope=UNIT)).verdict is AuditVerdict.PASS


def test_a_standing_right_is_more_than_an_eligible_one() -> None:
    entry = expecting(eligible_only=True)

    assert objections(judged(HELD, expected=(entry,))) == ["git expects it to be activated first, and it is standing"]
    assert judged(replace(HELD, eligible=True), expected=(entry,)).verdict is AuditVerdict.PASS
    assert judged(replace(HELD, activated=True), expected=(entry,)).verdict is AuditVerdict.PASS


def test_a_disabled_account_must_be_expected_as_well() -> None:
    held = replace(HELD, principal=replace(APPLICATION, enabled=False))

    assert judged(held).verdict is AuditVerdict.FAIL


def test_who_expects_a_group_expects_its_members_and_not_its_owners() -> None:
    member = replace(HELD, path=("member of SG-Admins", *HELD.path), through=(GROUP,))
    owner = replace(HELD, principal=APPLICATION, tiers=(Tier.ESCALATION,), path=("owner of SG-Admins", *HELD.path))
    group = expecting("0f4a")

    assert judged(member, expected=(group,)).verdict is AuditVerdict.PASS
    assert objections(judged(owner, expected=(group,))) == ["git does not expect it"]


def test_an_impostor_with_an_expected_display_name_is_not_expected() -> None:
    impostor = replace(APPLICATION, id="ffff", application_id="eeee")
    both = (replace(HELD, principal=APPLICATION), replace(HELD, principal=impostor))

    judgement = judged(*both, expected=(expecting("Robot"),))

    assert objections(judgement) == ["git expects one of this name, and there are several: write its id"] * 2
    assert objections(judged(*both, expected=(expecting("0e3f"),))) == [None, "git does not expect it"]


def test_a_subject_trusted_by_two_applications_is_one_principal() -> None:
    subject = Principal(id="a/github/repo:x", kind=PrincipalKind.CREDENTIAL, name="repo:x", display_name="repo:x")
    both = (replace(HELD, principal=subject), replace(HELD, principal=replace(subject, id="b/github/repo:x")))

    assert judged(*both, expected=(expecting("repo:x"),)).verdict is AuditVerdict.PASS


def test_a_right_to_redirect_fails_its_own_verdict_and_no_other() -> None:
    redirects = replace(HELD, principal=APPLICATION, tiers=(Tier.RECIPIENT,))

    judgement = judged(HELD, redirects)

    assert judgement.verdicts == {Question.CREATE: AuditVerdict.PASS, Question.RECEIVE: AuditVerdict.FAIL}
    assert judgement.verdict is AuditVerdict.FAIL
    assert judged(HELD, redirects, expected=(expecting(), expecting("0e3f", Tier.RECIPIENT))).verdict is (
        AuditVerdict.PASS
    )


def test_a_right_to_create_says_nothing_of_who_receives() -> None:
    judgement = judged(replace(HELD, principal=APPLICATION))

    assert judgement.verdicts == {Question.CREATE: AuditVerdict.FAIL, Question.RECEIVE: AuditVerdict.PASS}


def test_an_expected_creator_is_not_an_expected_receiver() -> None:
    both = replace(HELD, tiers=(Tier.DIRECT, Tier.RECIPIENT))

    assert judged(both).verdicts == {Question.CREATE: AuditVerdict.PASS, Question.RECEIVE: AuditVerdict.FAIL}


def test_an_unknown_holder_leaves_the_verdict_of_its_own_right_unknown() -> None:
    gone = replace(ZOE, id="dead", kind=PrincipalKind.UNKNOWN, name="unknown principal dead", display_name="")
    judgement = judged(HELD, replace(HELD, principal=gone, tiers=(Tier.RECIPIENT,)))

    assert judgement.verdicts == {Question.CREATE: AuditVerdict.PASS, Question.RECEIVE: AuditVerdict.UNKNOWN}


def test_a_refused_read_is_never_a_pass_and_hides_no_failure() -> None:
    refused = (RefusedRead("application permissions", "403"),)

    assert judged(HELD, refused=refused).verdict is AuditVerdict.UNKNOWN
    assert judged(replace(HELD, principal=APPLICATION), refused=refused).verdict is AuditVerdict.FAIL


def test_an_unknown_principal_is_never_a_pass_and_hides_no_failure() -> None:
    gone = replace(ZOE, id="dead", kind=PrincipalKind.UNKNOWN, name="unknown principal dead", display_name="")
    unknown = replace(HELD, principal=gone)
    judgement = judged(HELD, unknown)

    assert judgement.verdict is AuditVerdict.UNKNOWN
    assert [each.held for each in judgement.unknown] == [unknown]
    assert judged(HELD, unknown, replace(HELD, principal=APPLICATION)).verdict is AuditVerdict.FAIL


def test_without_expectations_nothing_can_pass_or_fail() -> None:
    assert judged(HELD, expected=()).verdict is AuditVerdict.UNKNOWN
    assert judged(expected=()).verdict is AuditVerdict.UNKNOWN


def test_an_expectation_without_a_holder_is_named() -> None:
    stale = expecting("gone@example.com")

    judgement = judged(HELD, expected=(expecting(), stale))

    assert judgement.verdict is AuditVerdict.PASS
    assert judgement.unmatched == (stale,)


def test_a_workflow_that_creates_passes_and_is_not_in_git_fails() -> None:
    unlisted = replace(WORKFLOW, git=GitState.NOT_LISTED)

    assert judged(HELD, workflows=(WORKFLOW,)).verdict is AuditVerdict.PASS
    assert judged(HELD, workflows=(unlisted,)).verdict is AuditVerdict.FAIL
    assert judged(HELD, workflows=(replace(unlisted, enabled=False),)).verdict is AuditVerdict.PASS


def test_who_receives_a_copy_of_each_pass_must_be_expected() -> None:
    copied = replace(WORKFLOW, copies=(ZOE,))

    assert judged(workflows=(copied,)).verdicts == {
        Question.CREATE: AuditVerdict.PASS,
        Question.RECEIVE: AuditVerdict.FAIL,
    }
    assert (
        judged(workflows=(copied,), expected=(expecting("zoe@example.com", Tier.WORKFLOWS),)).verdict
        is AuditVerdict.PASS
    )


def test_a_mail_that_may_go_elsewhere_fails() -> None:
    assert judged(HELD, workflows=(replace(WORKFLOW, other_recipients=True),)).verdict is AuditVerdict.FAIL
