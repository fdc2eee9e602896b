"""Whether a changed rule reaches more people."""

import pytest
from hypothesis import given, settings

from lcwsync.model.rule import And, Or, Rule, evaluate, print_rule, widens
from tests.model.rule.strategies import rules, users

ATTRIBUTES = ["city", "state", "country", "surname", "givenName", "mail", "jobTitle", "companyName", "postalCode"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("department eq 'A' and city eq 'B'", "department eq 'A'"),
        ("department eq 'A'", "department eq 'A' or department eq 'B'"),
        ("department in ('A')", "department in ('A', 'B')"),
        ("department eq 'A'", "startsWith(department, 'A')"),
        ("department eq 'A'", "department eq 'a'"),
        ("department eq 'A'", "city eq 'A'"),
        ("department eq 'A' and city ne 'B'", "department eq 'A'"),
        ("department eq 'A'", "department ne 'A'"),
        ("otherMails/any(p:p eq 'ab')", "otherMails/any(p:startsWith(p, 'a'))"),
        ("otherMails/any(p:p eq 'a') and otherMails/any(p:p eq 'b')", "otherMails/any(p:p eq 'a')"),
        (
            "assignedPlans/any(a:a/service eq 'x' and a/capabilityStatus eq 'Enabled')",
            "assignedPlans/any(a:a/service eq 'x')",
        ),
        ("customSecurityAttributes/S/N eq 'A'", "customSecurityAttributes/S/N eq 'B'"),
        ("onPremisesSyncEnabled eq false", "onPremisesSyncEnabled ne true"),
    ],
)
def test_a_rule_that_reaches_others_widens(old: str, new: str) -> None:
    assert widens(old, new) is True


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("department eq 'A'", " ( department  eq 'A' )"),
        ("department eq 'A'", "department eq 'A' and city eq 'B'"),
        ("department in ('A', 'B')", "department in ('A')"),
        ("department in ('A', 'B')", "department eq 'B' or department eq 'A'"),
        ("startsWith(department, 'A')", "department in ('A', 'AB')"),
        ("department eq 'A' or city eq 'B'", "city eq 'B'"),
        ("department ne 'A'", "department ne 'A' and department ne 'B'"),
        ("department ne 'A'", "department eq 'B'"),
        ("accountEnabled ne true", "accountEnabled eq false"),
        ("otherMails/any(p:startsWith(p, 'a'))", "otherMails/any(p:p eq 'ab')"),
        ("otherMails/any(p:p eq 'a')", "otherMails/any(p:p eq 'a') and otherMails/any(p:p eq 'b')"),
        ("department eq", " department eq\n"),
    ],
)
def test_a_rule_that_matches_no_further_user_does_not_widen(old: str, new: str) -> None:
    assert widens(old, new) is False


@pytest.mark.parametrize(("old", "new"), [("department eq", "city eq 'B'"), ("city eq 'B'", "department eq")])
def test_a_text_that_is_not_a_rule_leaves_it_open(old: str, new: str) -> None:
    assert widens(old, new) is None


def test_too_many_combinations_leave_it_open() -> None:
    old = " and ".join(f"{name} in ('{i}', 'x') and startsWith({name}, 'x')" for i, name in enumerate(ATTRIBUTES))
    new = " or ".join(f"{name} eq '{letter}'" for name in ATTRIBUTES for letter in "xyz")
    assert widens(old, new) is None


@settings(max_examples=150, deadline=None)
@given(rules(leaves=4), rules(leaves=4), users())
def test_a_rule_that_does_not_widen_matches_no_new_user(old: Rule, new: Rule, user: dict[str, object]) -> None:
    if evaluate(new, user) and not evaluate(old, user):
        assert widens(print_rule(old), print_rule(new)) is not False


@settings(max_examples=60, deadline=None)
@given(rules(leaves=4), rules(leaves=4))
def test_a_further_condition_never_widens_and_a_further_alternative_never_narrows(rule: Rule, other: Rule) -> None:
    text = print_rule(rule)
    assert not widens(text, print_rule(And((rule, other))))
    assert not widens(print_rule(Or((rule, other))), text)
